/**
 * docs/errors.md: the registry as a document for operators and integrators, one table a stage. Written by
 * `npm run generate`; a test holds it equal to the registry.
 */
import { ANALYZE_ERRORS } from './analyze.js';
import { ASSEMBLE_ERRORS } from './assemble.js';
import { ASSOCIATION_ERRORS } from './associations.js';
import { COMMITMENT_ERRORS } from './commitment.js';
import { DELIVER_ERRORS } from './deliver.js';
import type { ErrorClass, ErrorEntry, ErrorTable } from './entry.js';
import { OPERATE_ERRORS } from './operate.js';
import { RECEIVE_ERRORS } from './receive.js';
import { REPORT_ERRORS } from './report.js';
import { TLS_ERRORS } from './tls.js';

const STAGES: readonly { readonly title: string; readonly table: ErrorTable }[] = [
  { title: 'Receive: associations', table: ASSOCIATION_ERRORS },
  { title: 'Receive: TLS', table: TLS_ERRORS },
  { title: 'Receive: instances', table: RECEIVE_ERRORS },
  { title: 'Assemble', table: ASSEMBLE_ERRORS },
  { title: 'Analyze', table: ANALYZE_ERRORS },
  { title: 'Report', table: REPORT_ERRORS },
  { title: 'Deliver', table: DELIVER_ERRORS },
  { title: 'Storage Commitment', table: COMMITMENT_ERRORS },
  { title: 'Operate', table: OPERATE_ERRORS },
];

const CLASSES: Readonly<Record<ErrorClass, string>> = {
  refused: 'Untrusted input, answered with a status; nothing was kept.',
  unsuitable: 'Valid, but not analysable. A result that the reader sees, not a failure; nothing is retried.',
  transient: 'Expected to pass; retried with backoff.',
  ambiguous: 'The outcome is unknown; retried, which is safe because our UIDs are derived.',
  permanent: 'Will not pass by itself; parked for an operator.',
  fault: 'Our bug; parked, with the stack in the log.',
};

export function errorsDocument(): string {
  return [
    '# Errors',
    '',
    'Generated from the registry in `service/errors` by `npm run generate`: do not edit. Each code has a class, and the',
    'class alone decides what happens next. What to do by hand stands in the [runbook](runbook.md).',
    '',
    '## Classes',
    '',
    '| class | meaning | runbook |',
    '|---|---|---|',
    ...Object.entries(CLASSES).map(([name, meaning]) => `| ${name} | ${meaning} | [${name}](runbook.md#${name}) |`),
    ...STAGES.flatMap(({ title, table }) => ['', `## ${title}`, '', ...rows(table)]),
    '',
  ].join('\n');
}

function rows(table: ErrorTable): readonly string[] {
  return [
    '| code | class | DIMSE | HTTP | what happened | what to do |',
    '|---|---|---|---|---|---|',
    ...Object.entries(table).map(row),
  ];
}

function row([code, { class: errorClass, dimse, http, summary, action }]: [string, ErrorEntry]): string {
  const status = dimse === undefined ? '' : `0x${dimse.toString(16).toUpperCase().padStart(4, '0')}`;
  return `| \`${code}\` | [${errorClass}](runbook.md#${errorClass}) | ${status} | ${http} | ${summary} | ${action} |`;
}
