/** What tells the groups of a series from each other, in words: only properties in which they differ are named. */
import type { Slice } from '../slice.js';
import { isLocalizer } from './group-slices.js';
import { stackFacts } from './stack-facts.js';
import { STACK_ID } from './traits.js';

type Describe = (first: Slice, groups: readonly (readonly Slice[])[]) => string;

const PROPERTIES: readonly Describe[] = [
  (first) => (isLocalizer(first) ? 'localizer' : ''),
  (first) => stackFacts([first], 0).orientation,
  ({ rows, columns }) => `${columns} × ${rows} pixels`,
  ({ pixelSpacing }) => `pixels of ${pixelSpacing[1]} × ${pixelSpacing[0]} mm`,
  ({ frameOfReferenceUid }, groups) =>
    `frame of reference ${1 + framesOfReference(groups).indexOf(frameOfReferenceUid)}`,
  ({ traits }) => (traits[STACK_ID] ? `stack ${traits[STACK_ID]}` : ''),
];

/** One text a group, in their order; all empty if there is one group. */
export function groupLabels(groups: readonly (readonly Slice[])[]): readonly string[] {
  const texts = PROPERTIES.map((describe) => groups.map(([first]) => describe(first, groups)));
  const telling = texts.filter((ofGroups) => new Set(ofGroups).size > 1);
  return groups.map((_, group) => telling.flatMap((ofGroups) => ofGroups[group] || []).join(', '));
}

function framesOfReference(groups: readonly (readonly Slice[])[]): (string | undefined)[] {
  return [...new Set(groups.map(([{ frameOfReferenceUid }]) => frameOfReferenceUid))];
}
