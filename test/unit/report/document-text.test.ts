import { describe, expect, it } from 'vitest';
import { documentText } from '../../../service/report/document-text.js';
import { makeDocuments } from '../../../service/report/make-documents.js';
import { exampleRevision, MEASURED, NOT_ANALYSED, result } from '../../support/findings.js';
import { ofKind, reportDeps } from '../../support/report-deps.js';

describe('a report as text', () => {
  it('shows a measure with its unit, site, coverage, outline and algorithm', async () => {
    const text = await reportText();
    expect(text).toMatch(/^Imaging Measurement Report\n/);
    expect(group(text, 'Emphysema index (LAA-950)')).toMatchInlineSnapshot(`
      "Tracking Identifier: Emphysema index (LAA-950)
      Tracking Unique Identifier: UID
      Finding: Low attenuation area of the lung
      Finding Site: Lung
      Image Region: POLYLINE, 41 points
      image UID
      Share of the lung below -950 HU: 12.4322 Percent
      Measurement Method: Hounsfield unit threshold in a region
      Source of Measurement: POLYLINE, 41 points
      image UID
      Algorithm Name: CT densitometry
      Algorithm Version: 1.0.0
      Algorithm Parameters: pack densitometry, digest sha256:3fa81c00de213fa81c00de213fa81c00de213fa81c00de213fa81c00de213fa8
      Share of the region in the field of view: 98.76 Percent
      Source of Measurement: POLYLINE, 41 points
      image UID"
    `);
  });

  it('shows what was not analysed and why, a reached threshold, and the series not used', async () => {
    const lines = (await reportText()).split('\n').map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        'Intended use: NOT FOR DIAGNOSTIC USE',
        'Volume of intracranial hyperdensity: Not Attempted',
        'Comment: Intracranial hyperdense volume: not analysed (region.absent: There is no head in the field of view)',
        'Attention threshold set by the site: Reached',
        'Comment: Emphysema index (LAA-950): site threshold 10 % reached',
        'Series selection: series 2 used: thinnest axial original, 12 slices of 5.0 mm',
        'Series selection: series 1 not used: localizer, 1 image',
      ]),
    );
  });

  it('has no measurement group where nothing was measured', async () => {
    const text = await reportText({ results: NOT_ANALYSED });
    expect(text).not.toContain('Measurement Group');
    expect(text.match(/Not Attempted/g)).toHaveLength(NOT_ANALYSED.length);
  });

  it('puts a measure without an image among the comments, for a group without an outline breaks viewers', async () => {
    const text = await reportText({ results: [{ ...MEASURED[1], keyImage: 'lost' }] });
    expect(text).not.toContain('Measurement Group');
    expect(text).toContain('Comment: Lung volume: 4213.7 ml');
  });

  it('tells a state that is no number by its own code', async () => {
    const text = await reportText({
      results: [
        result({ measure: 'a', title: 'A', state: 'not-suspected' }),
        result({ measure: 'b', title: 'B', state: 'error', reason: 'analysis.timeout' }),
      ],
    });
    expect(text).toContain('A: Not suspected, which does not exclude it');
    expect(text).toContain('B: Failed');
    expect(text).toContain('Comment: B: failed (analysis.timeout:');
  });

  it('is empty for a document that is no report', async () => {
    const deps = await reportDeps();
    const documents = await makeDocuments(await exampleRevision(deps), deps);
    expect(documentText(await deps.objects.get(ofKind(documents, 'sc').object))).toBe('');
  });
});

async function reportText(options: Parameters<typeof exampleRevision>[1] = {}): Promise<string> {
  const deps = await reportDeps({ deliver: { documents: ['sr'] } });
  const [report] = await makeDocuments(await exampleRevision(deps, options), deps);
  return documentText(await deps.objects.get(report.object));
}

/** The lines of the group with a tracking identifier, UIDs left out. */
function group(text: string, identifier: string): string {
  const found =
    text.split('Measurement Group\n').find((part) => part.includes(`Tracking Identifier: ${identifier}`)) ?? '';
  const lines = found.split('\n').map((line) => line.trim().replace(/2\.25\.\d+/, 'UID'));
  return lines.filter((line) => line !== '').join('\n');
}
