/** A revision with all that is known of it, read as of one moment. */
import type { Findings } from '../../service/analyze/findings.js';
import type { Assembly } from '../../service/assemble/assembly.js';
import type { SopInstanceUid, StudyInstanceUid } from '../../service/dicom/uid.js';
import type { Delivery, Proof, RevisionState, StudyRegistry } from '../../service/ports/study-registry.js';
import type { DocumentRecord } from '../../service/report/document.js';
import type { Database } from './database.js';
import { readInstances } from './instance-row.js';
import { type JobRow, toJobError } from './job-row.js';

interface RevisionRow {
  readonly revision: number;
  readonly closed_at: number;
  readonly last_instance_id: number;
  readonly state: RevisionState;
  readonly assembly: string;
  readonly findings: string | null;
}

interface DeliveryRow extends Pick<JobRow, 'error_code' | 'error_message'> {
  readonly sop_instance_uid: SopInstanceUid;
  readonly destination: string;
  readonly status: number | null;
  readonly at: number;
  readonly proof: Proof | null;
  readonly proven_at: number | null;
}

const DOCUMENTS = `
  SELECT kind, sop_class_uid AS sopClassUid, sop_instance_uid AS sopInstanceUid, series_instance_uid AS seriesInstanceUid,
    transfer_syntax_uid AS transferSyntaxUid, object_key AS object
  FROM documents WHERE study_instance_uid = ? AND revision = ? ORDER BY id`;

const DELIVERIES = `
  SELECT deliveries.* FROM documents JOIN deliveries USING (sop_instance_uid)
  WHERE study_instance_uid = ? AND revision = ? ORDER BY destination, documents.id`;

export function readRevision(db: Database): StudyRegistry['revision'] {
  const newest = db.prepare<[string], number>('SELECT revision FROM studies WHERE study_instance_uid = ?').pluck();
  const named = db.prepare<[string, number], RevisionRow>(
    'SELECT * FROM revisions WHERE study_instance_uid = ? AND revision = ?',
  );
  const read = readInstances(db);
  const documents = db.prepare<[string, number], DocumentRecord>(DOCUMENTS);
  const deliveries = db.prepare<[string, number], DeliveryRow>(DELIVERIES);

  return db.transaction((study: StudyInstanceUid, revision: number = newest.get(study) ?? 0) => {
    const row = named.get(study, revision);
    return (
      row && {
        studyInstanceUid: study,
        revision,
        closedAt: row.closed_at,
        state: row.state,
        assembly: JSON.parse(row.assembly) as Assembly,
        instances: read(study, row.last_instance_id).instances,
        ...(row.findings !== null && { findings: JSON.parse(row.findings) as Findings }),
        documents: documents.all(study, revision),
        deliveries: deliveries.all(study, revision).map(toDelivery),
      }
    );
  });
}

function toDelivery(row: DeliveryRow): Delivery {
  const error = toJobError(row);
  return {
    sopInstanceUid: row.sop_instance_uid,
    destination: row.destination,
    at: row.at,
    ...(row.status !== null && { status: row.status }),
    ...(error && { error }),
    ...(row.proof !== null && { proof: row.proof }),
    ...(row.proven_at !== null && { provenAt: row.proven_at }),
  };
}
