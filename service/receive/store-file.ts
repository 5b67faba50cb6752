/** A whole Part 10 file into a pack at once: for what does not come over the network, so nobody waits for a sync. */
import type { InstanceStore, RecordNames, StoredInstance } from '../ports/instance-store.js';

/** @throws CambiumError `storage.full`, `storage.failed` */
export function storeFile(
  instances: Pick<InstanceStore, 'begin'>,
  names: RecordNames,
  { file, receivedAt }: { readonly file: Buffer; readonly receivedAt: number },
): StoredInstance {
  const { sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid, transferSyntaxUid, callingAeTitle } = names;
  const uids = { sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid, transferSyntaxUid };
  const writer = instances.begin({ ...uids, callingAeTitle });
  writer.write(file);
  const stored = writer.finish(receivedAt);
  writer.release();
  return stored;
}
