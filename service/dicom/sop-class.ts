/** SOP Classes this node tells apart (PS3.4 Annex B). Every other storage class is stored, and not analysed. */
import { isUid } from './uid.js';

export const VERIFICATION = '1.2.840.10008.1.1';
/** Storage Commitment Push Model, and its one well-known instance (PS3.4 §J.3.5). */
export const STORAGE_COMMITMENT = '1.2.840.10008.1.20.1';
export const STORAGE_COMMITMENT_INSTANCE = '1.2.840.10008.1.20.1.1';
/** Study Root Query/Retrieve Information Model – FIND. */
export const STUDY_ROOT_FIND = '1.2.840.10008.5.1.4.1.2.2.1';
export const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';
export const ENHANCED_CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2.1';
export const LEGACY_CONVERTED_ENHANCED_CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2.2';
export const SECONDARY_CAPTURE_IMAGE = '1.2.840.10008.5.1.4.1.1.7';
export const COMPREHENSIVE_SR = '1.2.840.10008.5.1.4.1.1.88.33';
export const COMPREHENSIVE_3D_SR = '1.2.840.10008.5.1.4.1.1.88.34';

const STANDARD_ROOT = '1.2.840.10008.';
const STORAGE_ROOT = '1.2.840.10008.5.1.4.1.1.';
/** Query and retrieve services that PS3.6 numbers among the storage classes: defined procedure protocols, inventories. */
const QUERIES_BELOW_STORAGE_ROOT: ReadonlySet<string> = new Set(
  ['200.4', '200.5', '200.6', '201.2', '201.3', '201.4', '201.5', '201.6'].map((end) => STORAGE_ROOT + end),
);
/** Storage classes that PS3.6 numbers elsewhere: RT delivery instructions, hanging protocols, palettes, implants, print. */
const OTHER_STORAGE: ReadonlySet<string> = new Set([
  '1.2.840.10008.5.1.1.27',
  '1.2.840.10008.5.1.1.29',
  '1.2.840.10008.5.1.1.30',
  '1.2.840.10008.5.1.4.34.1',
  '1.2.840.10008.5.1.4.34.7',
  '1.2.840.10008.5.1.4.34.10',
  '1.2.840.10008.5.1.4.38.1',
  '1.2.840.10008.5.1.4.39.1',
  '1.2.840.10008.5.1.4.43.1',
  '1.2.840.10008.5.1.4.44.1',
  '1.2.840.10008.5.1.4.45.1',
]);
const SECONDARY_CAPTURES = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.7(\.\d+)?$/;
const DOSE_REPORTS = new Set(['1.2.840.10008.5.1.4.1.1.88.67', '1.2.840.10008.5.1.4.1.1.88.76']);

/** True for a class whose instances carry CT slices. */
export function isCtClass(uid: string): boolean {
  return uid === CT_IMAGE || uid === ENHANCED_CT_IMAGE || uid === LEGACY_CONVERTED_ENHANCED_CT_IMAGE;
}

export function isSecondaryCaptureClass(uid: string): boolean {
  return SECONDARY_CAPTURES.test(uid);
}

export function isDoseReportClass(uid: string): boolean {
  return DOSE_REPORTS.has(uid);
}

/**
 * True for the standard's storage classes and for private ones, which PS3.4 lets a sender propose: whatever a PACS sends
 * along with a study is kept, so that it never aborts. Standard non-storage services (query, commitment, …) are not.
 */
export function isStorageClass(uid: string): boolean {
  if (!isUid(uid)) return false;
  if (!uid.startsWith(STANDARD_ROOT)) return true;
  return (uid.startsWith(STORAGE_ROOT) && !QUERIES_BELOW_STORAGE_ROOT.has(uid)) || OTHER_STORAGE.has(uid);
}
