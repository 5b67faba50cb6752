"""Reads CT with an independent library and leaves its voxels as little-endian Int16 HU, clamped as a Volume is.

  read_ct.py simpleitk FOLDER SERIES_UID OUT   prints dims, spacing, origin and direction (columns are axes) as JSON, in LPS
  read_ct.py pydicom FILE OUT                  the frames of one uncompressed file, rescaled
"""
import json
import sys

import numpy as np


def write(hu, path):
    np.clip(np.rint(hu), -1024, 32767).astype("<i2").tofile(path)


def simpleitk(folder, series_uid, out):
    import SimpleITK as sitk

    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(sitk.ImageSeriesReader.GetGDCMSeriesFileNames(folder, series_uid))
    image = sitk.DICOMOrient(reader.Execute(), "LPS")
    write(sitk.GetArrayFromImage(image), out)
    grid = {
        "dims": image.GetSize(),
        "spacing": image.GetSpacing(),
        "origin": image.GetOrigin(),
        "direction": np.reshape(image.GetDirection(), (3, 3)).T.tolist(),
    }
    print(json.dumps(grid))


def pydicom(path, out):
    import pydicom

    data_set = pydicom.dcmread(path)
    shared = data_set.SharedFunctionalGroupsSequence[0].PixelValueTransformationSequence[0]
    write(data_set.pixel_array * float(shared.RescaleSlope) + float(shared.RescaleIntercept), out)


{"simpleitk": simpleitk, "pydicom": pydicom}[sys.argv[1]](*sys.argv[2:])
