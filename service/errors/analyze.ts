/** Codes of the analyze stage: geometry and pixel faults, gates of a measure, faults of packs and of the process. */
import type { ErrorTable } from './entry.js';

const unsuitable = (summary: string, action: string) => ({ class: 'unsuitable', http: 422, summary, action }) as const;

export const ANALYZE_ERRORS = {
  'geometry.duplicate-position': unsuitable(
    'Two slices of the stack lie at the same position, and nothing in their headers tells them apart.',
    'Send each phase or acquisition as its own series.',
  ),
  'geometry.uneven-spacing': unsuitable(
    'The slices of the stack are not evenly spaced.',
    'Send a contiguous series; look for missing slices.',
  ),
  'geometry.missing-slice': unsuitable(
    'A slice of the stack is missing.',
    'Send the missing slice: the study is then analysed again.',
  ),
  'geometry.shifted': unsuitable(
    'The slices are shifted against each other in their plane.',
    'Send each reconstruction as its own series.',
  ),
  'geometry.tilted': unsuitable(
    'The slices lean by more than 45°, which no gantry tilt explains.',
    'Send the original slices; a tilted gantry is corrected, up to 45°.',
  ),
  'pixels.syntax-unsupported': unsuitable(
    'The transfer syntax of the series is not decoded by this version.',
    'Send the series uncompressed or in a lossless syntax.',
  ),
  'pixels.unreadable': unsuitable(
    'The pixel data of a slice are damaged.',
    'Send the series again; if it repeats, look at the archive’s copy.',
  ),
  'pixels.format-unsupported': unsuitable(
    'The pixel format is not that of a CT slice.',
    'Send CT of 16 bits allocated, MONOCHROME2.',
  ),
  'pixels.not-hounsfield': unsuitable(
    'The pixel values are not Hounsfield units.',
    'Send the conventional CT reconstruction.',
  ),
  'region.absent': unsuitable('The body region of this measure is not in the field of view.', 'Nothing to do.'),
  'region.incomplete': unsuitable(
    'The body region of this measure is only partly in the field of view.',
    'Send the series that covers it.',
  ),
  'gate.slice-thickness': unsuitable(
    'The slices are thicker than this measure allows.',
    'Send a thinner reconstruction.',
  ),
  'gate.kernel': unsuitable(
    'The reconstruction kernel is not one this measure is defined for.',
    'Send a reconstruction with a soft-tissue kernel.',
  ),
  'gate.contrast': unsuitable(
    'Contrast medium makes this measure meaningless.',
    'Nothing to do: the measure needs a non-contrast series.',
  ),
  'gate.phase-unknown': unsuitable(
    'It is not known whether contrast medium was given.',
    'Nothing to do: the measure needs a non-contrast series.',
  ),
  'pack.invalid': {
    class: 'permanent',
    http: 500,
    summary: 'A model pack is broken.',
    action: 'Restore the pack’s folder from its source; `cambium models verify` names the file.',
  },
  'pack.digest-mismatch': {
    class: 'permanent',
    http: 500,
    summary: 'A file of a model pack does not have the digest its manifest states.',
    action: 'Restore the file, or build the pack again.',
  },
  'analysis.process-crashed': {
    class: 'transient',
    http: 503,
    summary: 'The analysis process died.',
    action: 'It is retried; after the third time the job is parked: see the runbook.',
  },
  'analysis.timeout': {
    class: 'transient',
    http: 503,
    summary: 'The analysis took longer than analyze.timeoutSeconds.',
    action: 'It is retried; raise the limit for very large studies.',
  },
  'analysis.inference-failed': {
    class: 'permanent',
    http: 500,
    summary: 'ONNX Runtime could not run a graph of the pack.',
    action: 'Run `cambium models verify`; report the message to the pack’s maker.',
  },
  'analysis.poisoned': {
    class: 'permanent',
    http: 500,
    summary: 'The analysis process died three times on this study.',
    action: 'The study is parked; keep its instances (`cambium export`) for the report to us.',
  },
} as const satisfies ErrorTable;
