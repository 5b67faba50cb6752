/**
 * The patient and study attributes of the source, read again from the stored bytes: the registry keeps none. They are
 * copied unchanged, so that the archive files our documents with the images; decoded here, written in ISO_IR 192.
 */
import type { DataSet } from '../dicom/data-set.js';
import { readDataSet } from '../dicom/data-set-reader.js';
import { splitPart10 } from '../dicom/part10.js';
import { HEADER_BYTES } from '../dicom/read-instance-header.js';
import { isCtClass } from '../dicom/sop-class.js';
import type { NaturalDataSet, NaturalValue } from '../dicom/write-data-set.js';
import { CambiumError } from '../errors/registry.js';
import type { InstanceReader } from '../ports/instance-store.js';
import type { ReceivedInstance, StudyRevision } from '../ports/study-registry.js';
import { usedSeries } from './evidence.js';
import { codeItem } from './macros.js';

export interface SourceHeader {
  /** Patient and General Study modules. */
  readonly attributes: NaturalDataSet;
  readonly bodyPartExamined?: string;
  /** (0008,0201), such as `+0100`. */
  readonly utcOffset?: string;
}

/** First tag past the attributes of interest: Study ID is (0020,0010). */
const END_OF_ATTRIBUTES = 0x00200011;
const STUDY_INSTANCE_UID = 0x0020000d;
const DEIDENTIFICATION_METHODS = 0x00120064;
/** PS3.5 §6.2: characters in a component group of a PN. */
const NAME_GROUP = 64;

interface Attribute {
  readonly keyword: string;
  readonly tag: number;
  /** Absent in the source, it is written empty (type 2) or left out (type 3): PS3.3 §C.7.1.1, §C.7.2.1. */
  readonly type: 2 | 3;
  read(dataSet: DataSet, tag: number): string | undefined;
}

const text: Attribute['read'] = (dataSet, tag) => dataSet.text(tag);

const ATTRIBUTES: readonly Attribute[] = [
  { keyword: 'StudyDate', tag: 0x00080020, type: 2, read: date },
  { keyword: 'StudyTime', tag: 0x00080030, type: 2, read: time },
  { keyword: 'AccessionNumber', tag: 0x00080050, type: 2, read: text },
  { keyword: 'ReferringPhysicianName', tag: 0x00080090, type: 2, read: name },
  { keyword: 'StudyDescription', tag: 0x00081030, type: 3, read: text },
  { keyword: 'PatientName', tag: 0x00100010, type: 2, read: name },
  { keyword: 'PatientID', tag: 0x00100020, type: 2, read: text },
  { keyword: 'IssuerOfPatientID', tag: 0x00100021, type: 3, read: text },
  { keyword: 'PatientBirthDate', tag: 0x00100030, type: 2, read: date },
  { keyword: 'PatientSex', tag: 0x00100040, type: 2, read: text },
  { keyword: 'PatientAge', tag: 0x00101010, type: 3, read: age },
  // What derives from de-identified images is de-identified, and has to say so (PS3.15 §E.1).
  { keyword: 'PatientIdentityRemoved', tag: 0x00120062, type: 3, read: text },
  { keyword: 'DeidentificationMethod', tag: 0x00120063, type: 3, read: text },
  { keyword: 'StudyID', tag: 0x00200010, type: 2, read: text },
];

/** @throws CambiumError `report.source-unreadable`, `object.missing`, `object.damaged` */
export async function readSourceHeader(revision: StudyRevision, instances: InstanceReader): Promise<SourceHeader> {
  const source = sourceInstance(revision);
  const dataSet = await readAttributes(source, instances);
  const methods = codes(dataSet, DEIDENTIFICATION_METHODS);
  const attributes: Record<string, NaturalValue> = {
    StudyInstanceUID: revision.studyInstanceUid,
    ...(methods.length > 0 ? { DeidentificationMethodCodeSequence: methods } : {}),
  };
  for (const { keyword, tag, type, read } of ATTRIBUTES) {
    const value = read(dataSet, tag);
    if (value || type === 2) attributes[keyword] = value ?? '';
  }
  return {
    attributes,
    bodyPartExamined: dataSet.ascii(0x00180015) || undefined,
    utcOffset: dataSet.ascii(0x00080201) || undefined,
  };
}

/** An analysed CT slice rather than another, any instance rather than none; of equals the same one every time. */
function sourceInstance(revision: StudyRevision): ReceivedInstance {
  const { instances } = revision;
  const used = new Set(usedSeries(revision).flatMap(({ sopInstanceUids }) => sopInstanceUids));
  const rank = ({ header }: ReceivedInstance) =>
    used.has(header.sopInstanceUid) ? 0 : isCtClass(header.sopClassUid) ? 1 : 2;
  const [first] = [...instances].sort(
    (a, b) => rank(a) - rank(b) || (a.header.sopInstanceUid < b.header.sopInstanceUid ? -1 : 1),
  );
  if (!first) throw new CambiumError('report.source-unreadable', 'The study has no instance.');
  return first;
}

/** From the first part of the file; from all of it if a private group pushes the attributes beyond. */
async function readAttributes({ object, header }: ReceivedInstance, instances: InstanceReader): Promise<DataSet> {
  try {
    const start = attributesIn(await instances.head(object.key, HEADER_BYTES));
    const dataSet = start.truncated ? attributesIn(await instances.get(object.key)) : start;
    if (dataSet.has(STUDY_INSTANCE_UID)) return dataSet;
  } catch (cause) {
    if (!(cause instanceof CambiumError) || cause.code !== 'instance.unreadable') throw cause;
    throw new CambiumError('report.source-unreadable', `Instance ${header.sopInstanceUid}.`, { cause });
  }
  throw new CambiumError('report.source-unreadable', `Instance ${header.sopInstanceUid} names no study.`);
}

function attributesIn(file: Buffer): DataSet {
  const { meta, dataSet } = splitPart10(file);
  return readDataSet(dataSet, meta.transferSyntaxUid, { extent: 'start', before: END_OF_ATTRIBUTES });
}

/** A group beyond its limit would keep the document from being written at all. */
function name(dataSet: DataSet, tag: number): string | undefined {
  return dataSet
    .text(tag)
    ?.split('=')
    .map((group) => group.slice(0, NAME_GROUP))
    .join('=');
}

/** VR AS. */
function age(dataSet: DataSet, tag: number): string | undefined {
  const value = dataSet.ascii(tag);
  return value && /^\d{3}[DWMY]$/.test(value) ? value : undefined;
}

/** Items of a code sequence that are complete. */
function codes(dataSet: DataSet, tag: number): readonly NaturalDataSet[] {
  return dataSet.items(tag).flatMap((item) => {
    const value = item.text(0x00080100, dataSet.charset);
    const scheme = item.text(0x00080102, dataSet.charset);
    const meaning = item.text(0x00080104, dataSet.charset);
    return value && scheme && meaning ? [codeItem({ value, scheme, meaning })] : [];
  });
}

/** VR DA; the form with points is that of ACR-NEMA (PS3.5 §6.2 note). What is neither is not copied. */
function date(dataSet: DataSet, tag: number): string | undefined {
  const digits = dataSet.ascii(tag)?.replace(/^(\d{4})\.(\d{2})\.(\d{2})$/, '$1$2$3');
  return digits && /^\d{8}$/.test(digits) ? digits : undefined;
}

/** VR TM; the form with colons is that of ACR-NEMA. */
function time(dataSet: DataSet, tag: number): string | undefined {
  const digits = dataSet.ascii(tag)?.replace(/^(\d{2}):(\d{2}):(\d{2})/, '$1$2$3');
  return digits && /^\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?$/.test(digits) ? digits : undefined;
}
