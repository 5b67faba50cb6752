/** The modules that all our documents share: Patient, General Study, General Equipment, SOP Common (PS3.3 §C.7, §C.12). */
import { MANUFACTURER, MODEL_NAME } from '../dicom/product.js';
import { deriveUid } from '../dicom/uid.js';
import type { NaturalDataSet } from '../dicom/write-data-set.js';
import { PRIVATE_SCHEME } from './codes.js';
import { codeItem } from './macros.js';
import type { PreparedSubject } from './prepared-subject.js';

export interface DocumentIdentity {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly seriesNumber: number;
  /** VR LO: at most 64 characters. */
  readonly seriesDescription: string;
  readonly modality: string;
  readonly instanceNumber: number;
}

/** Whose the private codes are (PS3.3 §C.12.1.1.4). */
const PRIVATE_CODING_SCHEME = {
  CodingSchemeDesignator: PRIVATE_SCHEME,
  CodingSchemeName: `${MODEL_NAME} private codes`,
  CodingSchemeResponsibleOrganization: MANUFACTURER,
};

export function documentHeader(subject: PreparedSubject, identity: DocumentIdentity): NaturalDataSet {
  const { source, time, version } = subject;
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    ...source.attributes,
    ...(source.utcOffset ? { TimezoneOffsetFromUTC: source.utcOffset } : {}),
    SOPClassUID: identity.sopClassUid,
    SOPInstanceUID: identity.sopInstanceUid,
    InstanceCreationDate: time.date,
    InstanceCreationTime: time.time,
    SeriesInstanceUID: identity.seriesInstanceUid,
    SeriesNumber: identity.seriesNumber,
    SeriesDescription: identity.seriesDescription,
    Modality: identity.modality,
    InstanceNumber: identity.instanceNumber,
    ContentDate: time.date,
    ContentTime: time.time,
    Manufacturer: MANUFACTURER,
    ManufacturerModelName: MODEL_NAME,
    SoftwareVersions: version,
    CodingSchemeIdentificationSequence: [PRIVATE_CODING_SCHEME],
    ContributingEquipmentSequence: contributingEquipment(subject),
  };
}

/** One item a pack, each with a UID that changes with the pack (IHE AIR); the product itself where no pack ran. */
function contributingEquipment({ findings, codes, version, uids }: PreparedSubject): readonly NaturalDataSet[] {
  const algorithms = findings.packs.map((pack) => ({
    model: pack.title,
    version: pack.version,
    uid: deriveUid('pack', pack.digest),
  }));
  const equipment = algorithms.length > 0 ? algorithms : [{ model: MODEL_NAME, version, uid: uids.deviceUid }];
  return equipment.map((item) => ({
    PurposeOfReferenceCodeSequence: [codeItem(codes.concepts.processingEquipment)],
    Manufacturer: MANUFACTURER,
    ManufacturerModelName: item.model.slice(0, 64),
    SoftwareVersions: item.version.slice(0, 64),
    DeviceUID: item.uid,
  }));
}
