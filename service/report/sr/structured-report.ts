/** The Structured Report: header modules (PS3.3 §C.17) around the tree of TID 1500. */
import { COMPREHENSIVE_3D_SR, COMPREHENSIVE_SR } from '../../dicom/sop-class.js';
import type { NaturalDataSet } from '../../dicom/write-data-set.js';
import { documentHeader } from '../document-header.js';
import { bySeries, documentReference, evidenceInstances, hierarchicalReferences } from '../evidence.js';
import type { PreparedSubject } from '../prepared-subject.js';
import { NOT_FOR_DIAGNOSTIC_USE } from '../wording.js';
import { measurementReport } from './tid-1500.js';

const SOP_CLASSES = { comprehensive: COMPREHENSIVE_SR, 'comprehensive-3d': COMPREHENSIVE_3D_SR } as const;

export function structuredReport(subject: PreparedSubject): NaturalDataSet {
  const { revision, previous, config, codes, uids } = subject;
  const { studyInstanceUid } = revision;
  const superseded = previous?.documents.find(({ kind }) => kind === 'sr');
  return {
    ...documentHeader(subject, {
      sopClassUid: SOP_CLASSES[config.srSopClass],
      sopInstanceUid: uids.sopInstanceUid('sr'),
      seriesInstanceUid: uids.seriesInstanceUid('sr'),
      seriesNumber: config.srSeriesNumber,
      seriesDescription: `CT measurements report - ${NOT_FOR_DIAGNOSTIC_USE}`,
      modality: 'SR',
      instanceNumber: revision.revision,
    }),
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    ...(superseded
      ? { PredecessorDocumentsSequence: hierarchicalReferences(studyInstanceUid, [documentReference(superseded)]) }
      : {}),
    CurrentRequestedProcedureEvidenceSequence: hierarchicalReferences(
      studyInstanceUid,
      bySeries(evidenceInstances(revision)),
    ),
    CompletionFlag: 'COMPLETE',
    VerificationFlag: 'UNVERIFIED',
    PreliminaryFlag: 'PRELIMINARY',
    ContentTemplateSequence: [{ MappingResource: 'DCMR', TemplateIdentifier: '1500' }],
    ...measurementReport(codes, { ...subject, deviceUid: uids.deviceUid, trackingUid: uids.trackingUid }),
  };
}
