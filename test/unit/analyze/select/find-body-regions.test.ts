import { describe, expect, it } from 'vitest';
import { findBodyRegions } from '../../../../service/analyze/select/find-body-regions.js';
import type { PlaneSigns } from '../../../../service/analyze/select/plane-signs.js';

const TRUNK: PlaneSigns = { trunk: 600, lung: 0, cranium: 0, bone: 10, lateralBone: 2 };
const PLANES = {
  pelvis: { ...TRUNK, bone: 30, lateralBone: 10 },
  abdomen: TRUNK,
  chest: { ...TRUNK, lung: 200 },
  shoulders: { ...TRUNK, trunk: 450, bone: 35, lateralBone: 12 },
  neck: { ...TRUNK, trunk: 150, lateralBone: 0 },
  face: { ...TRUNK, trunk: 250, bone: 60, lateralBone: 0 },
  head: { ...TRUNK, trunk: 280, cranium: 120, bone: 40 },
  vertex: { ...TRUNK, trunk: 60, bone: 45, lateralBone: 0 },
  arm: { ...TRUNK, trunk: 60, bone: 8, lateralBone: 0 },
  water: { ...TRUNK, bone: 0, lateralBone: 0 },
} as const satisfies Record<string, PlaneSigns>;

/** Shares of ten planes each of the parts named, from inferior. */
function shares(...parts: readonly (keyof typeof PLANES)[]) {
  return findBodyRegions(parts.flatMap((part) => Array.from({ length: 10 }, () => PLANES[part])));
}

describe('the body regions of a stack', () => {
  it('are those of its planes', () => {
    expect(shares('chest')).toEqual({ chest: 1 });
    expect(shares('pelvis', 'abdomen', 'chest', 'chest')).toEqual({ pelvis: 0.25, abdomen: 0.25, chest: 0.5 });
    expect(shares('pelvis', 'abdomen', 'chest', 'neck', 'head')).toEqual({
      pelvis: 0.2,
      abdomen: 0.2,
      chest: 0.2,
      neck: 0.2,
      head: 0.2,
    });
  });

  it('are no pelvis where shoulders lie above lungs, and shoulders alone are no neck', () => {
    expect(shares('chest', 'shoulders')).toEqual({ chest: 0.5 });
    expect(shares('chest', 'shoulders', 'neck')).toEqual({ chest: 1 / 3, neck: 2 / 3 });
  });

  it('are neck below a head, with shoulders and face, and head up to the vertex', () => {
    expect(shares('neck', 'face', 'head', 'vertex')).toEqual({ neck: 0.5, head: 0.5 });
    expect(shares('shoulders', 'neck', 'head')).toEqual({ neck: 2 / 3, head: 1 / 3 });
  });

  it('are not what only one plane shows', () => {
    const bowelGas = { ...TRUNK, lung: 40 };
    expect(findBodyRegions([TRUNK, TRUNK, TRUNK, bowelGas])).toEqual({ abdomen: 0.75 });
  });

  it('are unknown of an arm, a cylinder of water, and nothing', () => {
    for (const nothing of [shares('arm'), shares('water'), findBodyRegions([])]) expect(nothing).toEqual({});
  });
});
