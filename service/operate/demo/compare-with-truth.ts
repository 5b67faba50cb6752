/** Measured against true: a check for each measure of the phantom, with the tolerance that was stated beforehand. */
import type { Result } from '../../analyze/findings.js';

export interface MeasureTruth {
  readonly measure: string;
  readonly value: number;
  readonly unit: string;
  /** Largest difference that is still right, in the same unit. */
  readonly tolerance: number;
}

export interface MeasureCheck extends MeasureTruth {
  readonly title: string;
  /** Absent if it was not measured, which is a failure too. */
  readonly measured?: number;
  readonly within: boolean;
}

export function compareWithTruth(truth: readonly MeasureTruth[], results: readonly Result[]): readonly MeasureCheck[] {
  return truth.map((expected) => {
    const result = results.find(({ measure }) => measure === expected.measure);
    const measured = result?.state === 'measured' ? result.value : undefined;
    const within = measured !== undefined && Math.abs(measured - expected.value) <= expected.tolerance;
    return { ...expected, title: result?.title ?? expected.measure, measured, within };
  });
}
