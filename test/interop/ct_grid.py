"""Voxels and their place in patient space, as every oracle leaves them for a test to compare.

NAME.json: dims, spacing (mm), origin, direction (one unit vector an axis), LPS. NAME.raw: HU as little-endian float32,
x fastest, neither clamped nor rounded. Axes are permuted and reversed so that each runs along its own axis of the
patient.
"""
import itertools
import json

import numpy as np


def canonical(affine, voxels):
    """The same image, axes in patient order. affine: 4 × 4, from i, j, k to LPS mm; voxels: indexed [i, j, k]."""
    axes = affine[:3, :3] / np.linalg.norm(affine[:3, :3], axis=0)
    order = max(itertools.permutations(range(3)), key=lambda p: sum(abs(axes[axis, k]) for axis, k in enumerate(p)))
    affine = affine[:, [*order, 3]].copy()
    voxels = np.transpose(voxels, order)
    for axis in range(3):
        if affine[axis, axis] < 0:
            affine[:3, 3] += affine[:3, axis] * (voxels.shape[axis] - 1)
            affine[:3, axis] *= -1
            voxels = np.flip(voxels, axis)
    return affine, voxels


def describe(affine, dims):
    spacing = np.linalg.norm(affine[:3, :3], axis=0)
    return {
        "dims": list(dims),
        "spacing": spacing.tolist(),
        "origin": affine[:3, 3].tolist(),
        "direction": (affine[:3, :3] / spacing).T.tolist(),
    }


def leave(path, affine, voxels, **more):
    affine, voxels = canonical(np.asarray(affine, float), voxels)
    np.ascontiguousarray(voxels.transpose(2, 1, 0), "<f4").tofile(f"{path}.raw")
    with open(f"{path}.json", "w") as out:
        json.dump({**describe(affine, voxels.shape), **more}, out)
