import { describe, expect, it } from 'vitest';
import type { AnalysedSeries } from '../../../service/analyze/findings.js';
import type { StudyRevision } from '../../../service/ports/study-registry.js';
import { documentText } from '../../../service/report/document-text.js';
import { makeDocuments } from '../../../service/report/make-documents.js';
import { CLOSED_AT, exampleRevision, MEASURED, NOT_ANALYSED, STUDY_UID } from '../../support/findings.js';
import { ofKind, readBack, reportDeps } from '../../support/report-deps.js';

const TAG = {
  timezone: 0x00080201,
  contentDate: 0x00080023,
  contentTime: 0x00080033,
  seriesNumber: 0x00200011,
  instanceNumber: 0x00200013,
  seriesDescription: 0x0008103e,
  predecessors: 0x0040a360,
  evidence: 0x0040a375,
  referencedSeries: 0x00081115,
  referencedSops: 0x00081199,
  referencedSop: 0x00081155,
  sourceImages: 0x00082112,
  bodyPart: 0x00180015,
  laterality: 0x00200060,
  rows: 0x00280010,
  columns: 0x00280011,
  pixelData: 0x7fe00010,
} as const;

describe('making the documents of a revision', () => {
  it('gives the same UIDs and the same bytes for the same revision, in another folder and another run', async () => {
    const first = await reportDeps();
    const second = await reportDeps();
    const before = await makeDocuments(await exampleRevision(first), first);
    const after = await makeDocuments(await exampleRevision(second), second);
    expect(before.map(({ kind }) => kind)).toEqual(['sr', 'sc']);
    expect(after).toEqual(before);
    for (const { object } of before)
      expect((await second.objects.get(object)).equals(await first.objects.get(object))).toBe(true);
  });

  it('gives another UID to whatever differs in its bytes', async () => {
    const deps = await reportDeps();
    const revision = await exampleRevision(deps);
    const variants: readonly [StudyRevision, Partial<typeof deps>][] = [
      [revision, {}],
      [{ ...revision, closedAt: CLOSED_AT + 60_000 }, {}],
      [{ ...revision, revision: 2 }, {}],
      [await exampleRevision(deps, { results: NOT_ANALYSED }), {}],
      [revision, { version: '0.2.0' }],
      [revision, { config: (await reportDeps({ report: { srSeriesNumber: 77 } })).config }],
    ];
    const uids = new Set<string>();
    for (const [variant, changed] of variants) {
      for (const { sopInstanceUid } of await makeDocuments(variant, { ...deps, ...changed })) uids.add(sopInstanceUid);
    }
    expect(uids.size).toBe(variants.length * 2);
  });

  it('makes only the kinds that are to be delivered', async () => {
    const deps = await reportDeps({ deliver: { documents: ['sr'] } });
    const documents = await makeDocuments(await exampleRevision(deps), deps);
    expect(documents.map(({ kind }) => kind)).toEqual(['sr']);
  });

  it('makes both when nothing was analysed, resting on the CT that was looked at', async () => {
    const deps = await reportDeps();
    const revision = await exampleRevision(deps, { results: NOT_ANALYSED });
    const documents = await makeDocuments(revision, deps);
    expect(documents.map(({ kind }) => kind)).toEqual(['sr', 'sc']);
    const report = await readBack(ofKind(documents, 'sr'), deps);
    expect(evidence(report)).toHaveLength(revision.instances.length);
    expect((await readBack(ofKind(documents, 'sc'), deps)).has(TAG.sourceImages)).toBe(false);
  });

  it('rests on every instance that was used, and no other', async () => {
    const deps = await reportDeps();
    const revision = await exampleRevision(deps);
    const [unused, ...used] = revision.instances.map(({ header }) => header.sopInstanceUid);
    const [first, ...others] = revision.assembly.series;
    const assembly = { ...revision.assembly, series: [{ ...first, sopInstanceUids: used }, ...others] };
    const report = await readBack(ofKind(await makeDocuments({ ...revision, assembly }, deps), 'sr'), deps);
    expect(evidence(report).sort()).toEqual([...used].sort());
    expect(evidence(report)).not.toContain(unused);
  });

  it('refers in its image library to images it rests on, though their series begins with a localizer', async () => {
    const deps = await reportDeps();
    const withoutImage = MEASURED.map((measured) => ({ ...measured, keyImage: undefined }));
    const revision = await exampleRevision(deps, { results: withoutImage });
    const [localizer, ...used] = revision.instances.map(({ header }) => header.sopInstanceUid);
    const [first, ...others] = revision.assembly.series;
    const assembly = { ...revision.assembly, series: [{ ...first, sopInstanceUids: used }, ...others] };
    const report = ofKind(await makeDocuments({ ...revision, assembly }, deps), 'sr');
    const text = documentText(await deps.objects.get(report.object));
    expect(text).toContain(`image ${[...used].sort()[0]}`);
    expect(text).not.toContain(localizer);
  });

  it('tells a measure that two series gave apart by series, each followed by a UID of its own', async () => {
    const deps = await reportDeps();
    const again = { ...MEASURED[1], value: 5000, keyImage: 'laa950' };
    const revision = await exampleRevision(deps, { results: [MEASURED[1], again] });
    const { findings, assembly } = revision;
    if (!findings) throw new Error('The example has findings.');
    const results = [MEASURED[1], { ...again, seriesInstanceUid: assembly.series[1].seriesInstanceUid }];
    const report = ofKind(await makeDocuments({ ...revision, findings: { ...findings, results } }, deps), 'sr');
    const lines = documentText(await deps.objects.get(report.object)).split('\n');
    const valuesOf = (name: string) =>
      lines.filter((line) => line.trim().startsWith(`${name}:`)).map((line) => line.trim());
    expect(valuesOf('Tracking Identifier')).toEqual([
      'Tracking Identifier: Lung volume, series 2',
      'Tracking Identifier: Lung volume, series 1',
    ]);
    expect(new Set(valuesOf('Tracking Unique Identifier')).size).toBe(2);
  });

  it('does not call a series used that could not become a volume', async () => {
    const deps = await reportDeps();
    const revision = await exampleRevision(deps);
    const { findings, assembly } = revision;
    if (!findings) throw new Error('The example has findings.');
    const unsuitable: AnalysedSeries = {
      seriesInstanceUid: assembly.series[0].seriesInstanceUid,
      slices: 12,
      spacing: [0, 0, 0],
      contrast: 'unknown',
      regions: [],
      reason: 'series.no-geometry',
      message: 'Slices are missing.',
    };
    const report = ofKind(
      await makeDocuments({ ...revision, findings: { ...findings, series: [unsuitable] } }, deps),
      'sr',
    );
    const text = documentText(await deps.objects.get(report.object));
    expect(text).toContain('series 2 not used: could not be measured: Slices are missing');
    expect(text).not.toContain('series 2 used');
  });

  it('rests on no candidate that the analysis did not use', async () => {
    const deps = await reportDeps();
    const revision = await exampleRevision(deps);
    const { findings, assembly } = revision;
    if (!findings) throw new Error('The example has findings.');
    const [first, second] = assembly.series;
    const [other, ...own] = revision.instances.map(({ header }) => header.sopInstanceUid);
    const candidates = [
      { ...first, sopInstanceUids: own },
      { ...second, used: true, reason: undefined, sopInstanceUids: [other] },
    ];
    const series = candidates.map(({ seriesInstanceUid }, i): AnalysedSeries => {
      const sentence = i === 0 ? '11 slices of 5.0 mm' : 'as good as series 2, which comes first';
      return {
        seriesInstanceUid,
        slices: 1,
        spacing: [1, 1, 5],
        contrast: 'unknown',
        regions: [],
        used: i === 0,
        sentence,
      };
    });
    const documents = await makeDocuments(
      { ...revision, assembly: { ...assembly, series: candidates }, findings: { ...findings, series } },
      deps,
    );
    expect(evidence(await readBack(ofKind(documents, 'sr'), deps)).sort()).toEqual([...own].sort());
    const text = documentText(await deps.objects.get(ofKind(documents, 'sr').object));
    expect(text).toContain('series 1 not used: as good as series 2, which comes first');
  });

  it('keeps the series of the report from revision to revision and names the one it replaces', async () => {
    const deps = await reportDeps();
    const closed = await exampleRevision(deps);
    const previous = { ...closed, documents: await makeDocuments(closed, deps) };
    const next = await exampleRevision(deps, { revision: 2 });
    const documents = await makeDocuments(next, deps, previous);
    const report = await readBack(ofKind(documents, 'sr'), deps);
    expect(ofKind(documents, 'sr').seriesInstanceUid).toBe(ofKind(previous.documents, 'sr').seriesInstanceUid);
    expect(report.number(TAG.instanceNumber)).toBe(2);
    const [replaced] = report.items(TAG.predecessors)[0].items(TAG.referencedSeries)[0].items(TAG.referencedSops);
    expect(replaced.ascii(TAG.referencedSop)).toBe(ofKind(previous.documents, 'sr').sopInstanceUid);
  });

  it('gives the pages of each revision a series of their own, so that no viewer opens a superseded one first', async () => {
    const deps = await reportDeps();
    const closed = await exampleRevision(deps);
    const previous = { ...closed, documents: await makeDocuments(closed, deps) };
    const documents = await makeDocuments(await exampleRevision(deps, { revision: 2 }), deps, previous);
    const page = await readBack(ofKind(documents, 'sc'), deps);
    expect(ofKind(documents, 'sc').seriesInstanceUid).not.toBe(ofKind(previous.documents, 'sc').seriesInstanceUid);
    expect(page.text(TAG.seriesDescription)).toBe('CT measurements (revision 2) - NOT FOR DIAGNOSTIC USE');
  });

  it('takes series numbers, SOP Class and page size from the configuration', async () => {
    const report = { srSeriesNumber: 501, scSeriesNumber: 502, pagePixels: 512, srSopClass: 'comprehensive-3d' };
    const deps = await reportDeps({ report });
    const documents = await makeDocuments(await exampleRevision(deps), deps);
    expect(ofKind(documents, 'sr').sopClassUid).toBe('1.2.840.10008.5.1.4.1.1.88.34');
    expect((await readBack(ofKind(documents, 'sr'), deps)).number(TAG.seriesNumber)).toBe(501);
    const page = await readBack(ofKind(documents, 'sc'), deps);
    expect([page.number(TAG.seriesNumber), page.uint16(TAG.rows), page.uint16(TAG.columns)]).toEqual([502, 512, 512]);
    expect(page.bytes(TAG.pixelData)).toHaveLength(512 * 512 * 3);
  });

  it('dates documents by the revision, in the time zone its source states', async () => {
    const deps = await reportDeps();
    const revision = await exampleRevision(deps, { source: { TimezoneOffsetFromUTC: '+0530' } });
    const report = await readBack(ofKind(await makeDocuments(revision, deps), 'sr'), deps);
    expect(report.ascii(TAG.contentDate)).toBe('20261124');
    expect(report.ascii(TAG.contentTime)).toBe('215530');
    expect(report.ascii(TAG.timezone)).toBe('+0530');
  });

  it('copies the body part, or sends the laterality empty', async () => {
    const deps = await reportDeps();
    const withPart = await makeDocuments(await exampleRevision(deps), deps);
    expect((await readBack(ofKind(withPart, 'sc'), deps)).ascii(TAG.bodyPart)).toBe('CHEST');
    const revision = await exampleRevision(deps, { source: { BodyPartExamined: '' } });
    const page = await readBack(ofKind(await makeDocuments(revision, deps), 'sc'), deps);
    expect([page.has(TAG.bodyPart), page.ascii(TAG.laterality)]).toEqual([false, '']);
  });

  it('goes on to a second page when there is more than one page holds', async () => {
    const deps = await reportDeps();
    const many = Array.from({ length: 12 }, (_, i) => ({
      ...MEASURED[1],
      measure: `volume-${i}`,
      title: `Volume ${i}`,
    }));
    const documents = await makeDocuments(await exampleRevision(deps, { results: many }), deps);
    expect(documents.filter(({ kind }) => kind === 'sc').length).toBeGreaterThan(1);
    expect(new Set(documents.map(({ sopInstanceUid }) => sopInstanceUid)).size).toBe(documents.length);
  });

  function evidence(report: Awaited<ReturnType<typeof readBack>>): string[] {
    const [study] = report.items(TAG.evidence);
    expect(study.ascii(0x0020000d)).toBe(STUDY_UID);
    return study
      .items(TAG.referencedSeries)
      .flatMap((series) =>
        series.items(TAG.referencedSops).map((reference) => reference.ascii(TAG.referencedSop) ?? ''),
      );
  }
});
