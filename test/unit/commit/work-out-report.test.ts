import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workOutReport } from '../../../service/commit/work-out-report.js';
import { CT_IMAGE, ENHANCED_CT_IMAGE } from '../../../service/dicom/sop-class.js';
import { deriveUid } from '../../../service/dicom/uid.js';
import { FAILURE_REASON, type SopReference } from '../../../service/ports/storage-commitment.js';
import { closedStudy, document, reported } from '../../contract/registry-steps.js';
import { sopUid } from '../../support/instances.js';
import { Holdings } from './holdings.js';

describe('workOutReport', () => {
  let holdings: Holdings;
  beforeEach(async () => {
    holdings = await Holdings.open();
  });
  afterEach(() => holdings.close());

  const transactionUid = deriveUid('transaction');
  const report = (references: readonly SopReference[]) =>
    workOutReport({ transactionUid, references }, { index: holdings.parts.index, instances: holdings.instances });

  it('commits to what is stored, in the order it was asked for', async () => {
    const references = await holdings.store('held', 3);
    expect(await report(references)).toEqual({ transactionUid, committed: references, failed: [] });
  });

  it('has no such object instance as one that never came', async () => {
    const [held] = await holdings.store('held', 1);
    const unknown = { sopClassUid: CT_IMAGE, sopInstanceUid: sopUid('unknown') };
    expect(await report([unknown, held])).toEqual({
      transactionUid,
      committed: [held],
      failed: [{ ...unknown, reason: FAILURE_REASON.noSuchObjectInstance }],
    });
  });

  it('finds class and instance in conflict when the instance is of another class', async () => {
    const [held] = await holdings.store('held', 1);
    const asked = { ...held, sopClassUid: ENHANCED_CT_IMAGE };
    expect((await report([asked])).failed).toEqual([{ ...asked, reason: FAILURE_REASON.classInstanceConflict }]);
  });

  it('does not commit to an instance that is indexed and whose bytes are gone', async () => {
    const references = await holdings.store('held', 1);
    await holdings.instances.close();
    const packs = (await readdir(holdings.folder, { recursive: true, withFileTypes: true })).filter((at) =>
      at.isFile(),
    );
    for (const { parentPath, name } of packs) await rm(join(parentPath, name));
    expect((await report(references)).failed).toMatchObject([{ reason: FAILURE_REASON.noSuchObjectInstance }]);
  });

  it('commits to a document of our own that came back', async () => {
    closedStudy(holdings.parts);
    reported(holdings.parts, ['PACS']);
    const { sopClassUid, sopInstanceUid } = document('a', 'sr');
    expect((await report([{ sopClassUid, sopInstanceUid }])).committed).toHaveLength(1);
  });
});
