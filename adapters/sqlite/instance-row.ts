/** A row of `instances`, and the ReceivedInstance it stands for. */
import type { InstanceHeader } from '../../service/dicom/instance-header.js';
import type { ReceivedInstance } from '../../service/ports/study-registry.js';

export interface InstanceRow {
  readonly id: number;
  readonly object_key: string;
  readonly digest: string;
  readonly bytes: number;
  readonly calling_ae_title: string;
  readonly received_at: number;
  readonly header: string;
}

export function toReceivedInstance(row: InstanceRow): ReceivedInstance {
  return {
    header: JSON.parse(row.header) as InstanceHeader,
    object: { key: row.object_key, digest: row.digest, bytes: row.bytes },
    callingAeTitle: row.calling_ae_title,
    receivedAt: row.received_at,
  };
}
