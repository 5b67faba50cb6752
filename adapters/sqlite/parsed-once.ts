/** JSON that is read again and again: a series has one header and a thousand slices. Equal texts are parsed once. */

/** Texts that are kept at a time: more than series arrive at once. */
const KEPT = 100;

/** @returns a parser whose values are shared, so not to be changed. */
export function parsedOnce<Value>(): (text: string) => Value {
  const parsed = new Map<string, Value>();
  return (text) => {
    const known = parsed.get(text);
    if (known !== undefined) return known;
    if (parsed.size === KEPT) parsed.clear();
    const value = JSON.parse(text) as Value;
    parsed.set(text, value);
    return value;
  };
}
