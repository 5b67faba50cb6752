/** Mutations: what can go wrong with the PDUs of an association, each one thing. All chance comes from the dice they are given. */
import { lengthFields, readLength, writeLength } from './length-fields.js';

export interface Dice {
  /** A whole number from 0 to `sides` - 1. */
  roll(sides: number): number;
  pick<T>(of: readonly T[]): T;
}

export function dice(random: () => number): Dice {
  const roll = (sides: number) => Math.floor(random() * sides);
  return { roll, pick: (of) => of[roll(of.length)] };
}

/** @param others PDUs of another association. */
export type Mutation = (pdus: readonly Buffer[], dice: Dice, others: readonly Buffer[]) => readonly Buffer[];

export const MUTATIONS = {
  flipBits: (pdus, { roll }) =>
    changed(pdus, roll(pdus.length), (pdu) => {
      const flips = 1 + roll(8);
      for (let flip = 0; flip < flips; flip++) pdu[roll(pdu.length)] ^= 1 << roll(8);
      return pdu;
    }),
  randomBytes: (pdus, { roll }) =>
    changed(pdus, roll(pdus.length), (pdu) => {
      const at = roll(pdu.length);
      return Buffer.concat([
        pdu.subarray(0, at),
        Buffer.from(Array.from({ length: roll(64) }, () => roll(256))),
        pdu.subarray(at),
      ]);
    }),
  falseLength: (pdus, dice) =>
    changed(pdus, dice.roll(pdus.length), (pdu) => {
      const fields = lengthFields(pdu);
      if (fields.length === 0) return pdu;
      const field = dice.pick(fields);
      const most = 256 ** field.bytes - 1;
      const truth = readLength(pdu, field);
      writeLength(
        pdu,
        field,
        dice.pick([
          0,
          1,
          most,
          most - 1,
          most >>> 1,
          clamp(truth - 1, most),
          clamp(truth + 1, most),
          clamp(truth * 2, most),
        ]),
      );
      return pdu;
    }),
  truncate: (pdus, { roll }) => [truncated(Buffer.concat(pdus), roll)],
  cutOut: (pdus, { roll }) =>
    changed(pdus, roll(pdus.length), (pdu) => {
      const at = roll(pdu.length);
      return Buffer.concat([pdu.subarray(0, at), pdu.subarray(at + roll(pdu.length - at))]);
    }),
  duplicate: (pdus, { roll }) => {
    const at = roll(pdus.length);
    return [...pdus.slice(0, at), ...Array.from({ length: 2 + roll(3) }, () => pdus[at]), ...pdus.slice(at + 1)];
  },
  leaveOut: (pdus, { roll }) => pdus.toSpliced(roll(pdus.length), 1),
  exchange: (pdus, { roll }) => {
    const [a, b] = [roll(pdus.length), roll(pdus.length)];
    return pdus.with(a, pdus[b]).with(b, pdus[a]);
  },
  splice: (pdus, { roll }, others) => [...pdus.slice(0, 1 + roll(pdus.length)), ...others.slice(roll(others.length))],
} as const satisfies Record<string, Mutation>;

export type MutationName = keyof typeof MUTATIONS;

function changed(pdus: readonly Buffer[], at: number, change: (copy: Buffer) => Buffer): readonly Buffer[] {
  if (!pdus[at]?.length) return pdus;
  return pdus.with(at, change(Buffer.from(pdus[at])));
}

function truncated(bytes: Buffer, roll: Dice['roll']): Buffer {
  return bytes.subarray(0, roll(bytes.length));
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
