import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDataSet } from '../../service/dicom/data-set-reader.js';
import { part10Header } from '../../service/dicom/part10.js';
import { COMPREHENSIVE_SR, SECONDARY_CAPTURE_IMAGE } from '../../service/dicom/sop-class.js';
import type { SopInstanceUid } from '../../service/dicom/uid.js';
import type { ArchivedInstance } from '../support/archive.js';
import { NodeScene } from '../support/node-scene.js';
import { type TinyCt, tinyCt } from '../support/tiny-ct.js';

const PREDECESSOR_DOCUMENTS = 0x0040a360;

describe('a study whose slices come late', { timeout: 90_000 }, () => {
  let scene: NodeScene;
  beforeEach(async () => {
    scene = await NodeScene.set();
    await scene.node.start();
  });
  afterEach(() => scene.strike());

  const study = tinyCt('late', 16);
  const part = (from: number, to: number): TinyCt => ({ ...study, instances: study.instances.slice(from, to) });

  it('is analysed again, and the new report names the one it supersedes', async () => {
    await scene.send(part(0, 12));
    expect(await scene.settled(study)).toMatchObject({ revision: 1 });
    const [first] = scene.archive.ofClass(COMPREHENSIVE_SR);

    await scene.send(study);
    expect(await scene.settled(study, 2)).toMatchObject({ revision: 2 });
    const second = scene.archive.ofClass(COMPREHENSIVE_SR).find((report) => report !== first);
    expect(predecessorsOf(first)).toEqual([]);
    expect(predecessorsOf(second)).toEqual([first.sopInstanceUid]);
    expect(scene.archive.ofClass(SECONDARY_CAPTURE_IMAGE)).toHaveLength(2);
    expect(await scene.verify([study])).toEqual([]);
  });

  it('is left alone when its own documents come back, and when the same slices come again', async () => {
    await scene.send(study);
    const { revision, documents } = await scene.settled(study);
    const returned = [...scene.archive.instances.values()].map(asOutgoing);
    expect(returned).toHaveLength(documents.length);
    await scene.send({ ...study, instances: returned });
    scene.acknowledged.clear();
    await scene.send(study);
    expect(scene.acknowledged.size).toBe(study.instances.length);
    await scene.quiet();
    expect(await scene.settled(study)).toMatchObject({ revision, documents });
    expect(scene.archive.instances.size).toBe(documents.length);
  });
});

function predecessorsOf(report: ArchivedInstance | undefined): readonly (string | undefined)[] {
  if (!report) throw new Error('There is no such report.');
  const dataSet = readDataSet(report.dataSet, report.transferSyntaxUid, { extent: 'whole' });
  return dataSet
    .items(PREDECESSOR_DOCUMENTS)
    .flatMap((study) => study.items(0x00081115))
    .flatMap((series) => series.items(0x00081199))
    .map((reference) => reference.ascii(0x00081155));
}

function asOutgoing({ dataSet, ...instance }: ArchivedInstance) {
  const sopInstanceUid = instance.sopInstanceUid as SopInstanceUid;
  return { ...instance, sopInstanceUid, part10: Buffer.concat([part10Header(instance), dataSet]) };
}
