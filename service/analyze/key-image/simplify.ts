/** Fewer points for an outline: those that lie within half a pixel of the line without them go (Douglas and Peucker, 1973). */
import type { Outline } from '../findings.js';

const TOLERANCE_PX = 0.5;
const MOST_POINTS = 400;

/** At most `MOST_POINTS`, for which the tolerance grows if it must; an outline that would vanish stays as it is. */
export function simplify(outline: Outline): Outline {
  let tolerance = TOLERANCE_PX;
  let simple = reduced(outline, tolerance);
  while (simple.length > MOST_POINTS) {
    tolerance *= 2;
    simple = reduced(outline, tolerance);
  }
  return simple.length >= 3 ? simple : outline;
}

/** Split where the outline is farthest from its first point, so that both halves are open lines. */
function reduced(outline: Outline, tolerance: number): Outline {
  const [first] = outline;
  const far = indexOfMost(outline, 0, outline.length, (point) =>
    Math.hypot(point[0] - first[0], point[1] - first[1]),
  ).index;
  const closed = [...outline, first];
  const kept = new Uint8Array(closed.length);
  kept[0] = 1;
  kept[far] = 1;
  const spans: [number, number][] = [
    [0, far],
    [far, closed.length - 1],
  ];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    const { index, most } = indexOfMost(closed, from + 1, to, (point) =>
      distanceToSegment(point, closed[from], closed[to]),
    );
    if (most <= tolerance) continue;
    kept[index] = 1;
    spans.push([from, index], [index, to]);
  }
  return outline.filter((_, i) => kept[i] === 1);
}

type Point = Outline[number];

function indexOfMost(
  points: Outline,
  from: number,
  to: number,
  distance: (point: Point) => number,
): { index: number; most: number } {
  let found = { index: from, most: -1 };
  for (let i = from; i < to; i++) {
    const most = distance(points[i]);
    if (most > found.most) found = { index: i, most };
  }
  return found;
}

function distanceToSegment([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const lengthSquared = (bx - ax) ** 2 + (by - ay) ** 2;
  const along =
    lengthSquared === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / lengthSquared));
  return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay));
}
