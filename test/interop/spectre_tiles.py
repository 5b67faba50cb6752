"""Crops of volumes as SPECTRE's authors make them: their io.py and windowing.py, as published in spectre-fm 0.2.1.

  spectre_tiles.py < REQUESTS    a JSON list of {hu, dims, spacing, origin, direction, cropSize, resampleTo, out}

`hu` names a file of int16 HU, x fastest, axes to left, posterior and superior. For each request the crops are left in `out` as
float32; the list of their grids goes to standard output as JSON.
"""
import importlib.util
import json
import sys
import tempfile
import types
import warnings

import nibabel
import numpy as np
import torch
from monai.data import MetaTensor
from monai.transforms import Spacing

# The package itself imports transformers and timm, which its preprocessing does not use: only these modules are loaded.
package = types.ModuleType("spectre")
package.__path__ = list(importlib.util.find_spec("spectre").submodule_search_locations)
sys.modules["spectre"] = package
import spectre.io  # noqa: E402


def resample(volume, meta, spacing):
    """The authors' resample() for MONAI from 1.3 on, which wants the affine with the tensor, not as an argument."""
    affine = torch.as_tensor(meta.affine, dtype=torch.float64)
    return Spacing(pixdim=spacing, mode="bilinear")(MetaTensor(volume, affine=affine)).as_tensor(), meta


spectre.io.resample = resample
RAS = np.diag([-1, -1, 1, 1])


def crops_of(request):
    hu = np.fromfile(request["hu"], np.int16).reshape(request["dims"], order="F")
    affine = np.eye(4)
    affine[:3, :3] = np.array(request["direction"]).T * np.array(request["spacing"])
    affine[:3, 3] = request["origin"]
    with tempfile.NamedTemporaryFile(suffix=".nii") as file:
        nibabel.save(nibabel.Nifti1Image(hu, RAS @ affine), file.name)
        wanted = {"crop_size": request["cropSize"], "spacing": request["resampleTo"]}
        return spectre.io.load_and_window(file.name, **wanted)


warnings.simplefilter("ignore")
grids = []
for request in json.load(sys.stdin):
    crops, grid, _ = crops_of(request)
    crops.numpy().tofile(request["out"])
    grids.append(list(grid))
print(json.dumps(grids))
