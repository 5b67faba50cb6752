/** Metrics for Prometheus: counted from the steps that StageObserver tells, and gauges that are read when asked for. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { JobQueue } from '../../service/ports/job-queue.js';
import type { StageEvent, StageObserver } from '../../service/ports/stage-observer.js';

/** What is asked at each scrape. */
export interface MetricSources {
  readonly depth: JobQueue['depth'];
  /** How full the disk is, 0 to 100. */
  usedPercent(): Promise<number>;
  openAssociations(): number;
  /** Milliseconds since 1970; undefined without TLS. */
  certificateExpiresAt(): number | undefined;
}

export interface Metrics {
  readonly observe: StageObserver;
  readonly contentType: string;
  render(): Promise<string>;
}

/** From a small report to a study of thousands of slices on a slow machine. */
const STAGE_SECONDS = [0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 600];

export function createMetrics(sources: MetricSources): Metrics {
  const register = new Registry();
  const registers = [register];
  const counter = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const received = counter(
    'cambium_instances_received_total',
    'Instances answered with Success, by what came of them.',
    ['outcome'],
  );
  const receivedBytes = counter(
    'cambium_received_bytes_total',
    'Bytes of instances synced, those sent again included.',
  );
  const refused = counter('cambium_instances_refused_total', 'Instances refused, by error code.', ['code']);
  const rejected = counter('cambium_associations_rejected_total', 'Associations rejected, by error code.', ['code']);
  const ended = counter(
    'cambium_associations_ended_total',
    'Associations and connections that did not end well, by error code.',
    ['code'],
  );
  const commitments = counter(
    'cambium_commitment_instances_total',
    'Instances in Storage Commitment reports, ours and those of archives, by result.',
    ['direction', 'result'],
  );
  const expired = counter('cambium_studies_expired_total', 'Studies let go after storage.keepDays.');
  const failed = counter('cambium_stage_failures_total', 'Failures outside any job, by stage and error code.', [
    'stage',
    'code',
  ]);
  const closed = counter('cambium_studies_closed_total', 'Study revisions opened.');
  const settled = counter('cambium_jobs_settled_total', 'Jobs settled, by outcome and error code.', [
    'kind',
    'outcome',
    'code',
  ]);
  const commitmentFailures = counter(
    'cambium_commitment_failures_total',
    'Requests and reports of Storage Commitment that were refused, and reports of ours that were not taken.',
    ['outcome', 'code'],
  );
  const seconds = new Histogram({
    name: 'cambium_stage_duration_seconds',
    help: 'Time a job of a stage worked.',
    labelNames: ['kind'],
    buckets: STAGE_SECONDS,
    registers,
  });
  addGauges(sources, registers);
  collectDefaultMetrics({ register });

  const countCommitments = (direction: string, report: { readonly committed: number; readonly failed: number }) => {
    commitments.inc({ direction, result: 'committed' }, report.committed);
    commitments.inc({ direction, result: 'failed' }, report.failed);
  };
  const counted: Counted = {
    'association.rejected': ({ code }) => rejected.inc({ code }),
    'association.ended': ({ code }) => ended.inc({ code }),
    'commitment.kept': () => undefined,
    'commitment.reported': (report) => countCommitments('ours', report),
    'commitment.received': (report) => countCommitments('theirs', report),
    'commitment.failed': ({ outcome, code }) => commitmentFailures.inc({ outcome, code }),
    'studies.expired': ({ studies }) => expired.inc(studies),
    'instance.synced': ({ bytes }) => receivedBytes.inc(bytes),
    'instance.committed': ({ outcome }) => received.inc({ outcome }),
    'instance.refused': ({ code }) => refused.inc({ code }),
    'stage.failed': ({ stage, cause: { code } }) => failed.inc({ stage, code }),
    'study.closed': () => closed.inc(),
    'job.started': () => undefined,
    'job.worked': ({ kind, milliseconds }) => seconds.observe({ kind }, milliseconds / 1000),
    'job.settled': ({ kind, outcome, code = '' }) => settled.inc({ kind, outcome, code }),
  };
  return {
    observe: (event) => (counted[event.event] as StageObserver)(event),
    contentType: register.contentType,
    render: () => register.metrics(),
  };
}

type Counted = { readonly [Name in StageEvent['event']]: (event: Extract<StageEvent, { event: Name }>) => void };

function addGauges(
  { depth, usedPercent, openAssociations, certificateExpiresAt }: MetricSources,
  registers: Registry[],
): void {
  new Gauge({
    name: 'cambium_jobs',
    help: 'Jobs that are not over, by kind and state.',
    labelNames: ['kind', 'state'],
    registers,
    collect() {
      this.reset();
      for (const { kind, state, count } of depth()) this.set({ kind, state }, count);
    },
  });
  new Gauge({
    name: 'cambium_associations_open',
    help: 'Associations open now.',
    registers,
    collect() {
      this.set(openAssociations());
    },
  });
  new Gauge({
    name: 'cambium_tls_certificate_expiry_timestamp_seconds',
    help: 'When our TLS certificate expires, in seconds since 1970; absent without TLS.',
    labelNames: [],
    registers,
    collect() {
      const expiresAt = certificateExpiresAt();
      if (expiresAt === undefined) this.remove();
      else this.set(expiresAt / 1000);
    },
  });
  new Gauge({
    name: 'cambium_disk_used_percent',
    help: 'How full the file system of the data folder is.',
    registers,
    async collect() {
      this.set(await usedPercent());
    },
  });
}
