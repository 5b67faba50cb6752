import { describe, expect, it } from 'vitest';
import { groupSlices } from '../../../../../service/analyze/volume/stack/group-slices.js';
import { splitSlices } from '../../../../../service/analyze/volume/stack/split-slices.js';
import { at, slices } from './slices.js';

type Traits = Readonly<Record<string, string>>;

/** `label: heights` of each part. */
function parts(zs: readonly number[], traits: (i: number) => Traits): string[] {
  const [group] = groupSlices(slices(at(...zs), (i) => ({ traits: traits(i) })));
  return splitSlices(group).map(
    ({ slices: part, labels }) => `${labels.join(', ')}: ${part.map(({ position }) => position[2]).join(' ')}`,
  );
}

const TWICE = [0, 1, 2, 3, 0, 1, 2, 3];

describe('splitSlices', () => {
  it('parts two phases at the same places, and says which is which', () => {
    expect(parts(TWICE, (i) => ({ 'cardiac phase': i < 4 ? '70' : '30' }))).toEqual([
      'phase 30 %: 0 1 2 3',
      'phase 70 %: 0 1 2 3',
    ]);
  });

  it('orders by number, not by letter', () => {
    const labels = parts([...TWICE, 0, 1, 2, 3], (i) => ({ acquisition: ['2', '10', '9'][Math.floor(i / 4)] }));
    expect(labels.map((label) => label.split(':')[0])).toEqual(['acquisition 2', 'acquisition 9', 'acquisition 10']);
  });

  it('asks for time points and phases before acquisitions and kernels', () => {
    const traits = (i: number) => ({ 'time point': i < 4 ? '1' : '2', acquisition: i < 4 ? '8' : '9' });
    expect(parts(TWICE, traits).map((part) => part.split(':')[0])).toEqual(['time point 1', 'time point 2']);
  });

  it('parts by two traits where one is not enough', () => {
    const traits = (i: number) => ({ acquisition: i < 8 ? '1' : '2', kernel: i % 8 < 4 ? 'B30f' : 'B70f' });
    expect(parts([...TWICE, ...TWICE], traits)).toEqual([
      'acquisition 1, kernel B30f: 0 1 2 3',
      'acquisition 1, kernel B70f: 0 1 2 3',
      'acquisition 2, kernel B30f: 0 1 2 3',
      'acquisition 2, kernel B70f: 0 1 2 3',
    ]);
  });

  it('parts a slice that was acquired again from its stack', () => {
    expect(parts([0, 1, 2, 3, 2], (i) => ({ acquisition: i < 4 ? '1' : '2' }))).toEqual([
      'acquisition 1: 0 1 2 3',
      'acquisition 2: 2',
    ]);
  });

  it('names the part that lacks the attribute', () => {
    expect(parts(TWICE, (i): Traits => (i < 4 ? {} : { 'tube voltage': '80' }))).toEqual([
      'no tube voltage: 0 1 2 3',
      '80 kV: 0 1 2 3',
    ]);
  });

  it('keeps acquisitions together that continue each other', () => {
    expect(parts([0, 1, 2, 3, 4, 5], (i) => ({ acquisition: `${Math.floor(i / 2)}` }))).toEqual([': 0 1 2 3 4 5']);
  });

  it('keeps a stack together of which only the time differs from slice to slice', () => {
    expect(parts([0, 1, 2, 3], (i) => ({ 'acquisition time': `10000${i}` }))).toEqual([': 0 1 2 3']);
  });

  it('does not take times that differ within a phase for phases', () => {
    expect(parts(TWICE, (i) => ({ 'acquisition time': `${Math.floor(i / 2)}` }))).toEqual([': 0 0 1 1 2 2 3 3']);
  });

  it('takes two times for two phases', () => {
    expect(parts(TWICE, (i) => ({ 'acquisition time': i < 4 ? '1' : '2' }))).toHaveLength(2);
  });

  it('parts phases whose slices lie between each other, though they look like one stack', () => {
    const interleaved = [0, 2, 4, 6, 1, 3, 5, 7];
    expect(parts(interleaved, (i) => ({ acquisition: i < 4 ? '1' : '2' }))).toEqual([
      'acquisition 1: 0 2 4 6',
      'acquisition 2: 1 3 5 7',
    ]);
  });

  it('parts acquisitions of two spacings that follow each other', () => {
    expect(parts([0, 1, 2, 3, 5, 7, 9], (i) => ({ acquisition: i < 3 ? '1' : '2' }))).toEqual([
      'acquisition 1: 0 1 2',
      'acquisition 2: 3 5 7 9',
    ]);
  });

  it('does not hide a missing slice by parting what lies on either side of it', () => {
    expect(parts([0, 1, 2, 4, 5, 6], (i) => ({ acquisition: i < 3 ? '1' : '2' }))).toEqual([': 0 1 2 4 5 6']);
  });

  it('leaves together what nothing tells apart', () => {
    expect(parts(TWICE, () => ({ acquisition: '1' }))).toEqual([': 0 0 1 1 2 2 3 3']);
  });
});
