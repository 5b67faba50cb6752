/** HU to grey by a window: the linear VOI function of PS3.3 §C.11.2.1.2.1, black 0 to white 255. */
export function windowed(
  hu: Int16Array,
  { center, width }: { readonly center: number; readonly width: number },
): Uint8Array {
  // The standard's half steps: a window of width 1 is a threshold, and the centre lies between two values.
  const scale = width > 1 ? 255 / (width - 1) : Number.MAX_VALUE;
  const grey = new Uint8Array(hu.length);
  for (let i = 0; i < hu.length; i++) {
    const value = (hu[i] - (center - 0.5)) * scale + 127.5;
    grey[i] = value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value);
  }
  return grey;
}
