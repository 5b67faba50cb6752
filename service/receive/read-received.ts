/** What intake knew of an instance, read again from its record in a pack. */
import { splitPart10 } from '../dicom/part10.js';
import { HEADER_BYTES, instanceHeader, readHeaderElements } from '../dicom/read-instance-header.js';
import type { InstanceReader, PackRecord } from '../ports/instance-store.js';
import type { ReceivedInstance } from '../ports/study-registry.js';

/** @throws CambiumError `instance.unreadable`, `instance.uid-invalid`, `object.missing`, `object.damaged` */
export async function readReceived(record: PackRecord, instances: InstanceReader): Promise<ReceivedInstance> {
  const { key, bytes, crc32, names, receivedAt } = record;
  const start = elementsIn(await instances.head(key, HEADER_BYTES));
  const elements = start.truncated ? elementsIn(await instances.get(key)) : start;
  const header = instanceHeader(elements, names.transferSyntaxUid);
  return { header, object: { key, bytes, crc32 }, callingAeTitle: names.callingAeTitle, receivedAt };
}

function elementsIn(file: Buffer) {
  const { meta, dataSet } = splitPart10(file);
  return readHeaderElements(dataSet, meta.transferSyntaxUid);
}
