/**
 * A defect of dcmjs-dimse 0.3.3, written once and looked for twice: it must be seen in that library, so that the look is known
 * to find it, and must not be seen here.
 */
import { describe, expect, it } from 'vitest';
import { type Make, Receiver, type Receiving } from './receiver.js';

/** What was seen, in words; undefined if all was well. */
export type Symptom = string | undefined;

export interface Defect {
  /** 1 to 16, in the order they were found. */
  readonly number: number;
  readonly name: string;
  /** Why it cannot be here; `by design` where there is no code left that it could be in. */
  readonly cure: string;
  /** How dcmjs-dimse receives when it shows. */
  readonly receiving: Receiving;
  readonly seen: RegExp;
  readonly look: (receiver: Receiver) => Promise<Symptom>;
}

/** A defect of slowness is seen in seconds, on a busy machine in many. */
export const TIMEOUT_MS = 90_000;

export function defect({ number, name, cure, receiving, seen, look }: Defect): void {
  describe(`defect ${number}, ${name},`, () => {
    it('shows in dcmjs-dimse', { timeout: TIMEOUT_MS }, async () => {
      expect(await examine('dcmjs-dimse', receiving, look)).toMatch(seen);
    });

    it(`is not here, ${cure}`, { timeout: TIMEOUT_MS }, async () => {
      expect(await examine('ours', receiving, look)).toBeUndefined();
    });
  });
}

async function examine(make: Make, receiving: Receiving, look: Defect['look']): Promise<Symptom> {
  const receiver = await Receiver.start(make, receiving);
  try {
    return await look(receiver);
  } catch (error) {
    // Its peer sees no more than a connection that broke.
    if (await receiver.process.endsWithin(1_000)) return `the process ended: ${reasonOf(receiver.process.output)}`;
    throw error;
  } finally {
    await receiver.stop();
  }
}

function reasonOf(output: string): string {
  return /^\w*Error\b.*$/m.exec(output)?.[0] ?? 'without a word';
}
