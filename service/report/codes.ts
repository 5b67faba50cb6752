/**
 * Codes (PS3.3 §8, PS3.16) by the name the templates ask for. The table itself is config/codes.yaml, reviewed and tested
 * there; its shape, and what a measure it does not list is called, are decided here.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';

export interface Code {
  /** VR SH: at most 16 characters. */
  readonly value: string;
  readonly scheme: string;
  /** VR LO: at most 64 characters. */
  readonly meaning: string;
}

/** (0008,0102) of codes that no standard defines. */
export const PRIVATE_SCHEME = '99CAMBIUM';

const code = z.strictObject({
  value: z.string().min(1).max(16),
  scheme: z.string().min(1).max(16),
  meaning: z.string().min(1).max(64),
  /** Where the code was checked: for the reader of the table. */
  source: z.string().min(1),
});

const CONCEPTS = [
  'imagingMeasurementReport',
  'language',
  'englishUnitedStates',
  'observerType',
  'device',
  'deviceObserverUid',
  'deviceObserverName',
  'deviceObserverManufacturer',
  'deviceObserverModelName',
  'procedureReported',
  'ctProcedure',
  'imageLibrary',
  'imageLibraryGroup',
  'modality',
  'computedTomography',
  'frameOfReferenceUid',
  'imagingMeasurements',
  'measurementGroup',
  'trackingIdentifier',
  'trackingUniqueIdentifier',
  'finding',
  'findingSite',
  'imageRegion',
  'sourceOfMeasurement',
  'measurementMethod',
  'algorithmName',
  'algorithmVersion',
  'algorithmParameters',
  'qualitativeEvaluations',
  'comment',
  'notAttempted',
  'failed',
  'processingEquipment',
  'sourceImageForProcessing',
  'suspected',
  'notSuspected',
  'uncertain',
  'attentionThreshold',
  'thresholdReached',
  'thresholdNotReached',
  'coverage',
  'intendedUse',
  'seriesSelection',
  'modelPack',
  'studyRevision',
] as const;

export type ConceptName = (typeof CONCEPTS)[number];

const measure = z.strictObject({
  /** What the number is. */
  concept: code,
  /** The same where it stands alone, without the finding and the site that tell one volume from another. */
  evaluation: code.optional(),
  /** What the outline shows; absent if nobody has said. */
  finding: code.optional(),
  site: code.optional(),
  method: code.optional(),
});

export const codeTableSchema = z.strictObject({
  concepts: z.record(z.enum(CONCEPTS), code),
  units: z.record(z.string(), code),
  measures: z.record(z.string(), measure),
});

export interface MeasureCodes {
  readonly concept: Code;
  readonly evaluation?: Code;
  readonly finding?: Code;
  readonly site?: Code;
  readonly method?: Code;
}

export interface CodeTable {
  readonly concepts: Readonly<Record<ConceptName, Code>>;
  readonly units: Readonly<Record<string, Code>>;
  readonly measures: Readonly<Record<string, MeasureCodes>>;
}

/** Codes of a measure; a pack from elsewhere may bring one that is not listed, which gets a private code of its own. */
export function measureCodes(
  codes: CodeTable,
  { measure: id, title }: { readonly measure: string; readonly title: string },
): MeasureCodes {
  if (Object.hasOwn(codes.measures, id)) return codes.measures[id];
  return { concept: { value: privateValue(id), scheme: PRIVATE_SCHEME, meaning: title.slice(0, 64) } };
}

/** Code of a UCUM unit; one that is not listed stands for itself (PS3.16 §7.2.2). */
export function unitCode(codes: CodeTable, unit: string): Code {
  if (Object.hasOwn(codes.units, unit)) return codes.units[unit];
  return { value: unit.slice(0, 16), scheme: 'UCUM', meaning: unit.slice(0, 64) };
}

/** At most 16 characters, and still another one for another id. */
function privateValue(id: string): string {
  return id.length <= 16 ? id : `M${createHash('sha256').update(id).digest('hex').slice(0, 15)}`;
}
