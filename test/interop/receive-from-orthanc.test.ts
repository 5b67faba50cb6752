/** Orthanc as the sender: an archive that routes to us, by its own C-STORE. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { splitPart10 } from '../../service/dicom/part10.js';
import { Orthanc } from '../support/orthanc.js';
import { withPeer } from '../support/peers.js';
import { tinyCt } from '../support/tiny-ct.js';
import { OUR_TITLE, ReceiveStage, SENDER } from './receive-stage.js';

withPeer('orthanc', 'receive, from Orthanc', () => {
  let folder: string;
  let orthanc: Orthanc;
  let stage: ReceiveStage;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-orthanc-'));
    orthanc = await Orthanc.create(folder);
    await orthanc.start();
    stage = await ReceiveStage.start();
    await ask('PUT', 'modalities/cambium', { AET: OUR_TITLE, Host: '127.0.0.1', Port: stage.port });
  });
  afterEach(async () => {
    await stage.close();
    await orthanc.stop();
    await rm(folder, { recursive: true });
  });

  const ask = (method: 'PUT' | 'POST', path: string, body: object | Buffer) =>
    fetch(`http://127.0.0.1:${orthanc.httpPort}/${path}`, {
      method,
      body: body instanceof Buffer ? new Uint8Array(body) : JSON.stringify(body),
    });

  it('refuses its C-ECHO under a title nobody knows', async () => {
    expect((await ask('POST', 'modalities/cambium/echo', {})).ok).toBe(false);
    expect(stage.eventsNamed('association.rejected')).toMatchObject([{ code: 'association.calling-ae-unknown' }]);
  });

  it('stores a study it sends', async () => {
    const { instances } = tinyCt('orthanc', 12);
    for (const { part10 } of instances) expect((await ask('POST', 'instances', part10)).ok).toBe(true);
    const resources = await orthanc.get<readonly string[]>('studies');
    const sent = await ask('POST', 'modalities/cambium/store', {
      Resources: resources,
      LocalAet: SENDER,
      Synchronous: true,
    });
    expect(await sent.json()).toMatchObject({ InstancesCount: 12, FailedInstancesCount: 0 });
    const ids = await orthanc.get<readonly string[]>('instances');
    const theirs = await Promise.all(ids.map(async (id) => splitPart10(await orthanc.file(id))));
    const ours = await stage.stored();
    const uids = (files: typeof ours) => files.map(({ meta }) => meta.sopInstanceUid).sort();
    expect(uids(ours)).toEqual(uids(theirs));
    expect(stage.eventsNamed('instance.refused')).toEqual([]);
  });
});
