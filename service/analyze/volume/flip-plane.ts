/** Turns a plane between the axes of its source slice and those of the volume; done twice, it is as before. */

/** In place. To turn a plane by 180° is to reverse it as a whole, which leaves one axis to put back. */
export function flipPlane(
  plane: Int16Array,
  columns: number,
  flipped: { readonly x: boolean; readonly y: boolean },
): void {
  if (flipped.y) plane.reverse();
  if (flipped.x === flipped.y) return;
  for (let from = 0; from < plane.length; from += columns) plane.subarray(from, from + columns).reverse();
}
