"""Straightens sheared stacks with SimpleITK's linear interpolation and finds landmarks in them, for comparison.

  resample_ct.py < JOBS    a JSON list of {"files", "grid", "out"}: a tilted stack, its volume's grid as in ct_grid.py

Leaves OUT.raw: HU on the grid, float32, x fastest; air half a pixel or more outside of the middle of the slices'
outermost pixels, and not a number at just half a pixel, where the last digit decides. Prints, for each job, landmarks
of the stack as it was stored, {"place", "below", "radius"}: the centroid, LPS, of what is below so many HU within
`radius` mm, each voxel weighing as much as it is below.
"""
import json
import sys

import numpy as np
import pydicom
import SimpleITK as sitk

AIR_HU = -1024
HOLLOW_HU = -300
HOLLOW_VOXELS = (50, 4000)
CLEAR_MM = 1
MARGIN = 20  # voxels
HALF_A_PIXEL = 0.5


def stack(files):
    """4 × 4 from column, row, slice to LPS mm; HU indexed [slice, row, column]."""
    slices = [pydicom.dcmread(file) for file in files]
    row, column = np.reshape(np.array(slices[0].ImageOrientationPatient, float), (2, 3))
    slices.sort(key=lambda one: np.dot(np.cross(row, column), one.ImagePositionPatient))
    first, last = (np.array(one.ImagePositionPatient, float) for one in (slices[0], slices[-1]))
    affine = np.eye(4)
    affine[:3, 0] = row * slices[0].PixelSpacing[1]
    affine[:3, 1] = column * slices[0].PixelSpacing[0]
    affine[:3, 2] = (last - first) / (len(slices) - 1)
    affine[:3, 3] = first
    planes = [one.pixel_array * float(one.RescaleSlope) + float(one.RescaleIntercept) for one in slices]
    return affine, np.maximum(planes, AIR_HU).astype(np.float32)


def straightened(affine, planes, grid):
    """The stack in its own index space is orthogonal, as ITK demands; the transform leads there from the patient."""
    to_index = np.linalg.inv(affine)
    transform = sitk.AffineTransform(to_index[:3, :3].ravel().tolist(), to_index[:3, 3].tolist())
    direction = np.transpose(grid["direction"])
    resampler = sitk.ResampleImageFilter()
    resampler.SetInterpolator(sitk.sitkLinear)
    resampler.SetTransform(transform)
    resampler.SetDefaultPixelValue(AIR_HU)
    resampler.SetSize(grid["dims"])
    resampler.SetOutputSpacing(grid["spacing"])
    resampler.SetOutputOrigin(grid["origin"])
    resampler.SetOutputDirection(direction.ravel().tolist())
    hu = sitk.GetArrayFromImage(resampler.Execute(sitk.GetImageFromArray(planes)))
    outside = beyond(to_index, direction * grid["spacing"], grid, planes.shape)
    hu[abs(outside - HALF_A_PIXEL) < 1e-3] = np.nan
    return hu


def beyond(to_index, steps, grid, shape):
    """Pixels by which each voxel of the grid lies beyond the middle of the outermost pixels; less than 0 within."""
    voxel_to_index = to_index[:3, :3] @ steps
    start = to_index[:3, :3] @ grid["origin"] + to_index[:3, 3]
    z, y, x = np.ogrid[tuple(slice(count) for count in reversed(grid["dims"]))]
    far = np.full((z.size, y.size, x.size), -np.inf, np.float32)
    for axis, count in enumerate(reversed(shape)):
        at = start[axis] + sum(voxel_to_index[axis, k] * index for k, index in enumerate((x, y, z)))
        np.maximum(far, np.maximum(-at, at - (count - 1)), out=far)
    return far


def landmarks(affine, planes):
    """Small hollows that stand alone: a plastic head has some."""
    darker = np.maximum(HOLLOW_HU - planes, 0)
    hollow = sitk.GetImageFromArray((darker > 0).astype(np.uint8))
    labels = sitk.GetArrayFromImage(sitk.ConnectedComponent(hollow, True))
    sizes = np.bincount(labels.ravel())
    for label in np.flatnonzero((sizes >= HOLLOW_VOXELS[0]) & (sizes <= HOLLOW_VOXELS[1])):
        places = np.argwhere(labels == label)
        if np.any(np.ptp(places, axis=0) < 2):
            continue
        ends = zip(places.min(axis=0), places.max(axis=0))
        box = tuple(slice(max(low - MARGIN, 0), high + MARGIN) for low, high in ends)
        near = np.argwhere(labels[box])
        own = labels[box][labels[box] > 0] == label
        lps = (near + [one.start for one in box])[:, ::-1] @ affine[:3, :3].T + affine[:3, 3]
        place = np.average(lps[own], axis=0, weights=darker[box][labels[box] > 0][own])
        distance = np.linalg.norm(lps - place, axis=1)
        radius = float(distance[own].max()) + CLEAR_MM
        if not np.any(distance[~own] < radius):
            yield {"place": place.tolist(), "radius": radius, "below": HOLLOW_HU}


def main():
    found = []
    for job in json.load(sys.stdin):
        affine, planes = stack(job["files"])
        straightened(affine, planes, job["grid"]).astype("<f4").tofile(f"{job['out']}.raw")
        found.append(list(landmarks(affine, planes)))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
