import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMetrics } from '../../../../adapters/http/metrics.js';
import { job, problem, study, studySummary } from '../../../../adapters/http/schemas.js';
import { createHttpServer } from '../../../../adapters/http/server.js';
import { CambiumError } from '../../../../service/errors/registry.js';
import type { Check } from '../../../../service/operate/doctor/check.js';
import { closedStudy } from '../../../contract/registry-steps.js';
import { sqliteParts } from '../../../contract/sqlite-parts.js';
import { studyUid } from '../../../support/instances.js';

const store = sqliteParts();
const metrics = createMetrics({
  depth: () => store.queue.depth(),
  usedPercent: async () => 12.5,
  openAssociations: () => 2,
  certificateExpiresAt: () => undefined,
});
const faults: CambiumError[] = [];
let checks: readonly Check[] = [];
let failRegistry = false;

const registry = {
  ...store.registry,
  studies: (filter: Parameters<typeof store.registry.studies>[0]) => {
    if (failRegistry) throw new TypeError('unforeseen');
    return store.registry.studies(filter);
  },
};
const server = createHttpServer({
  registry,
  queue: store.queue,
  metrics,
  readiness: async () => checks,
  version: '1.2.3',
  onFault: (error) => faults.push(error),
});
let origin = '';

beforeAll(async () => {
  closedStudy(store);
  origin = `http://127.0.0.1:${await server.listen(Object.freeze({ host: '127.0.0.1', port: 0 }))}`;
});
afterAll(async () => {
  await server.close();
  store.close();
});

async function get(path: string) {
  const response = await fetch(origin + path);
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, text, body: json ? JSON.parse(text) : undefined };
}

describe('health', () => {
  it('answers that the process lives', async () => {
    expect(await get('/healthz')).toMatchObject({
      status: 200,
      body: { product: 'cambium', version: '1.2.3', status: 'ok' },
    });
  });

  it('is ready unless a check fails; a warning is no failure', async () => {
    checks = [{ name: 'disk space', state: 'warn', what: 'Nearly full.', todo: 'Free space.' }];
    expect((await get('/readyz')).status).toBe(200);
    checks = [{ name: 'DICOM port', state: 'fail', what: 'No association is accepted.' }];
    expect(await get('/readyz')).toMatchObject({ status: 503, body: { status: 'not ready', checks } });
  });
});

describe('the API', () => {
  it('lists studies and jobs in the shapes it documents', async () => {
    const { studies } = (await get('/api/studies')).body;
    expect(studies.map((one: unknown) => studySummary.strict().parse(one))).toMatchObject([
      { state: 'closed', instances: 3, series: 1 },
    ]);
    const { jobs } = (await get('/api/jobs?state=ready')).body;
    expect(jobs.map((one: unknown) => job.strict().parse(one))).toMatchObject([{ kind: 'analyze', state: 'ready' }]);
  });

  it('shows a study with a reason for each series and its trace', async () => {
    const { body } = await get(`/api/studies/${studyUid('a')}`);
    const shown = study.strict().parse(body);
    expect(shown).toMatchObject({ revision: 1, state: 'closed', series: [{ instances: 3 }] });
    expect(shown.series[0].reason).not.toBe('');
    expect(shown.trace.length).toBeGreaterThan(0);
  });

  it.each([
    ['/api/studies/1.2.3', 404, 'study.unknown'],
    ['/api/studies?state=lost', 400, 'input.invalid'],
    ['/api/jobs?limit=0', 400, 'input.invalid'],
    ['/api/studies?sort=up', 400, 'input.invalid'],
    ['/api/nothing', 404, 'route.unknown'],
    ['/%', 400, 'input.invalid'],
  ])('answers %s with %i and the code %s', async (path, status, code) => {
    const answer = await get(path);
    expect({ status: answer.status, code: problem.parse(answer.body).code }).toEqual({ status, code });
  });

  it('hides what was unforeseen from the caller and reports it', async () => {
    failRegistry = true;
    const answer = await get('/api/studies');
    failRegistry = false;
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal.fault' } });
    expect(answer.text).not.toContain('TypeError');
    expect(faults.map(({ cause }) => cause)).toEqual([expect.any(TypeError)]);
  });

  it('documents every path it serves, and no other', async () => {
    const { paths, openapi } = (await get('/api/openapi.json')).body;
    expect(openapi).toBe('3.1.0');
    expect(Object.keys(paths).sort()).toEqual([
      '/api/jobs',
      '/api/studies',
      '/api/studies/{uid}',
      '/healthz',
      '/metrics',
      '/readyz',
    ]);
    for (const path of Object.keys(paths))
      expect((await get(path.replace('{uid}', studyUid('a')))).status).not.toBe(404);
    const shown = paths['/api/studies/{uid}'].get.responses['200'].content['application/json'].schema.properties;
    expect(Object.keys(shown)).toEqual(Object.keys((await get(`/api/studies/${studyUid('a')}`)).body));
  });
});

describe('metrics', () => {
  it('count what the observer is told', async () => {
    metrics.observe({ event: 'instance.synced', sopInstanceUid: '1.2', bytes: 1000 });
    metrics.observe({
      event: 'instance.committed',
      sopInstanceUid: '1.2',
      studyInstanceUid: studyUid('a'),
      outcome: 'stored',
    });
    metrics.observe({
      event: 'instance.refused',
      code: 'storage.full',
      status: 0xa700,
      callingAeTitle: 'CT1',
      cause: new CambiumError('storage.full'),
    });
    metrics.observe({
      event: 'association.rejected',
      code: 'association.limit',
      callingAeTitle: 'CT1',
      address: '::1',
    });
    metrics.observe({
      event: 'job.worked',
      kind: 'analyze',
      jobId: 1,
      studyInstanceUid: studyUid('a'),
      milliseconds: 2500,
    });
    const { text } = await get('/metrics');
    expect(text).toContain('cambium_instances_received_total{outcome="stored"} 1\n');
    expect(text).toContain('cambium_received_bytes_total 1000\n');
    expect(text).toContain('cambium_instances_refused_total{code="storage.full"} 1\n');
    expect(text).toContain('cambium_associations_rejected_total{code="association.limit"} 1\n');
    expect(text).toContain('cambium_stage_duration_seconds_bucket{le="3",kind="analyze"} 1\n');
    expect(text).toContain('cambium_stage_duration_seconds_bucket{le="1",kind="analyze"} 0\n');
  });

  it('read queue, disk and associations when asked', async () => {
    const { text } = await get('/metrics');
    expect(text).toContain('cambium_jobs{kind="analyze",state="ready"} 1\n');
    expect(text).toContain('cambium_disk_used_percent 12.5\n');
    expect(text).toContain('cambium_associations_open 2\n');
    expect(text).toContain('process_resident_memory_bytes');
  });
});

describe('listen', () => {
  it('names the port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const second = createHttpServer({
      registry,
      queue: store.queue,
      metrics,
      readiness: async () => [],
      version: '',
      onFault: () => undefined,
    });
    await expect(second.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'port.unavailable',
      details: `HTTP, 127.0.0.1:${port} (EADDRINUSE).`,
    });
    other.close();
  });
});
