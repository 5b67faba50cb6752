import { describe, expect, it } from 'vitest';
import { createPageRenderer } from '../../../../adapters/canvas/page-renderer.js';
import type { Result } from '../../../../service/analyze/findings.js';
import { type Mark, PAGE_UNITS, type SummaryPage, type TextMark } from '../../../../service/ports/page-renderer.js';
import { layOutPages } from '../../../../service/report/page/lay-out-pages.js';
import type { PageContent } from '../../../../service/report/page/page-content.js';
import { summaryContent } from '../../../../service/report/page/summary-content.js';
import { COLOURS } from '../../../../service/report/page/theme.js';
import { exampleRevision, MEASURED, NOT_ANALYSED, PATIENT, result } from '../../../support/findings.js';
import { reportDeps } from '../../../support/report-deps.js';

const { textWidth } = createPageRenderer();

/** The five measures of densitometry, all with a value, the longest words they come with, and a note each. */
const FIVE: readonly Result[] = [
  MEASURED[0],
  { ...MEASURED[1], note: 'only part of the lung' },
  {
    ...MEASURED[1],
    measure: 'non-aerated-lung-volume',
    title: 'Non-aerated lung volume',
    reference: 'no accepted limit (not validated)',
  },
  {
    ...MEASURED[1],
    measure: 'intracranial-hyperdense-volume',
    title: 'Intracranial hyperdense volume',
    value: 3.52,
    reference: 'attention measure, low sensitivity for subarachnoid and subdural blood (not validated)',
    note: 'whether contrast was given is not known',
  },
  {
    ...MEASURED[1],
    measure: 'intracranial-hyperdense-asymmetry',
    title: 'Intracranial hyperdense asymmetry',
    value: 2.9,
    reference: 'near 0 ml when both halves are alike (not validated)',
    note: 'more on the left',
  },
];

describe('a summary page', () => {
  it('holds two key slices and five measures', async () => {
    const [page, ...others] = await pages(FIVE);
    expect(others).toEqual([]);
    expect(page.marks.filter(({ kind }) => kind === 'image')).toHaveLength(2);
    for (const { title } of FIVE) expect(words(page)).toContain(title);
    expect(words(page)).toEqual(expect.arrayContaining(['12.4', '4214', '3.52', '2.90', '%', 'ml', '98 % covered']));
  });

  it.each([
    ['all measured', FIVE],
    ['some measured', MEASURED],
    ['none measured', NOT_ANALYSED],
    ['no result at all', []],
    ['twenty measured', Array.from({ length: 20 }, (_, i) => ({ ...FIVE[i % 5], measure: `m${i}` }))],
  ])('keeps every mark on the page and every word apart: %s', async (_, results) => {
    for (const page of await pages(results)) {
      for (const mark of page.marks) expect(isWithin(mark), JSON.stringify(mark).slice(0, 120)).toBe(true);
      expect(overlapping(page)).toEqual([]);
    }
  });

  it('shows what to mind about a number in full, however long what is usual is', async () => {
    const note = 'kernel B30f is not known';
    const [page] = await pages([{ ...MEASURED[0], reference: 'usually below 5 % '.repeat(20), note }]);
    expect(words(page).join(' ')).toContain(note);
  });

  it('writes nothing smaller than ten pixels of a 512 pixel viewport', async () => {
    for (const page of await pages(FIVE)) {
      expect(Math.min(...texts(page).map(({ font }) => font.size))).toBeGreaterThanOrEqual(20);
    }
  });

  it('says on every page that it is not for diagnostic use and that a doctor decides', async () => {
    const all = await pages(Array.from({ length: 20 }, (_, i) => ({ ...FIVE[i % 5], measure: `m${i}` })));
    expect(all.length).toBeGreaterThan(1);
    for (const page of all) {
      expect(words(page)).toContain('NOT FOR DIAGNOSTIC USE');
      expect(words(page).join(' ')).toMatch(/the doctor decides/);
    }
    expect(words(all[0])).toContain(`page 1 of ${all.length}`);
  });

  it('uses the colour of attention only where a threshold was reached', async () => {
    const calm = FIVE.map((each) => ({ ...each, attention: false }));
    const colours = (all: readonly SummaryPage[]) =>
      all.flatMap(({ marks }) => marks.map((mark) => ('colour' in mark ? mark.colour : '')));
    expect(colours(await pages(FIVE))).toContain(COLOURS.attention);
    expect(colours(await pages(calm))).not.toContain(COLOURS.attention);
  });

  it('puts first what needs attention', async () => {
    const [first] = texts((await pages([...FIVE].reverse()))[0]).filter(
      ({ font }) => font.weight === 700 && font.size >= 50,
    );
    expect(first).toMatchObject({ text: '12.4', colour: COLOURS.attention });
  });

  it('says once, in words, why several measures have no value', async () => {
    const [page] = await pages(MEASURED);
    const text = words(page).join(' ');
    expect(text.match(/There is no head in the field of view/g)).toHaveLength(1);
    expect(text).not.toContain('region.absent');
  });

  it('says plainly when nothing was measured', async () => {
    const [page] = await pages(NOT_ANALYSED);
    expect(words(page)).toContain('Nothing was measured');
    expect(page.marks.some(({ kind }) => kind === 'image')).toBe(false);
  });

  it('names the series used, the others with their reasons, and the pack with its digest', async () => {
    const text = words((await pages(FIVE))[0]).join(' ');
    expect(text).toContain('Used: series 2 (thinnest axial original, 12 slices of 5.0\u00a0mm).');
    expect(text).toContain('Not used: series 1 (localizer, 1 image).');
    expect(text).toContain('densitometry 1.0.0, sha256 3fa81c00de21');
  });

  it('marks the sides of the patient, opposite to each other, with window and slice position', async () => {
    const marks = texts((await pages(FIVE))[0]);
    const at = (letter: string) => marks.find(({ text }) => text === letter) ?? { x: Number.NaN, y: Number.NaN };
    expect(at('R').x).toBeLessThan(at('L').x);
    expect(at('A').y).toBeLessThan(at('P').y);
    expect(marks.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['W 1500  L -600', 'Se 2  Im 6', 'z 25 mm', 'Aerated lung outlined']),
    );
  });

  it('outlines the region where the pixels of the region are', async () => {
    const [page] = await pages(FIVE);
    const image = page.marks.find(({ kind }) => kind === 'image');
    const outline = page.marks.find(({ kind }) => kind === 'line');
    if (image?.kind !== 'image' || outline?.kind !== 'line') throw new Error('The page has no slice.');
    const scale = image.width / image.columns;
    const greyAt = ([x, y]: readonly [number, number]) =>
      image.grey[Math.floor((y - image.y) / scale) * image.columns + Math.floor((x - image.x) / scale)];
    const { left, right, top, bottom } = place(outline);
    const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2];
    const ends: readonly [number, number][] = [
      [left, middleY],
      [right, middleY],
      [middleX, top],
      [middleX, bottom],
    ];
    // Lung is at -860 HU, the body around it at 40 HU: 83 and 236 in this window. A pixel and a half within, and without.
    for (const [x, y] of ends) {
      const [dx, dy] = [Math.sign(x - middleX) * 1.5 * scale, Math.sign(y - middleY) * 1.5 * scale];
      expect([greyAt([x - dx, y - dy]), greyAt([x + dx, y + dy])]).toEqual([83, 236]);
    }
  });

  it('carries no patient attribute', async () => {
    const text = (await pages(FIVE)).flatMap(words).join(' ');
    for (const value of [PATIENT.PatientName, PATIENT.PatientID, PATIENT.AccessionNumber, 'REFERRER']) {
      expect(text).not.toContain(String(value));
    }
  });

  it('replaces what its fonts cannot show, so that no font of the system is taken', async () => {
    const [page] = await pages([result({ ...FIVE[1], note: '肺 seen' })]);
    expect(words(page).join(' ')).toContain('? seen');
  });
});

async function pages(results: readonly Result[]): Promise<readonly SummaryPage[]> {
  const deps = await reportDeps();
  const revision = await exampleRevision(deps, { results });
  if (!revision.findings) throw new Error('The example has no findings.');
  const facts = { revision, findings: revision.findings, readableTime: '2026-11-24 16:25', version: '0.1.0' };
  const content: PageContent = await summaryContent(facts, deps.objects);
  return layOutPages(content, textWidth);
}

function texts({ marks }: SummaryPage): TextMark[] {
  return marks.filter((mark): mark is TextMark => mark.kind === 'text' && mark.text !== '');
}

function words(page: SummaryPage): string[] {
  return texts(page).map(({ text }) => text);
}

interface Extent {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of a line of text: from the height of a capital to a little below the baseline. */
function extent({ text, font, x, y, align }: TextMark): Extent {
  const width = textWidth(text, font);
  const left = x - { left: 0, center: width / 2, right: width }[align];
  return { left, right: left + width, top: y - font.size * 0.73, bottom: y + font.size * 0.1 };
}

function isWithin(mark: Mark): boolean {
  const { left, right, top, bottom } = place(mark);
  return left >= 0 && top >= 0 && right <= PAGE_UNITS && bottom <= PAGE_UNITS;
}

function place(mark: Mark): Extent {
  if (mark.kind === 'text') return extent(mark);
  if (mark.kind !== 'line')
    return { left: mark.x, right: mark.x + mark.width, top: mark.y, bottom: mark.y + mark.height };
  const [xs, ys] = [0, 1].map((axis) => mark.points.map((point) => point[axis]));
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

function overlapping(page: SummaryPage): string[] {
  const all = texts(page).map((mark) => ({ text: mark.text, ...extent(mark) }));
  return all.flatMap((a, i) =>
    all
      .slice(i + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.text} | ${b.text}`),
  );
}
