/** Codes of why a series is not used: by its headers, when the study is closed, or by a pack's rules. Each is a result that the reader sees. */
import type { ErrorTable } from './entry.js';

const unsuitable = (summary: string, action: string) => ({ class: 'unsuitable', http: 422, summary, action }) as const;

export const ASSEMBLE_ERRORS = {
  'series.own-document': unsuitable(
    'The series was made by this product.',
    'Nothing to do: own results are never analysed.',
  ),
  'series.not-ct': unsuitable('The series is not CT.', 'Nothing to do: only CT is analysed.'),
  'series.secondary-capture': unsuitable(
    'The series holds screen images, not CT slices.',
    'Send the original slices too.',
  ),
  'series.dose-sheet': unsuitable('The series is a dose report.', 'Nothing to do.'),
  'series.localizer': unsuitable('The series is a localizer.', 'Nothing to do: the axial series is used.'),
  'series.derived': unsuitable(
    'The series was derived from another (reformat, projection, average).',
    'Send the original axial series too.',
  ),
  'series.burned-in': unsuitable('The images carry burned-in annotation.', 'Send the original slices.'),
  'series.lossy': unsuitable(
    'The images were compressed with loss, so their Hounsfield units are not the scanner’s.',
    'Send the study without lossy compression.',
  ),
  'series.no-geometry': unsuitable(
    'The slices carry no position or orientation.',
    'Send the original slices with Image Position and Image Orientation.',
  ),
  'series.too-few-slices': unsuitable('The series has too few slices.', 'Send the whole series.'),
  'series.coverage': unsuitable('The series covers too little of the body.', 'Send the whole series.'),
  'series.other-region': unsuitable(
    'No loaded pack measures the part of the body that the series shows.',
    'Nothing to do; other packs may measure it.',
  ),
  'series.other-phase': unsuitable(
    'The series has contrast medium and the pack needs one without, or the other way round.',
    'Send the series of the phase that the pack’s model card names.',
  ),
  'series.kernel': unsuitable(
    'The pack does not take series of this reconstruction kernel.',
    'Send a reconstruction with the kernel that the pack’s model card names.',
  ),
  'series.too-thick': unsuitable('The slices are thicker than the pack takes.', 'Send a thinner reconstruction.'),
  'series.less-suitable': unsuitable('Another series of the study suits the pack better.', 'Nothing to do.'),
  'series.thicker-than-chosen': unsuitable('A thinner series of the same anatomy was used.', 'Nothing to do.'),
  'series.same-as-chosen': unsuitable('An equally good series of the same anatomy was used.', 'Nothing to do.'),
  'study.nothing-eligible': unsuitable('No series of the study can be analysed.', 'See the reason at each series.'),
} as const satisfies ErrorTable;
