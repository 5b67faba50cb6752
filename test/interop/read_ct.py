"""Reads CT series with independent programs and leaves what they find as in ct_grid.py.

  read_ct.py < JOBS    a JSON list of {"reader", "files", "out"}; prints, for each job, the names of what was left

The files are all of one series. A name begins with `out`; there is one for each volume the reader made of them.
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from ct_grid import leave

# NIfTI datatype codes (nifti1.h) that dcm2niix writes.
NIFTI_TYPES = {2: "u1", 4: "<i2", 8: "<i4", 16: "<f4", 512: "<u2", 768: "<u4"}
RAS_TO_LPS = np.diag([-1, -1, 1, 1])


def simpleitk(folder):
    """One image of the series, or of its only file, which may be multi-frame."""
    import SimpleITK as sitk

    reader = sitk.ImageSeriesReader()
    [series] = reader.GetGDCMSeriesIDs(folder)
    files = reader.GetGDCMSeriesFileNames(folder, series)
    if len(files) == 1:
        image = sitk.ReadImage(files[0], sitk.sitkFloat32)
    else:
        reader.SetFileNames(files)
        reader.SetOutputPixelType(sitk.sitkFloat32)
        image = reader.Execute()
    affine = np.eye(4)
    affine[:3, :3] = np.reshape(image.GetDirection(), (3, 3)) * image.GetSpacing()
    affine[:3, 3] = image.GetOrigin()
    yield affine, sitk.GetArrayFromImage(image).transpose(2, 1, 0)


def highdicom(folder):
    """One volume of the only file, an Enhanced CT, wherever its frames lie."""
    import highdicom as hd

    [name] = os.listdir(folder)
    volume = hd.imread(os.path.join(folder, name)).get_volume(apply_modality_transform=True, dtype=np.float64)
    yield volume.affine[:, [2, 1, 0, 3]], volume.array.transpose(2, 1, 0)


def dcm2niix(folder):
    """The images it writes in the order of their names, tilted and uneven stacks as they were before its correction."""
    with tempfile.TemporaryDirectory() as out:
        command = ["dcm2niix", "-z", "n", "-b", "n", "-f", "image_%s", "-o", out, folder]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for name in sorted(os.listdir(out)):
            if "_Tilt" not in name and "_Eq" not in name:
                yield from nifti(os.path.join(out, name))


def nifti(path):
    with open(path, "rb") as file:
        raw = file.read()
    dims = np.frombuffer(raw, "<i2", 8, 40)
    [datatype] = np.frombuffer(raw, "<i2", 1, 70)
    offset, slope, intercept = np.frombuffer(raw, "<f4", 3, 108)
    affine = np.vstack([np.frombuffer(raw, "<f4", 12, 280).reshape(3, 4), [0, 0, 0, 1]])
    images = max(dims[4], 1) if dims[0] > 3 else 1
    shape = (images, dims[3], dims[2], dims[1])
    voxels = np.frombuffer(raw, NIFTI_TYPES[int(datatype)], int(np.prod(shape, dtype=int)), int(offset)).reshape(shape)
    for image in voxels:
        scaled = image * np.float64(slope) + np.float64(intercept) if slope else image
        yield RAS_TO_LPS @ affine.astype(float), scaled.transpose(2, 1, 0)


READERS = {"simpleitk": simpleitk, "highdicom": highdicom, "dcm2niix": dcm2niix}


def read(job):
    names = []
    with tempfile.TemporaryDirectory() as folder:
        for number, file in enumerate(job["files"]):
            os.symlink(file, os.path.join(folder, f"{number:05}.dcm"))
        for affine, voxels in READERS[job["reader"]](folder):
            names.append(f"{job['out']}-{len(names)}")
            leave(names[-1], affine, voxels)
    return names


if __name__ == "__main__":
    json.dump([read(job) for job in json.load(sys.stdin)], sys.stdout)
