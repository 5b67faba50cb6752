/**
 * Headers of a series, each kept as its difference from the first one: slices of a series differ in number and position,
 * and thirty million rows that repeat the rest would not fit a small node. An attribute that only the first one has is
 * null in the difference; undefined and absent are the same.
 */
import type { InstanceHeader } from '../../service/dicom/instance-header.js';
import type { ReceivedInstance } from '../../service/ports/study-registry.js';

type Uids = Pick<InstanceHeader, 'sopInstanceUid' | 'studyInstanceUid' | 'seriesInstanceUid'>;

/** What is compared: the header and the sender, without the UIDs, which have columns of their own. */
export type SharedHeader = Omit<InstanceHeader, keyof Uids> & Pick<ReceivedInstance, 'callingAeTitle'>;

type Values = Readonly<Record<string, unknown>>;

export function sharedHeader({ header, callingAeTitle }: ReceivedInstance): SharedHeader {
  const withoutUids = { sopInstanceUid: undefined, studyInstanceUid: undefined, seriesInstanceUid: undefined };
  return { ...header, ...withoutUids, callingAeTitle };
}

/** JSON of what `own` has otherwise than `shared`. */
export function differenceOf(own: SharedHeader, shared: SharedHeader): string {
  const [ours, theirs]: readonly Values[] = [{ ...own }, { ...shared }];
  const difference: Record<string, unknown> = {};
  for (const name in ours) {
    if (ours[name] !== undefined && !same(ours[name], theirs[name])) difference[name] = ours[name];
  }
  for (const name in theirs) if (ours[name] === undefined) difference[name] = null;
  return JSON.stringify(difference);
}

function same(a: unknown, b: unknown): boolean {
  return (
    a === b || (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((value, i) => value === b[i]))
  );
}

/** The other way: header and sender from the two and the UIDs. */
export function applyDifference(
  uids: Uids,
  shared: SharedHeader,
  difference: string,
): Pick<ReceivedInstance, 'header' | 'callingAeTitle'> {
  const own: Record<string, unknown> = { ...shared, ...JSON.parse(difference) };
  for (const name in own) if (own[name] === null) delete own[name];
  const { callingAeTitle, ...header } = own as unknown as SharedHeader;
  return { header: { ...header, ...uids }, callingAeTitle };
}
