import { afterEach, describe, expect, it } from 'vitest';
import type { Findings } from '../../../service/analyze/findings.js';
import { deriveUid, type SeriesInstanceUid } from '../../../service/dicom/uid.js';
import { viewStudy } from '../../../service/operate/study-view.js';
import { claim, closedStudy, document, NO_FINDINGS, receive, reported } from '../../contract/registry-steps.js';
import { sqliteParts } from '../../contract/sqlite-parts.js';
import { instance, studyUid } from '../../support/instances.js';

const stores: ReturnType<typeof sqliteParts>[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

function openStore() {
  const store = sqliteParts();
  stores.push(store);
  return store;
}

const FINDINGS: Findings = {
  ...NO_FINDINGS,
  results: [
    {
      pack: 'p',
      packDigest: 'sha256:0',
      measure: 'm',
      title: 'M',
      state: 'measured',
      value: 1,
      attention: false,
      keyImage: 'k',
    },
  ],
  timings: { decodeMs: 12 },
};

describe('viewStudy', () => {
  it('shows of a series what the analysis decided, where it has', () => {
    const store = openStore();
    const { registry, queue } = store;
    closedStudy(store);
    const [{ seriesInstanceUid }] = viewStudy(registry, studyUid('a')).series;
    const reason = 'series.other-region';
    const sentence = 'abdomen; the pack measures chest and head';
    const decided = {
      used: false,
      reason,
      sentence,
      slices: 3,
      spacing: [0, 0, 0],
      contrast: 'unknown',
      regions: [],
    } as const;
    const series = [{ ...decided, seriesInstanceUid: seriesInstanceUid as SeriesInstanceUid }];
    registry.recordFindings(claim(queue, 'analyze', 20).lease, { ...FINDINGS, series }, 20);
    expect(viewStudy(registry, studyUid('a')).series).toMatchObject([{ used: false, code: reason, reason: sentence }]);
  });

  it('throws study.unknown for a UID that was never received', () => {
    const { registry } = openStore();
    expect(() => viewStudy(registry, studyUid('absent'))).toThrow(expect.objectContaining({ code: 'study.unknown' }));
  });

  it('shows series with a sentence, results without key images, documents, deliveries and trace', () => {
    const store = openStore();
    const { registry, queue } = store;
    closedStudy(store);
    registry.recordFindings(claim(queue, 'analyze', 20).lease, FINDINGS, 20);
    const sr = document('a', 'sr');
    registry.recordDocuments(claim(queue, 'report', 30).lease, [sr], ['PACS'], 30);
    const error = { code: 'delivery.refused', message: 'no' } as const;
    registry.recordDelivery(
      claim(queue, 'deliver', 40).lease,
      [{ sopInstanceUid: sr.sopInstanceUid, status: 0xc000, error }],
      { error },
      40,
    );
    const view = viewStudy(registry, studyUid('a'));
    expect(view.series).toMatchObject([{ used: true, instances: 3, modality: 'CT' }]);
    expect(view.series[0].reason).toMatch(/slices/);
    expect(view.results).toEqual([
      { pack: 'p', packDigest: 'sha256:0', measure: 'm', title: 'M', state: 'measured', value: 1, attention: false },
    ]);
    expect(view.documents).toEqual([{ kind: 'sr', sopInstanceUid: sr.sopInstanceUid }]);
    expect(view.deliveries).toMatchObject([
      { destination: 'PACS', status: 0xc000, code: 'delivery.refused', at: '1970-01-01T00:00:00.040Z' },
    ]);
    expect(view.timings).toEqual({ decodeMs: 12 });
    expect(view.trace.map(({ stage }) => stage)).toEqual(
      expect.arrayContaining(['assemble', 'analyze', 'report', 'deliver']),
    );
  });

  it('tells a document that is sent from one that its destination is proven to keep', () => {
    const store = openStore();
    const { registry, queue, ledger } = store;
    closedStudy(store);
    reported(store, ['PACS']);
    const [sr, sc] = [document('a', 'sr'), document('a', 'sc')];
    const sent = [sr, sc].map(({ sopInstanceUid }) => ({ sopInstanceUid, status: 0 }));
    const error = { code: 'delivery.not-committed', message: '' } as const;
    registry.recordDelivery(claim(queue, 'deliver', 40).lease, sent, { retryAt: 90, error }, 40);
    const transactionUid = deriveUid('question');
    ledger.ask({ transactionUid, studyInstanceUid: studyUid('a'), revision: 1, destination: 'PACS' }, 50);
    ledger.answer('PACS', { transactionUid, committed: [sr], failed: [] }, 60);
    const [first, second] = viewStudy(registry, studyUid('a')).deliveries;
    expect(first).toMatchObject({ proof: 'commit', provenAt: '1970-01-01T00:00:00.060Z' });
    expect(second).toMatchObject({ status: 0, proof: undefined, provenAt: undefined });
  });

  it('shows a study that is being received for the first time', () => {
    const { registry, index } = openStore();
    receive(index, [instance()]);
    expect(viewStudy(registry, studyUid('a'))).toMatchObject({ revision: 0, state: 'receiving', series: [] });
  });

  it('shows it too when more studies are being received than a worklist shows', () => {
    const { registry, index } = openStore();
    const first = instance({ study: 'first', series: 'first', name: 'first' });
    receive(index, [first]);
    for (let i = 0; i < 100; i++) {
      const later = instance({ study: `later ${i}`, series: `later ${i}`, name: `later ${i}` });
      receive(index, [{ ...later, receivedAt: first.receivedAt + 1 + i }]);
    }
    expect(viewStudy(registry, studyUid('first')).state).toBe('receiving');
  });

  it('does not show a series as used that could not become a volume', () => {
    const store = openStore();
    const { registry, queue } = store;
    const { assembly } = closedStudy(store);
    const [{ seriesInstanceUid }] = assembly.series;
    const message = 'One slice is missing.';
    const unsuitable = { seriesInstanceUid, slices: 3, contrast: 'unknown', regions: [], message } as const;
    const series = [{ ...unsuitable, spacing: [0, 0, 0], reason: 'geometry.missing-slice' }] as const;
    registry.recordFindings(claim(queue, 'analyze', 20).lease, { ...FINDINGS, series }, 20);
    expect(viewStudy(registry, studyUid('a')).series).toMatchObject([
      { used: false, code: 'geometry.missing-slice', reason: 'could not be measured: One slice is missing' },
    ]);
  });
});
