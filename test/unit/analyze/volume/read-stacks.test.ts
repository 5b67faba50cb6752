import { describe, expect, it } from 'vitest';
import { buildVolume } from '../../../../service/analyze/volume/build-volume.js';
import type { Stack } from '../../../../service/analyze/volume/stack.js';
import type { Vector3 } from '../../../../service/dicom/instance-header.js';
import { LEGACY_CONVERTED_ENHANCED_CT_IMAGE } from '../../../../service/dicom/sop-class.js';
import { build, decoder, expectSameValuesInPlace, stacksOf } from './built-volume.js';
import { type CtSeries, ctFiles, enhancedCtFile, heights, inMemory, PLAIN, sopUid } from './ct-series.js';

const ZS = [-10, -7.5, -5, -2.5, 0];

/** The same places again, in other instances with other pixels. */
const again = (change: Partial<CtSeries> = {}): CtSeries => ({
  ...PLAIN,
  firstUid: 10,
  word: (...pixel) => PLAIN.word(...pixel) + 1000,
  ...change,
});
const coronal = (change: Partial<CtSeries> = {}): CtSeries => ({
  ...again(),
  orientation: [1, 0, 0, 0, 0, -1],
  positions: [0, 2, 4].map((y): Vector3 => [0, y, 0]),
  ...change,
});

const told = (stacks: readonly Stack[]) =>
  stacks.map(({ number, label, facts, refusal }) => [number, label, facts.slices, refusal?.reason ?? 'ok']);

describe('readStacks', () => {
  it('tells of a stack where it lies and how', async () => {
    const [stack, ...others] = await stacksOf(ctFiles(PLAIN).reverse());
    expect(others).toEqual([]);
    expect(stack).toMatchObject({ number: 1, label: '' });
    expect(stack.refusal).toBeUndefined();
    expect(stack.files).toHaveLength(5);
    expect(stack.slices.map(({ position }) => position[2])).toEqual(ZS);
    expect(stack.facts).toEqual({
      slices: 5,
      repeated: 0,
      orientation: 'axial',
      rows: 4,
      columns: 6,
      pixelSpacing: [0.8, 0.8],
      spacingMm: 2.5,
      tiltDegrees: 0,
      missing: [],
      fromMm: -10,
      toMm: 0,
    });
  });

  it('names the places of missing slices', async () => {
    const [{ facts }] = await stacksOf(ctFiles({ ...PLAIN, positions: heights([-10, -7.5, -2.5, 0, 2.5]) }));
    expect(facts.missing).toEqual([[-20, -30, -5]]);
  });

  it.each([-18.5, 12])('measures a tilt of %s°, positive where the stack leans to posterior', async (degrees) => {
    const angle = (degrees * Math.PI) / 180;
    const orientation = [1, 0, 0, 0, Math.cos(angle), Math.sin(angle)] as const;
    const [{ facts }] = await stacksOf(ctFiles({ ...PLAIN, orientation }));
    expect(facts.tiltDegrees).toBeCloseTo(degrees, 6);
    expect(facts.spacingMm).toBeCloseTo(2.5 * Math.cos(angle), 6);
    expect(facts.orientation).toBe('axial');
  });

  it.each([
    [[1, 0, 0, 0, 0, -1], [0, 2, 0], 'coronal'],
    [[0, 1, 0, 0, 0, -1], [2, 0, 0], 'sagittal'],
    [[1, 0, 0, 0, 0.8, 0.6], [0, -1.2, 1.6], 'oblique'],
    [[0.6, 0.8, 0, 0.8, -0.6, 0], [0, 0, 2], 'axial'],
  ] as const)('calls slices of orientation %s that follow each other by %s %s', async (orientation, step, name) => {
    const positions = [0, 1, 2, 3].map((i): Vector3 => [i * step[0], i * step[1], i * step[2]]);
    const [{ facts }] = await stacksOf(ctFiles({ ...PLAIN, orientation, positions }));
    expect(facts.orientation).toBe(name);
  });

  it('gives the same stacks whatever the order of the files', async () => {
    const files = [...ctFiles(PLAIN), ...ctFiles(again({ attributes: () => ({ AcquisitionNumber: 2 }) }))];
    expect(await stacksOf(files.toReversed()).then(told)).toEqual(await stacksOf(files).then(told));
  });

  it('draws the line between pixel spacings that run into each other at the same place, whatever the order', async () => {
    const files = [0.8, 0.8006, 0.8012].flatMap((mm, i) =>
      ctFiles({ ...PLAIN, firstUid: 10 * i, pixelSpacing: [mm, 0.8], positions: heights([i, i + 0.5]) }),
    );
    const slicesOf = async (inOrder: typeof files) => (await stacksOf(inOrder)).map(({ slices }) => slices.length);
    expect(await slicesOf(files.toReversed())).toEqual(await slicesOf(files));
    expect(await slicesOf([...files.slice(2), ...files.slice(0, 2)])).toEqual(await slicesOf(files));
  });

  it('sees that a header goes on behind an element that ends where the first part does', async () => {
    const comments = (length: number): CtSeries => ({
      ...PLAIN,
      attributes: () => ({ ImageComments: 'x'.repeat(length) }),
    });
    const [file] = ctFiles(comments(1000));
    const end = (await file.load()).lastIndexOf('x') + 1;
    const files = ctFiles(comments(1000 + 32 * 1024 - end));
    expect((await files[0].load())[32 * 1024 - 1]).toBe('x'.charCodeAt(0));
    expect((await stacksOf(files)).map(({ refusal }) => refusal)).toEqual([undefined]);
  });

  it('reads no pixels where headers tell all slices apart', async () => {
    const files = [...ctFiles(PLAIN), ...ctFiles(again({ attributes: () => ({ AcquisitionNumber: 2 }) }))];
    const headersOnly = files.map((file) => ({ ...file, load: () => Promise.reject(new Error('was loaded')) }));
    await expect(stacksOf(headersOnly)).resolves.toHaveLength(2);
  });

  it('throws why, if no file holds a slice', async () => {
    const files = ctFiles({ ...PLAIN, attributes: () => ({ ImagePositionPatient: undefined }) });
    await expect(stacksOf(files)).rejects.toMatchObject({ code: 'series.no-geometry' });
    await expect(stacksOf([])).rejects.toMatchObject({ code: 'series.too-few-slices' });
  });

  it('throws with the instance whose header is damaged: nobody knows which stack lacks it', async () => {
    const files = ctFiles(PLAIN);
    files[2] = inMemory(sopUid(2), (await files[2].load()).subarray(0, 140));
    await expect(stacksOf(files)).rejects.toMatchObject({
      code: 'pixels.unreadable',
      details: expect.stringContaining(sopUid(2)),
    });
  });
});

describe('a series of more than one stack', () => {
  it('is split by orientation, and each is built', async () => {
    const stacks = await stacksOf([...ctFiles(coronal()), ...ctFiles(PLAIN)]);
    expect(told(stacks)).toEqual([
      [1, 'axial', 5, 'ok'],
      [2, 'coronal', 3, 'ok'],
    ]);
    expectSameValuesInPlace(await buildVolume(stacks[0], decoder), PLAIN);
    expectSameValuesInPlace(await buildVolume(stacks[1], decoder), coronal());
  });

  it('is not spoilt by a localizer, of one image or more', async () => {
    const image = coronal({ positions: [[0, 0, 0]] });
    expect(told(await stacksOf([...ctFiles(image), ...ctFiles(PLAIN)]))).toEqual([
      [1, 'axial', 5, 'ok'],
      [2, 'coronal', 1, 'series.too-few-slices'],
    ]);
    const named = again({ attributes: () => ({ ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }) });
    expect(told(await stacksOf([...ctFiles(named), ...ctFiles(PLAIN)]))).toEqual([
      [1, '', 5, 'ok'],
      [2, 'localizer', 5, 'series.localizer'],
    ]);
  });

  it('is not spoilt by an image without a place, which is told', async () => {
    const page = again({ positions: [[0, 0, 0]], attributes: () => ({ ImageOrientationPatient: undefined }) });
    expect(told(await stacksOf([...ctFiles(page), ...ctFiles(PLAIN)]))).toEqual([
      [1, '', 5, 'ok'],
      [2, '1 without a place', 0, 'series.no-geometry'],
    ]);
  });

  it('is split by matrix, by pixel spacing and by frame of reference', async () => {
    const split = async (change: Partial<CtSeries>) =>
      (await stacksOf([...ctFiles(PLAIN), ...ctFiles(again(change))])).map(({ label }) => label);
    expect(await split({ rows: 8 })).toEqual(['6 × 4 pixels', '6 × 8 pixels']);
    expect(await split({ pixelSpacing: [0.8, 0.81] })).toEqual(['pixels of 0.8 × 0.8 mm', 'pixels of 0.81 × 0.8 mm']);
    expect(await split({ attributes: () => ({ FrameOfReferenceUID: '1.2.3' }) })).toEqual([
      'frame of reference 1',
      'frame of reference 2',
    ]);
  });

  it.each([
    ['AcquisitionNumber', 2, 'acquisition 2'],
    ['TemporalPositionIdentifier', 2, 'time point 2'],
    ['NominalPercentageOfCardiacPhase', 30, 'phase 30 %'],
    ['TriggerTime', '300', 'trigger delay 300 ms'],
    ['ConvolutionKernel', 'B70f', 'kernel B70f'],
    ['KVP', '80', '80 kV'],
    ['SliceThickness', '5', '5 mm thick'],
    ['ImageType', ['ORIGINAL', 'PRIMARY', 'AXIAL', 'OTHER'], 'type ORIGINAL PRIMARY AXIAL OTHER'],
    ['AcquisitionTime', '101500', 'acquired at 101500'],
  ])('at the same places is split by %s', async (keyword, value, label) => {
    const series = again({ attributes: () => ({ [keyword]: value }) });
    const stacks = await stacksOf([...ctFiles(PLAIN), ...ctFiles(series)]);
    expect(stacks.map(({ refusal }) => refusal)).toEqual([undefined, undefined]);
    const found = stacks.find((stack) => stack.label === label);
    expect(found).toBeDefined();
    if (found) expectSameValuesInPlace(await buildVolume(found, decoder), series);
  });

  it('that nothing tells apart is refused, and no pixel of one is mixed with the other', async () => {
    const stacks = await stacksOf([...ctFiles(PLAIN), ...ctFiles(again())]);
    expect(told(stacks)).toEqual([[1, '', 10, 'geometry.duplicate-position']]);
    await expect(buildVolume(stacks[0], decoder)).rejects.toMatchObject({
      code: 'geometry.duplicate-position',
      details: '5 slices too many, at z = -10.00, -7.50, -5.00, -2.50, 0.00 mm.',
    });
  });
});

describe('a repeated slice', () => {
  it('is left out and counted, if the same pixels lie under another UID', async () => {
    const repeats = ctFiles({ ...PLAIN, firstUid: 10, attributes: () => ({ ContentTime: '101010' }) });
    const [stack, ...others] = await stacksOf([...ctFiles(PLAIN), ...repeats.slice(1, 3)]);
    expect(others).toEqual([]);
    expect(stack.facts).toMatchObject({ slices: 5, repeated: 2 });
    expectSameValuesInPlace(await buildVolume(stack, decoder), PLAIN);
  });

  it('is left out and counted, if the same instance is there twice', async () => {
    const unread = ctFiles(PLAIN).map((file) => ({
      ...file,
      load: () => Promise.reject(new Error('was loaded to compare it with itself')),
    }));
    const [stack] = await stacksOf([...unread, unread[1]]);
    expect(stack.facts).toMatchObject({ slices: 5, repeated: 1 });
  });

  it('is none if one pixel differs', async () => {
    const nearly = (slice: number, row: number, column: number) =>
      PLAIN.word(slice, row, column) + (row === 3 && column === 5 ? 1 : 0);
    const [stack] = await stacksOf([...ctFiles(PLAIN), ...ctFiles(again({ word: nearly })).slice(1, 2)]);
    expect(stack.refusal?.reason).toBe('geometry.duplicate-position');
  });

  it('is none if the same stored values mean other HU', async () => {
    const rescaled = again({ word: PLAIN.word, attributes: () => ({ RescaleIntercept: -1024 }) });
    const [stack] = await stacksOf([...ctFiles(PLAIN), ...ctFiles(rescaled).slice(1, 2)]);
    expect(stack.refusal?.reason).toBe('geometry.duplicate-position');
  });
});

describe('multi-frame instances', () => {
  const frameContent = (content: Record<string, number | string>) => ({ FrameContentSequence: [content] });

  it('continue each other in one stack', async () => {
    const lower = { ...PLAIN, positions: PLAIN.positions.slice(0, 2) };
    const upper = { ...again({ word: (s, r, c) => PLAIN.word(s + 2, r, c) }), positions: PLAIN.positions.slice(2) };
    const volume = await build([enhancedCtFile(upper), enhancedCtFile(lower)]);
    expectSameValuesInPlace(volume, PLAIN);
    expect(volume.slices.map(({ frame }) => frame)).toEqual([1, 2, 1, 2, 3]);
  });

  it('are read whole, however long they are', async () => {
    const large = { ...PLAIN, rows: 120, columns: 120, word: (s: number, r: number, c: number) => s * 400 + r * 3 - c };
    expectSameValuesInPlace(await build([enhancedCtFile(large)]), large);
  });

  it('may hold several stacks, told apart by Stack ID even where they could be one', async () => {
    const file = enhancedCtFile(PLAIN, (slice) => frameContent({ StackID: slice < 3 ? 'A' : 'B' }));
    expect(told(await stacksOf([file]))).toEqual([
      [1, 'stack A', 3, 'ok'],
      [2, 'stack B', 2, 'ok'],
    ]);
  });

  it('may hold several time points', async () => {
    const series = { ...PLAIN, positions: [...PLAIN.positions, ...PLAIN.positions] };
    const file = enhancedCtFile(series, (slice) => frameContent({ TemporalPositionIndex: slice < 5 ? 1 : 2 }));
    const stacks = await stacksOf([file]);
    expect(told(stacks)).toEqual([
      [1, 'time point 1', 5, 'ok'],
      [2, 'time point 2', 5, 'ok'],
    ]);
    const second = await buildVolume(stacks[1], decoder);
    expectSameValuesInPlace(second, { ...PLAIN, word: (slice, r, c) => PLAIN.word(slice + 5, r, c) });
    expect(second.slices.map(({ frame }) => frame)).toEqual([6, 7, 8, 9, 10]);
  });

  it.each([
    [(slice: number) => frameContent({ FrameAcquisitionNumber: slice < 5 ? 1 : 2 }), 'acquisition 2'],
    [
      (slice: number) => ({
        CardiacSynchronizationSequence: [{ NominalPercentageOfCardiacPhase: slice < 5 ? 30.5 : 70 }],
      }),
      'phase 70 %',
    ],
    [(slice: number) => ({ CTReconstructionSequence: [{ ConvolutionKernel: slice < 5 ? 'A' : 'B' }] }), 'kernel B'],
    [(slice: number) => ({ CTXRayDetailsSequence: [{ KVP: slice < 5 ? 100 : 140 }] }), '140 kV'],
  ])('are split by what the functional groups of frames state: %#', async (frame, label) => {
    const series = { ...PLAIN, positions: [...PLAIN.positions, ...PLAIN.positions] };
    const stacks = await stacksOf([enhancedCtFile(series, frame)]);
    expect(stacks).toHaveLength(2);
    expect(stacks[1].label).toBe(label);
  });

  it('are split by a dimension that their maker sorts them by, but not by the place it also counts', async () => {
    const series: CtSeries = {
      ...PLAIN,
      positions: [...PLAIN.positions, ...PLAIN.positions],
      attributes: () => ({
        DimensionIndexSequence: [{ DimensionIndexPointer: 0x00189353 }, { DimensionIndexPointer: 0x00200032 }],
      }),
    };
    const file = enhancedCtFile(series, (slice) => ({
      FrameContentSequence: [{ DimensionIndexValues: [slice < 5 ? 1 : 2, 1 + (slice % 5)] }],
    }));
    expect((await stacksOf([file])).map(({ label }) => label)).toEqual(['dimension 1', 'dimension 2']);
  });

  it('that were converted keep what tells their frames apart among the unassigned attributes', async () => {
    const series: CtSeries = {
      ...PLAIN,
      positions: [...PLAIN.positions, ...PLAIN.positions],
      attributes: () => ({ SOPClassUID: LEGACY_CONVERTED_ENHANCED_CT_IMAGE }),
    };
    const file = enhancedCtFile(series, (slice) => ({
      UnassignedPerFrameConvertedAttributesSequence: [{ AcquisitionNumber: slice < 5 ? 1 : 2 }],
    }));
    expect((await stacksOf([file])).map(({ label }) => label)).toEqual(['acquisition 1', 'acquisition 2']);
  });
});
