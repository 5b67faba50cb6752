/** The demo's study: the chest and the head phantom as two series of one study, and what measures them must give. */
import { CT_IMAGE } from '../../dicom/sop-class.js';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../dicom/transfer-syntax.js';
import type { SopInstanceUid, StudyInstanceUid } from '../../dicom/uid.js';
import type { OutgoingFile } from '../../ports/storage-scu.js';
import type { MeasureTruth } from './compare-with-truth.js';
import { measureTruths, type Phantom } from './phantom.js';
import { chestPhantom } from './phantom-chest.js';
import { headPhantom } from './phantom-head.js';
import {
  DEMO_IDENTITY,
  type PhantomIdentity,
  phantomInstanceUid,
  phantomSeries,
  phantomStudyUid,
} from './phantom-series.js';

export interface PhantomStudy {
  readonly studyInstanceUid: StudyInstanceUid;
  readonly instances: readonly OutgoingFile[];
  readonly truth: readonly MeasureTruth[];
}

export function phantomStudy(
  identity: PhantomIdentity = DEMO_IDENTITY,
  phantoms: readonly Phantom[] = [chestPhantom(), headPhantom()],
): PhantomStudy {
  return {
    studyInstanceUid: phantomStudyUid(identity) as StudyInstanceUid,
    instances: phantoms.flatMap((phantom) =>
      phantomSeries(phantom, identity).map((part10, slice) => ({
        sopClassUid: CT_IMAGE,
        sopInstanceUid: phantomInstanceUid(identity, phantom.part, slice) as SopInstanceUid,
        transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN,
        part10,
      })),
    ),
    truth: phantoms.flatMap(measureTruths),
  };
}
