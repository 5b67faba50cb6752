"""NIfTI file and folder of a CT series in; JSON on standard output: whether SimpleITK reads the same image from both.

usage: read_nifti.py FILE FOLDER SERIES_INSTANCE_UID
The series is turned to LPS and its padding set to air, as the product does.
"""
import json
import sys

import numpy
import SimpleITK as sitk

AIR_HU = -1024

file, folder, series = sys.argv[1:4]
written = sitk.ReadImage(file)
reader = sitk.ImageSeriesReader()
reader.SetFileNames(reader.GetGDCMSeriesFileNames(folder, series))
source = sitk.DICOMOrient(reader.Execute(), "LPS")
corners = [(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)]


def corner(image, which):
    return numpy.array(image.TransformIndexToPhysicalPoint([w * (n - 1) for w, n in zip(which, image.GetSize())]))


json.dump(
    {
        "sameSize": written.GetSize() == source.GetSize(),
        "apartMm": max(float(numpy.linalg.norm(corner(written, c) - corner(source, c))) for c in corners),
        "differentVoxels": int(
            (sitk.GetArrayFromImage(written) != numpy.maximum(sitk.GetArrayFromImage(source), AIR_HU)).sum()
        ),
    },
    sys.stdout,
)
