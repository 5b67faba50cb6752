/** A closed revision of a tiny CT whose instances lie in a store: what the analyze and report stages start from. */
import { assembleStudy } from '../../service/assemble/assemble-study.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import { HEADER_BYTES, readInstanceHeader } from '../../service/dicom/read-instance-header.js';
import type { InstanceStore } from '../../service/ports/instance-store.js';
import type { ReceivedInstance, StudyRevision } from '../../service/ports/study-registry.js';
import { storeFile } from '../../service/receive/store-file.js';
import { asStored, tinyCt } from './tiny-ct.js';

export function tinyRevision(name: string, stored: InstanceStore): StudyRevision {
  const { studyInstanceUid, instances: outgoing } = tinyCt(name);
  const instances: ReceivedInstance[] = [];
  for (const instance of outgoing) {
    const { meta, dataSet } = splitPart10(instance.part10);
    const header = readInstanceHeader(dataSet.subarray(0, HEADER_BYTES), meta.transferSyntaxUid);
    const callingAeTitle = 'SCANNER';
    const object = storeFile(stored, { ...header, callingAeTitle }, { file: asStored(instance), receivedAt: 0 });
    instances.push({ header, object, callingAeTitle, receivedAt: 0 });
  }
  return {
    studyInstanceUid,
    revision: 1,
    closedAt: Date.UTC(2024, 0, 1),
    state: 'closed',
    assembly: assembleStudy(instances, { minSlices: 10, minCoverageMm: 40 }),
    instances,
    documents: [],
    deliveries: [],
  };
}
