import { beforeEach, describe, expect, it } from 'vitest';
import { AheadOfClosing } from '../../../service/analyze/ahead-of-closing.js';
import { assembleStudy } from '../../../service/assemble/assemble-study.js';
import { LookAhead } from '../../../service/assemble/look-ahead.js';
import type { StudyRevision } from '../../../service/ports/study-registry.js';
import { closeQuiet, NO_FINDINGS, RULES, receive } from '../../contract/registry-steps.js';
import { sqliteParts } from '../../contract/sqlite-parts.js';
import { axialSeries, instance, studyUid } from '../../support/instances.js';

describe('looking ahead', () => {
  let now = 0;
  let begun: StudyRevision[];
  let worker: { idle: boolean; begin(revision: StudyRevision): void };
  let parts: ReturnType<typeof sqliteParts>;
  let ahead: LookAhead;
  beforeEach(() => {
    parts = sqliteParts();
    begun = [];
    worker = { idle: true, begin: (revision) => void begun.push(revision) };
    const assemble = (instances: Parameters<typeof assembleStudy>[0]) => assembleStudy(instances, RULES);
    ahead = new LookAhead({ registry: parts.registry, worker, clock: { now: () => now }, quietMs: 100, assemble });
    return () => parts.close();
  });
  const lookAt = (time: number) => {
    now = time;
    ahead.look();
  };
  const studies = () => begun.map(({ studyInstanceUid }) => studyInstanceUid);

  it('begins after half of the quiet time, once a silence', () => {
    receive(parts.index, axialSeries({ slices: 3, receivedAt: 1000 }));
    lookAt(1049);
    expect(begun).toEqual([]);
    lookAt(1050);
    lookAt(1060);
    expect(begun).toMatchObject([{ studyInstanceUid: studyUid('a'), revision: 1 }]);
    expect(begun[0].instances).toHaveLength(3);
    receive(parts.index, [...axialSeries({ slices: 4, receivedAt: 1070 })]);
    lookAt(1110);
    expect(begun).toHaveLength(1);
    lookAt(1120);
    expect(begun[1].instances).toHaveLength(4);
  });

  it('begins with the study that will be closed first, the next when that has ended', () => {
    receive(parts.index, axialSeries({ study: 'b', slices: 3, receivedAt: 20 }));
    receive(parts.index, axialSeries({ study: 'a', slices: 3, receivedAt: 10 }));
    lookAt(90);
    worker.idle = false;
    lookAt(90);
    expect(studies()).toEqual([studyUid('a')]);
    worker.idle = true;
    lookAt(90);
    expect(studies()).toEqual([studyUid('a'), studyUid('b')]);
  });

  it('begins what the closed study’s job takes over, unless a slice came in between', async () => {
    const analysed: StudyRevision[] = [];
    const analyze = async (revision: StudyRevision) => {
      analysed.push(revision);
      return NO_FINDINGS;
    };
    const taking = new AheadOfClosing({ warm() {}, analyze, report: async () => [], dispose: async () => undefined });
    worker = taking;
    ahead = new LookAhead({ ...ahead.parts, worker });
    const closeAndAnalyze = async (time: number) => {
      closeQuiet(parts.registry, time, 100);
      const revision = parts.registry.revision(studyUid('a'));
      if (revision) await taking.analyze(revision, new AbortController().signal);
      return revision?.revision;
    };

    receive(parts.index, axialSeries({ slices: 3, receivedAt: 10 }));
    lookAt(60);
    expect(await closeAndAnalyze(110)).toBe(1);
    expect(analysed).toHaveLength(1);

    receive(parts.index, axialSeries({ slices: 4, receivedAt: 200 }));
    lookAt(250);
    receive(parts.index, axialSeries({ slices: 5, receivedAt: 260 }));
    expect(await closeAndAnalyze(360)).toBe(2);
    expect(analysed.map(({ instances }) => instances.length)).toEqual([3, 4, 5]);
  });

  it('begins nothing for a study in which nothing is eligible', () => {
    receive(parts.index, [instance({ header: { modality: 'MR' } })]);
    lookAt(100);
    expect(begun).toEqual([]);
  });
});
