import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger, logObserver } from '../../../../adapters/system/log.js';
import { CambiumError } from '../../../../service/errors/registry.js';
import type { StageEvent } from '../../../../service/ports/stage-observer.js';
import { studyUid } from '../../../support/instances.js';

function logged(log: (logger: ReturnType<typeof createLogger>) => void, { level = 'debug', isTTY = false } = {}) {
  const chunks: string[] = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void) => {
    chunks.push(String(chunk));
    done();
  };
  const stream = Object.assign(new Writable({ write }), { isTTY });
  log(createLogger({ level, stream }));
  return chunks.join('');
}

const settled: StageEvent = {
  event: 'job.settled',
  kind: 'analyze',
  jobId: 7,
  studyInstanceUid: studyUid('a'),
  outcome: 'parked',
  code: 'internal.fault',
};

describe('logObserver', () => {
  it('writes one JSON line a step with its fields', () => {
    const line = logged((logger) =>
      logObserver(logger)({
        event: 'study.closed',
        studyInstanceUid: studyUid('a'),
        revision: 2,
        seriesUsed: 1,
        seriesSeen: 3,
      }),
    );
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      msg: 'study.closed',
      revision: 2,
      seriesUsed: 1,
      seriesSeen: 3,
    });
    expect(line.trim().split('\n')).toHaveLength(1);
  });

  it('raises the level with the outcome of a job', () => {
    const levels = (['done', 'retry', 'parked'] as const).map(
      (outcome) => JSON.parse(logged((logger) => logObserver(logger)({ ...settled, outcome }))).level,
    );
    expect(levels).toEqual(['info', 'warn', 'error']);
  });

  it('keeps the place of a fault and leaves out what its message quotes', () => {
    const cause = new CambiumError('internal.fault', '', { cause: new SyntaxError('Unexpected token in "DOE^JANE"') });
    const line = logged((logger) => logObserver(logger)({ ...settled, cause }));
    expect(JSON.parse(line).err).toMatchObject({ code: 'internal.fault', cause: { type: 'SyntaxError' } });
    expect(JSON.parse(line).err.cause.at[0]).toMatch(/log\.test\.ts/);
    expect(line).not.toContain('DOE');
  });

  it('keeps the message of a registered error, which names no patient', () => {
    const cause = new CambiumError('pack.invalid', 'densitometry/local.onnx.');
    expect(logged((logger) => logObserver(logger)({ ...settled, cause }))).toContain('densitometry/local.onnx.');
  });
});

describe('createLogger', () => {
  it('drops every field it does not know, whatever is logged', () => {
    const line = logged((logger) =>
      logger.info(
        { patientName: 'DOE^JANE', PatientID: '4711', header: { patientName: 'DOE' }, port: 104 },
        'listening',
      ),
    );
    expect(JSON.parse(line)).toEqual({ level: 'info', time: expect.any(String), port: 104, msg: 'listening' });
  });

  it('keeps to its level', () => {
    expect(logged((logger) => logger.info('no'), { level: 'warn' })).toBe('');
  });

  it('writes for people on a terminal', () => {
    const text = logged((logger) => logger.info({ port: 104 }, 'listening'), { isTTY: true });
    expect(text).toContain('listening');
    expect(() => JSON.parse(text)).toThrow();
  });
});
