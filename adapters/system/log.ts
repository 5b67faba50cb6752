/**
 * Logs: one JSON line a step on stdout, for people on a terminal. Only the fields listed here can ever reach a line, so a
 * patient attribute cannot, whatever an object that is logged happens to carry.
 */
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import { CambiumError } from '../../service/errors/registry.js';
import type { StageEvent, StageObserver } from '../../service/ports/stage-observer.js';

type FieldOf<Event> = Event extends unknown ? keyof Event : never;
type Field = Exclude<FieldOf<StageEvent>, 'cause'> | 'err' | 'host' | 'port' | 'version' | 'signal';

const FIELDS = {
  event: true,
  callingAeTitle: true,
  peer: true,
  instances: true,
  committed: true,
  failed: true,
  studies: true,
  packs: true,
  message: true,
  address: true,
  code: true,
  status: true,
  sopInstanceUid: true,
  studyInstanceUid: true,
  bytes: true,
  stage: true,
  revision: true,
  seriesUsed: true,
  seriesSeen: true,
  kind: true,
  jobId: true,
  attempt: true,
  milliseconds: true,
  outcome: true,
  err: true,
  host: true,
  port: true,
  version: true,
  signal: true,
} as const satisfies Record<Field, true>;

type Level = 'debug' | 'info' | 'warn' | 'error';

/** Every instance has two lines, so those are for debugging. */
const LEVELS = {
  'association.rejected': 'warn',
  'association.ended': 'warn',
  'commitment.kept': 'info',
  'commitment.reported': 'info',
  'commitment.received': 'info',
  'commitment.failed': 'warn',
  'studies.expired': 'info',
  'instance.synced': 'debug',
  'instance.committed': 'debug',
  'instance.refused': 'warn',
  'stage.failed': 'error',
  'study.closed': 'info',
  'job.started': 'info',
  'job.worked': 'debug',
  'job.settled': 'info',
} as const satisfies Record<StageEvent['event'], Level>;

const OUTCOME_LEVELS = { done: 'info', retry: 'warn', parked: 'error', stale: 'warn' } as const;

export interface LogOptions {
  readonly level: string;
  /** Where lines go; stdout if absent. */
  readonly stream?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

export function createLogger({ level, stream = process.stdout }: LogOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: listedFields },
    serializers: { err: describeError },
  };
  return pino(options, stream.isTTY ? pretty({ destination: stream, colorize: true, sync: true }) : stream);
}

/** Logs every step of every study. */
export function logObserver(logger: Logger): StageObserver {
  return (event) => {
    const cause = 'cause' in event ? event.cause : undefined;
    logger[levelOf(event)]({ ...event, err: cause }, event.event);
  };
}

function levelOf(event: StageEvent): Level {
  return event.event === 'job.settled' ? OUTCOME_LEVELS[event.outcome] : LEVELS[event.event];
}

function listedFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => Object.hasOwn(FIELDS, name)));
}

interface ErrorDescription {
  readonly type: string;
  readonly code?: unknown;
  readonly message?: string;
  readonly at?: readonly string[];
  readonly cause?: ErrorDescription;
}

/**
 * A registered error with its message; of another only type, code and place: its message may quote the data it choked on.
 * Where a registered one was thrown tells nothing that its code does not.
 */
function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    type: error.constructor.name,
    code: (error as NodeJS.ErrnoException).code,
    message: error instanceof CambiumError ? error.message : undefined,
    at: error instanceof CambiumError && error.class !== 'fault' ? undefined : framesOf(error),
    cause: error.cause === undefined ? undefined : describeError(error.cause),
  };
}

function framesOf({ stack = '' }: Error): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .map((line) => line.trim());
}
