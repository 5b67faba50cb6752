/** Value Representations (PS3.5 §6.2) as far as the layout of an element in Explicit VR depends on them. */

/** Those whose length is two bytes (PS3.5 Table 7.1-2). Any other has four: the standard promises it of those yet to come. */
const SHORT: ReadonlySet<string> = new Set('AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '));

/** True for two capital letters, a known VR or not. */
export function isVr(text: string): boolean {
  return /^[A-Z]{2}$/.test(text);
}

/** True if tag, VR, two reserved bytes and the length take 12 bytes; else they take 8. */
export function hasLongHeader(vr: string): boolean {
  return isVr(vr) && !SHORT.has(vr);
}
