/**
 * The HTTP face: health for orchestrators, metrics for Prometheus, a read-only API. It shows UIDs, states and measures and
 * no patient attribute; it has no authentication yet, so the configuration binds it to loopback.
 */
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { StudyInstanceUid } from '../../service/dicom/uid.js';
import { asCambiumError, CambiumError, errorEntry } from '../../service/errors/registry.js';
import { type Check, noneFailed } from '../../service/operate/doctor/check.js';
import { viewJob, viewSummary } from '../../service/operate/list-views.js';
import { viewStudy } from '../../service/operate/study-view.js';
import type { JobQueue } from '../../service/ports/job-queue.js';
import type { StudyRegistry } from '../../service/ports/study-registry.js';
import type { Metrics } from './metrics.js';
import { openApi } from './openapi.js';
import { jobQuery, studyQuery } from './schemas.js';

export interface HttpParts {
  readonly registry: StudyRegistry;
  readonly queue: JobQueue;
  readonly metrics: Metrics;
  /** Whether studies can be taken in now: the checks of /readyz. */
  readiness(): Promise<readonly Check[]>;
  readonly version: string;
  /** Told of what no route foresaw, to be logged. */
  onFault(error: CambiumError): void;
}

export interface HttpServer {
  /** Resolves with the port in use; `port: 0` takes a free one. `port.unavailable` */
  listen(options: { readonly host: string; readonly port: number }): Promise<number>;
  close(): Promise<void>;
}

export function createHttpServer(parts: HttpParts): HttpServer {
  const app = createApp(parts);
  return {
    async listen({ host, port }) {
      try {
        // Fastify writes into the object it is given, and a configuration is frozen.
        await app.listen({ host, port });
      } catch (cause) {
        if (!isSystemError(cause)) throw cause;
        throw new CambiumError('port.unavailable', `HTTP, ${host}:${port} (${cause.code}).`, { cause });
      }
      const address = app.server.address();
      return typeof address === 'object' && address ? address.port : port;
    },
    close: () => app.close(),
  };
}

function createApp({ registry, queue, metrics, readiness, version, onFault }: HttpParts): FastifyInstance {
  const answerError = errorAnswer(onFault);
  const app = Fastify({
    // A keep-alive connection of a scraper would hold up shutdown.
    forceCloseConnections: true,
    // A malformed URL fails before any route.
    frameworkErrors: answerError,
  });
  const product = { product: 'cambium', version } as const;

  app.get('/healthz', () => ({ ...product, status: 'ok', checks: [] }));
  app.get('/readyz', async (_request, reply) => {
    const checks = await readiness();
    const ready = noneFailed(checks);
    return reply.code(ready ? 200 : 503).send({ ...product, status: ready ? 'ok' : 'not ready', checks });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()));
  app.get('/api/openapi.json', () => openApi(version));
  app.get('/api/studies', ({ query }) => ({ studies: registry.studies(parse(studyQuery, query)).map(viewSummary) }));
  app.get<{ Params: { uid: string } }>('/api/studies/:uid', ({ params }) =>
    viewStudy(registry, params.uid as StudyInstanceUid),
  );
  app.get('/api/jobs', ({ query }) => ({ jobs: queue.list(parse(jobQuery, query)).map(viewJob) }));

  app.setNotFoundHandler(() => {
    throw new CambiumError('route.unknown');
  });
  app.setErrorHandler(answerError);
  return app;
}

/** Every error is answered by its registered status; what nobody named is told to `onFault` and not to the caller. */
function errorAnswer(onFault: HttpParts['onFault']) {
  return (thrown: unknown, _request: unknown, reply: FastifyReply): void => {
    const error = isClientError(thrown)
      ? new CambiumError('input.invalid', '', { cause: thrown })
      : asCambiumError(thrown);
    if (error.class === 'fault') onFault(error);
    const { http, action } = errorEntry(error.code);
    reply.code(http).send({ code: error.code, message: error.message, action });
  };
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new CambiumError('input.invalid', problems.join('; '));
}

/** Fastify's own refusals, such as a malformed URL, carry a status of the 400s. */
function isClientError(thrown: unknown): boolean {
  const { statusCode } = thrown as { statusCode?: number };
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500;
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
