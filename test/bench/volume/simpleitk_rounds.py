"""SimpleITK's side of the rounds: files on disk -> ImageSeriesReader -> Clamp -> Resample, on two threads.

  simpleitk_rounds.py    reads lines "tiles FOLDER [FILE]" or "whole FOLDER [FILE]", answers each with its seconds

"tiles" resamples only the central window of 384 x 384 voxels; it is neither padded, nor turned, nor cut into tiles. FILE takes
the array, float32, outside of the time measured.
"""
import sys
import time

import SimpleITK as sitk

THREADS = 2
SPACING = (0.75, 0.75, 1.5)
WINDOW = 384

sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(THREADS)


def grid(image, wanted):
    """Size and origin; the first voxel's centre stays, as MONAI's Spacing has it."""
    size = [round((n - 1) * old / new + 1) for n, old, new in zip(image.GetSize(), image.GetSpacing(), SPACING)]
    if wanted == "whole":
        return size, image.GetOrigin()
    start = [max(n // 2 - WINDOW // 2, 0) for n in size[:2]] + [0]
    origin = [o + i * s for o, i, s in zip(image.GetOrigin(), start, SPACING)]
    return [min(n, WINDOW) for n in size[:2]] + size[2:], origin


def prepare(folder, wanted):
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(folder))
    image = sitk.Clamp(reader.Execute(), sitk.sitkInt16, -1000, 1000)
    size, origin = grid(image, wanted)
    return sitk.Resample(
        image, size, sitk.Transform(), sitk.sitkLinear, origin, SPACING, image.GetDirection(), -1000, sitk.sitkFloat32
    )


for line in sys.stdin:
    wanted, folder, *file = line.split()
    start = time.perf_counter()
    image = prepare(folder, wanted)
    print(time.perf_counter() - start, flush=True)
    if file:
        sitk.GetArrayViewFromImage(image).tofile(file[0])
        print("written", flush=True)
