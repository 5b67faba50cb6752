/**
 * Series: the received instances of one Series Instance UID, with what the rules ask of them. What a series is judged by
 * are its slices: CT instances, localizers left out, since many scanners put one in front of the stack it was planned for.
 */
import type { InstanceHeader } from '../dicom/instance-header.js';
import { CT_IMAGE, isCtClass } from '../dicom/sop-class.js';
import type { SeriesInstanceUid } from '../dicom/uid.js';
import type { ReceivedInstance } from '../ports/study-registry.js';
import { type StackGeometry, stackGeometry } from './stack-geometry.js';

export interface Series {
  readonly seriesInstanceUid: SeriesInstanceUid;
  readonly seriesNumber?: number;
  readonly seriesDescription?: string;
  readonly modality: string;
  readonly instances: readonly ReceivedInstance[];
  /** Instances that are CT by class and modality. */
  readonly ct: readonly ReceivedInstance[];
  /** Those of `ct` that are no localizers. */
  readonly slices: readonly ReceivedInstance[];
  /** Slices, or frames if the series is multi-frame. */
  readonly sliceCount: number;
  /** Enhanced or Legacy Converted Enhanced CT: geometry lies in functional groups, which the header does not hold. */
  readonly multiFrame: boolean;
  /** Undefined if a slice lacks it, and for multi-frame series. */
  readonly geometry?: StackGeometry;
}

/** The series of a study, by Series Number, then UID. */
export function groupSeries(instances: readonly ReceivedInstance[]): readonly Series[] {
  const groups = new Map<SeriesInstanceUid, ReceivedInstance[]>();
  for (const instance of instances) {
    const uid = instance.header.seriesInstanceUid;
    const group = groups.get(uid);
    if (group) group.push(instance);
    else groups.set(uid, [instance]);
  }
  return [...groups.values()].map(toSeries).sort(bySeriesNumber);
}

/** By Series Number, those without one last; the UID makes the order total. */
export function bySeriesNumber(a: Series, b: Series): number {
  const numbers = (a.seriesNumber ?? Number.MAX_VALUE) - (b.seriesNumber ?? Number.MAX_VALUE);
  return numbers || (a.seriesInstanceUid < b.seriesInstanceUid ? -1 : 1);
}

function toSeries(instances: readonly ReceivedInstance[]): Series {
  const ct = instances.filter(({ header }) => isCtClass(header.sopClassUid) && header.modality === 'CT');
  const slices = ct.filter(({ header }) => !header.imageType.includes('LOCALIZER'));
  const { seriesInstanceUid, seriesNumber, seriesDescription, modality } = (ct[0] ?? instances[0]).header;
  const multiFrame = slices.some(({ header }) => header.sopClassUid !== CT_IMAGE);
  return {
    seriesInstanceUid,
    seriesNumber,
    seriesDescription,
    modality,
    instances,
    ct,
    slices,
    sliceCount: slices.reduce((count, { header }) => count + framesOf(header), 0),
    multiFrame,
    geometry: multiFrame ? undefined : stackGeometry(slices.map(({ header }) => header)),
  };
}

function framesOf({ sopClassUid, numberOfFrames = 1 }: InstanceHeader): number {
  return sopClassUid === CT_IMAGE ? 1 : numberOfFrames;
}
