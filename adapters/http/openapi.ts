/** The OpenAPI 3.1 description of the API, written from the schemas its answers are held to. */
import { z } from 'zod';
import { health, job, jobQuery, problem, study, studyQuery, studySummary } from './schemas.js';

interface Route {
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly pathParameter?: string;
  readonly answers: Readonly<Record<number, z.ZodType>>;
}

const ROUTES: Readonly<Record<string, Route>> = {
  '/healthz': { summary: 'The process answers.', answers: { 200: health } },
  '/readyz': { summary: 'The node takes studies: 503 while it does not.', answers: { 200: health, 503: health } },
  '/api/studies': {
    summary: 'The worklist, newest first.',
    query: studyQuery,
    answers: { 200: z.object({ studies: z.array(studySummary) }), 400: problem },
  },
  '/api/studies/{uid}': {
    summary: 'A study: series and why each was used or not, results, documents, deliveries, trace.',
    pathParameter: 'uid',
    answers: { 200: study, 404: problem },
  },
  '/api/jobs': {
    summary: 'The queue, newest first.',
    query: jobQuery,
    answers: { 200: z.object({ jobs: z.array(job) }), 400: problem },
  },
};

export function openApi(version: string): object {
  return {
    openapi: '3.1.0',
    info: { title: 'Cambium', version, license: { name: 'Apache-2.0' } },
    paths: {
      ...Object.fromEntries(Object.entries(ROUTES).map(([path, route]) => [path, { get: operation(route) }])),
      '/metrics': {
        get: { summary: 'Metrics for Prometheus.', responses: { 200: { description: 'Text exposition format.' } } },
      },
    },
  };
}

function operation({ summary, query, pathParameter, answers }: Route): object {
  const inPath = pathParameter ? [{ name: pathParameter, in: 'path', required: true, schema: { type: 'string' } }] : [];
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    schema: jsonSchema(schema, 'input'),
  }));
  return {
    summary,
    parameters: [...inPath, ...inQuery],
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, schema]) => [
        status,
        {
          description: Number(status) < 400 ? 'Done.' : 'See the body.',
          content: { 'application/json': { schema: jsonSchema(schema, 'output') } },
        },
      ]),
    ),
  };
}

function jsonSchema(schema: z.core.$ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
