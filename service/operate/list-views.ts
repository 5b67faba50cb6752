/** Lines of the worklist and of the queue as the API and `--json` show them: times as text, no patient attribute. */
import type { Job } from '../ports/job-queue.js';
import type { StudySummary } from '../ports/study-registry.js';

type TimesAsText<T, Times extends keyof T> = Omit<T, Times> & { readonly [Name in Times]: string };

export type StudySummaryView = TimesAsText<StudySummary, 'firstReceivedAt' | 'lastReceivedAt'>;
export type JobView = TimesAsText<Job, 'createdAt' | 'runAt'>;

export function viewSummary(summary: StudySummary): StudySummaryView {
  return { ...summary, firstReceivedAt: iso(summary.firstReceivedAt), lastReceivedAt: iso(summary.lastReceivedAt) };
}

export function viewJob(job: Job): JobView {
  return { ...job, createdAt: iso(job.createdAt), runAt: iso(job.runAt) };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
