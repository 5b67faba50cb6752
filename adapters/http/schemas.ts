/** Shapes of the API as zod schemas, each held to the service's type by the compiler: OpenAPI is written from them. */
import { z } from 'zod';
import type { Check } from '../../service/operate/doctor/check.js';
import type { JobView, StudySummaryView } from '../../service/operate/list-views.js';
import type { StudyView } from '../../service/operate/study-view.js';

const code = z.string().describe('Registered error code: see docs/errors.md.') as z.ZodType<
  NonNullable<JobView['error']>['code']
>;
const at = z.iso.datetime();
const uid = z.string();

const STUDY_STATES = ['receiving', 'closed', 'analysed', 'reported', 'delivered', 'parked'] as const;
const JOB_STATES = ['ready', 'leased', 'done', 'parked', 'dropped'] as const;
const STAGES = ['receive', 'assemble', 'analyze', 'report', 'deliver', 'operate'] as const;
const RESULT_STATES = ['suspected', 'not-suspected', 'uncertain', 'measured', 'not-analysed', 'error'] as const;

export const studySummary = z.object({
  studyInstanceUid: uid as unknown as z.ZodType<StudySummaryView['studyInstanceUid']>,
  state: z.enum(STUDY_STATES),
  revision: z.int(),
  instances: z.int(),
  series: z.int(),
  firstReceivedAt: at,
  lastReceivedAt: at,
}) satisfies z.ZodType<StudySummaryView>;

const result = z.object({
  pack: z.string(),
  packDigest: z.string(),
  measure: z.string(),
  title: z.string(),
  state: z.enum(RESULT_STATES),
  value: z.number().optional(),
  unit: z.string().optional().describe('UCUM'),
  seriesInstanceUid: (uid as unknown as z.ZodType<StudyView['results'][number]['seriesInstanceUid']>).optional(),
  coverage: z.number().optional().describe('Share of the region that was measured, 0 to 1.'),
  attention: z.boolean(),
  attentionThreshold: z.number().optional(),
  reference: z.string().optional(),
  note: z.string().optional(),
  reason: code.optional(),
  message: z.string().optional(),
});

const traceEntry = z.object({
  at,
  stage: z.enum(STAGES),
  event: z.string(),
  reason: code.optional(),
  message: z.string().optional(),
});

export const study = z.object({
  studyInstanceUid: uid,
  revision: z.int(),
  state: z.enum(STUDY_STATES),
  series: z.array(
    z.object({
      seriesInstanceUid: uid,
      used: z.boolean(),
      reason: z.string(),
      code: code.optional(),
      modality: z.string(),
      instances: z.int(),
      seriesNumber: z.number().optional(),
    }),
  ),
  results: z.array(result),
  documents: z.array(z.object({ kind: z.enum(['sr', 'sc']), sopInstanceUid: uid, file: z.string().optional() })),
  deliveries: z.array(
    z.object({
      destination: z.string(),
      sopInstanceUid: uid,
      at,
      status: z.int().optional(),
      code: code.optional(),
      message: z.string().optional(),
      proof: z.enum(['commit', 'find']).optional(),
      provenAt: at.optional(),
    }),
  ),
  timings: z.record(z.string(), z.number()),
  trace: z.array(traceEntry),
}) satisfies z.ZodType<StudyView>;

export const job = z.object({
  id: z.int(),
  kind: z.enum(['analyze', 'report', 'deliver']),
  studyInstanceUid: uid as unknown as z.ZodType<JobView['studyInstanceUid']>,
  revision: z.int(),
  destination: z.string().optional(),
  state: z.enum(JOB_STATES),
  priority: z.number(),
  attempts: z.int(),
  crashes: z.int(),
  createdAt: at,
  runAt: at,
  error: z.object({ code, message: z.string() }).optional(),
}) satisfies z.ZodType<JobView>;

export const health = z.object({
  product: z.literal('cambium'),
  version: z.string(),
  status: z.enum(['ok', 'not ready']),
  checks: z.array(
    z.object({
      name: z.string(),
      state: z.enum(['ok', 'warn', 'fail']),
      what: z.string(),
      todo: z.string().optional(),
    }) satisfies z.ZodType<Check>,
  ),
});

export const problem = z.object({ code, message: z.string(), action: z.string() });

export const studyQuery = z.strictObject({
  state: z.enum(STUDY_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export const jobQuery = z.strictObject({
  state: z.enum(JOB_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
