/**
 * The time a document carries: that of its revision, in the time zone its source states, else in the node's own, as every
 * modality of a site does. Never the clock at the moment of writing.
 */

export interface DocumentTime {
  /** VR DA. */
  readonly date: string;
  /** VR TM. */
  readonly time: string;
  /** For people: `2026-11-24 17:25`. */
  readonly readable: string;
}

const UTC_OFFSET = /^([+-])(\d{2})(\d{2})$/;

/**
 * @param at milliseconds since the Unix epoch.
 * @param utcOffset (0008,0201) Timezone Offset From UTC of the source, such as `+0100`, if it has one.
 */
export function documentTime(at: number, utcOffset: string | undefined): DocumentTime {
  // Shifted so that its UTC fields read as the local ones.
  const local = new Date(at + offsetMinutes(at, utcOffset) * 60_000).toISOString();
  const [date, time] = local.split('T');
  return {
    date: date.replaceAll('-', ''),
    time: time.slice(0, 8).replaceAll(':', ''),
    readable: `${date} ${time.slice(0, 5)}`,
  };
}

function offsetMinutes(at: number, utcOffset = ''): number {
  const stated = UTC_OFFSET.exec(utcOffset);
  if (!stated) return -new Date(at).getTimezoneOffset();
  const [, sign, hours, minutes] = stated;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
