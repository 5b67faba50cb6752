/**
 * Fills a registry with delivered studies, a hundred thousand in minutes: the first slice of each is recorded as intake does
 * it, the others and what became of the study are written as plain rows of the same tables.
 */
import { type Database, openDatabase } from '../../../adapters/sqlite/database.js';
import { recordInstances } from '../../../adapters/sqlite/record-instances.js';
import { COMPREHENSIVE_SR, SECONDARY_CAPTURE_IMAGE } from '../../../service/dicom/sop-class.js';
import { deriveUid } from '../../../service/dicom/uid.js';
import type { ReceivedInstance } from '../../../service/ports/study-registry.js';
import { benchStudy, SLICES } from './bench-study.js';

/** Studies a commit. */
const BATCH = 500;
const CACHE_KIB = 1_000_000;
const QUIET_MS = 60_000;
/** A worklist always has a few that are still coming in. */
const RECEIVING = 20;

const OTHER_SLICES = `
  INSERT INTO instances (sop_instance_uid, series, pack, offset, bytes, crc32, received_at, header)
  WITH RECURSIVE slice (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM slice WHERE n < ${SLICES - 1})
  SELECT series_instance_uid || '.' || (10000 + n), instances.series, pack, n * bytes, bytes,
    (crc32 + n * 2654435761) & 4294967295, received_at + n * 50,
    format('{"instanceNumber":%d,"imagePosition":[-154.804688,-312.804688,%!.15g]}', n + 1, -1234.5 + n * 1.25)
  FROM instances JOIN series ON series.id = instances.series, slice
  WHERE sop_instance_uid = ?`;

const COUNT = 'UPDATE studies SET instances = ?, last_received_at = ? WHERE study_instance_uid = ?';
const SETTLE = "UPDATE studies SET state = 'delivered', revision = 1 WHERE study_instance_uid = ?";
const SEAL = 'UPDATE packs SET sealed = 1 WHERE study_instance_uid = ?';
const REVISION = `
  INSERT INTO revisions (study_instance_uid, revision, closed_at, last_instance_id, state, input_digest, assembly, findings)
  SELECT @study, 1, @at, max(instances.id), 'delivered', @digest, @assembly, @findings
  FROM series JOIN instances ON instances.series = series.id WHERE study_instance_uid = @study`;
const JOB = `
  INSERT INTO jobs (kind, study_instance_uid, revision, destination, state, priority, attempts, created_at, run_at)
  VALUES (?, ?, 1, ?, 'done', 100, 1, ?, ?)`;
const DOCUMENT = `
  INSERT INTO documents (
    sop_instance_uid, study_instance_uid, revision, kind, sop_class_uid, series_instance_uid, transfer_syntax_uid, object_key)
  VALUES (?, ?, 1, ?, ?, ?, '1.2.840.10008.1.2.1', 'documents/' || ?)`;
const DELIVERY = 'INSERT INTO deliveries (sop_instance_uid, destination, status, at) VALUES (?, ?, 0, ?)';
const TRACE = 'INSERT INTO trace (study_instance_uid, at, stage, event, message) VALUES (?, ?, ?, ?, ?)';
const TOLD = [
  ['assemble', 'study.closed', '300 instances in 1 series: revision 1.'],
  ['assemble', 'series.used', 'Series 2: thinnest axial original, 300 slices of 1.3 mm.'],
  ['analyze', 'findings.recorded', 'Revision 1: 5 of 6 measures have a value.'],
  ['report', 'documents.recorded', 'Revision 1: SR, SC for PACS.'],
  ['deliver', 'document.delivered', 'The Structured Report to PACS: status 0000.'],
  ['deliver', 'document.delivered', 'The Secondary Capture to PACS: status 0000.'],
] as const;

/** @param progress told how many studies are there */
export function fillRegistry(path: string, studies: number, progress: (done: number) => void): void {
  const db = openDatabase(path);
  // Nothing is at stake: a run that fails leaves nothing worth keeping. Opened again, it is a log of the usual kind.
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma(`cache_size = -${CACHE_KIB}`);
  const write = studyWriter(db);
  const batch = db.transaction((from: number, to: number) => {
    for (let number = from; number < to; number++) write(number, number >= studies - RECEIVING);
  });
  for (let from = 0; from < studies; from += BATCH) {
    batch(from, Math.min(from + BATCH, studies));
    progress(Math.min(from + BATCH, studies));
  }
  db.close();
}

function studyWriter(db: Database): (number: number, receiving: boolean) => void {
  const record = recordInstances(db);
  const otherSlices = db.prepare(OTHER_SLICES);
  const count = db.prepare(COUNT);
  const settle = db.prepare(SETTLE);
  const seal = db.prepare(SEAL);
  const revision = db.prepare(REVISION);
  const job = db.prepare(JOB);
  const document = db.prepare(DOCUMENT);
  const delivery = db.prepare(DELIVERY);
  const trace = db.prepare(TRACE);

  return (number, receiving) => {
    const slices = benchStudy(number);
    const [first] = slices;
    const last = slices[SLICES - 1].receivedAt;
    const { studyInstanceUid: study, sopInstanceUid } = first.header;
    record([first]);
    otherSlices.run(sopInstanceUid);
    count.run(SLICES, last, study);
    if (receiving) return;
    const at = last + QUIET_MS;
    settle.run(study);
    seal.run(study);
    revision.run({ study, at, digest: 'd'.repeat(64), assembly: assembly(slices), findings: findings(first) });
    for (const kind of ['analyze', 'report']) job.run(kind, study, null, at, at);
    job.run('deliver', study, 'PACS', at, at);
    for (const [kind, sopClass] of [
      ['sr', COMPREHENSIVE_SR],
      ['sc', SECONDARY_CAPTURE_IMAGE],
    ]) {
      const uid = deriveUid(study, kind);
      document.run(uid, study, kind, sopClass, deriveUid(study, kind, 'series'), uid);
      delivery.run(uid, 'PACS', at);
    }
    for (const [stage, event, message] of TOLD) trace.run(study, at, stage, event, message);
  };
}

function assembly(slices: readonly ReceivedInstance[]): string {
  const [{ header }] = slices;
  const series = {
    seriesInstanceUid: header.seriesInstanceUid,
    used: true,
    sentence: 'thinnest axial original, 300 slices of 1.3 mm',
    seriesNumber: 2,
    seriesDescription: header.seriesDescription,
    modality: 'CT',
    instances: slices.length,
    sopInstanceUids: slices.map((slice) => slice.header.sopInstanceUid),
  };
  return JSON.stringify({ inputDigest: 'd'.repeat(64), series: [series] });
}

function findings({ header: { seriesInstanceUid } }: ReceivedInstance): string {
  const results = Array.from({ length: 6 }, (_, i) => ({
    ...{ pack: 'densitometry', packDigest: `sha256:${'e'.repeat(64)}`, measure: `measure-${i}`, title: `Measure ${i}` },
    ...{ state: 'measured', value: 12.5 + i, unit: '%', seriesInstanceUid, coverage: 0.98, attention: false },
  }));
  const spacing = [1.25, 0.609375, 0.609375];
  const series = [{ seriesInstanceUid, slices: SLICES, spacing, contrast: 'none', regions: ['chest'] }];
  return JSON.stringify({ series, results, keyImages: [], packs: [], timings: { decodeMs: 900, measureMs: 4000 } });
}
