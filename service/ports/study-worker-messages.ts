/** What the node and its analysis process say to each other. Structured clones, so typed arrays and dates would survive. */
import type { Findings } from '../analyze/findings.js';
import type { Config } from '../config.js';
import type { ErrorCode } from '../errors/registry.js';
import type { DocumentRecord } from '../report/document.js';
import type { StudyRevision } from './study-registry.js';

/** To the process. `start` comes first and once; `id` comes back with everything that answers a request. */
export type WorkerRequest =
  | { readonly type: 'start'; readonly config: Config }
  | { readonly type: 'warm' }
  | { readonly type: 'analyze'; readonly id: number; readonly revision: StudyRevision }
  | {
      readonly type: 'report';
      readonly id: number;
      readonly revision: StudyRevision;
      readonly previous?: StudyRevision;
    };

/** From the process. */
export type WorkerReply =
  /** Once, without a request: everything a request needs is open. */
  | { readonly type: 'ready' }
  | {
      readonly type: 'progress';
      readonly id: number;
      readonly step: string;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: 'findings'; readonly id: number; readonly findings: Findings }
  | { readonly type: 'documents'; readonly id: number; readonly documents: readonly DocumentRecord[] }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly code: ErrorCode;
      readonly details: string;
      readonly stack?: string;
    };
