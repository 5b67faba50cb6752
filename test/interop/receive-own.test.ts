/** Real files from our own StorageScu to our own receive stage: nothing between them changes a byte. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStorageScu } from '../../adapters/dimse/storage-scu.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import { isStorageClass } from '../../service/dicom/sop-class.js';
import { knownTransferSyntaxes } from '../../service/dicom/transfer-syntax.js';
import type { SopInstanceUid } from '../../service/dicom/uid.js';
import { CambiumError } from '../../service/errors/registry.js';
import type { OutgoingFile } from '../../service/ports/storage-scu.js';
import { ctdata } from '../support/ctdata.js';
import { withPeer } from '../support/peers.js';
import { OUR_TITLE, ReceiveStage, SENDER } from './receive-stage.js';

const KNOWN = new Set(knownTransferSyntaxes().map(({ uid }) => uid));

withPeer('ctdata', 'receive, from ourselves', () => {
  let stage: ReceiveStage;
  beforeEach(async () => {
    stage = await ReceiveStage.start();
  });
  afterEach(() => stage.close());

  const scu = createStorageScu({ callingAeTitle: SENDER, timeoutMs: 20_000 });

  async function send(instances: readonly OutgoingFile[]) {
    const destination = { name: 'US', aeTitle: OUR_TITLE, host: '127.0.0.1', port: stage.port };
    return scu.store(destination, instances, AbortSignal.timeout(60_000));
  }

  it.each(['syntaxes', 'neg', 'rdsr', 'seg_sr', 'odd'])(
    'answers every file of %s, and stores its bytes',
    async (name) => {
      const files = instancesBelow(ctdata(name));
      const outcomes = await send(files);
      expect(outcomes.filter(({ status }) => status === undefined)).toEqual([]);
      const kept = new Map((await stage.stored()).map(({ meta, dataSet }) => [meta.sopInstanceUid, dataSet]));
      let stored = 0;
      outcomes.forEach(({ status, sopInstanceUid }, i) => {
        if (status !== 0) return;
        expect(kept.get(sopInstanceUid)?.equals(splitPart10(files[i].part10).dataSet), sopInstanceUid).toBe(true);
        stored++;
      });
      expect(stored).toBeGreaterThan(0);
      expect(stage.eventsNamed('instance.refused').map(({ code }) => code)).not.toContain('internal.fault');
    },
  );
});

/** Files that name a storage class, an instance and a syntax we know, one of each UID. */
function instancesBelow(folder: string): readonly OutgoingFile[] {
  const found = new Map<string, OutgoingFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const instance = asInstance(readFileSync(join(entry.parentPath, entry.name)));
    if (instance) found.set(instance.sopInstanceUid, instance);
  }
  return [...found.values()];
}

function asInstance(part10: Buffer): OutgoingFile | undefined {
  try {
    const { sopClassUid, sopInstanceUid, transferSyntaxUid } = splitPart10(part10).meta;
    if (!isStorageClass(sopClassUid) || !sopInstanceUid || !KNOWN.has(transferSyntaxUid)) return undefined;
    return { sopClassUid, sopInstanceUid: sopInstanceUid as SopInstanceUid, transferSyntaxUid, part10 };
  } catch (error) {
    if (error instanceof CambiumError) return undefined;
    throw error;
  }
}
