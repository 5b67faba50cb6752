"""Writes CT series of a phantom, every attribute as a test wants it, with what a right reader must find in them.

  make_ct.py OUT < CASES    a JSON list of cases

A case has a name, its stacks (STACK in ct_stack.py) and, if it wants them: `study`, a name that series of one study
share; `syntax`, `encode` and `claim`, see `write`; `enhanced`: `shared` or `perFrame`, see ct_enhanced.py, and
`frames: shuffled`, or `legacy`, see ct_legacy.py;
`instanceNumbers: shuffled`; `sameBytes` and `sameSlice`, indices of instances that are there twice.

Leaves OUT/NAME/dicom/*.dcm, one series, and for stack i of it OUT/NAME/truth-I.json and .raw (ct_grid.py): the grid and
HU a volume must have, `landmarks` (ct_phantom.py), `sources`, one a slice in the order of the stack, and
truth-I.planes.raw, HU (float32) of those slices as they are stored, each of `planePixels`.
"""
import json
import os
import subprocess
import sys

import numpy as np
import pydicom
from ct_data_sets import single_frames
from ct_enhanced import enhanced
from ct_legacy import legacy_converted
from ct_stack import Stack
from pydicom.uid import UID, ExplicitVRLittleEndian


def make(case, out):
    folder = os.path.join(out, case["name"])
    dicom = os.path.join(folder, "dicom")
    os.makedirs(dicom)
    stacks = [Stack(case["name"], number, options) for number, options in enumerate(case["stacks"])]
    data_sets = data_sets_of(case, stacks)
    names = np.random.default_rng(7).permutation(len(data_sets))
    for name, data_set in zip(names, data_sets):
        write(data_set, os.path.join(dicom, f"{name:04}.dcm"), case)
    for number, stack in enumerate(stacks):
        stack.leave_truth(os.path.join(folder, f"truth-{number}"))


def data_sets_of(case, stacks):
    if "enhanced" not in case:
        return single_frames(case, stacks)
    return [legacy_converted(case, stacks) if case["enhanced"] == "legacy" else enhanced(case, stacks)]


def write(data_set, path, case):
    """Pixels arrive as little-endian words. `encode`: a program that is given the file and the same file to write."""
    syntax = UID(case.get("syntax", ExplicitVRLittleEndian))
    data_set.file_meta.TransferSyntaxUID = syntax
    if not syntax.is_little_endian:
        data_set.PixelData = np.frombuffer(data_set.PixelData, "<u2").astype(">u2").tobytes()
    pydicom.dataset.validate_file_meta(data_set.file_meta)
    data_set.file_meta.FileMetaInformationGroupLength = 0  # the true one is set as it is written
    pydicom.dcmwrite(
        path,
        data_set,
        implicit_vr=syntax.is_implicit_VR,
        little_endian=syntax.is_little_endian,
        force_encoding=True,
    )
    if "encode" in case:
        subprocess.run([*case["encode"], path, path], check=True, capture_output=True)
    if "claim" in case:
        claim(case["claim"], path)


def claim(syntax, path):
    """Lets the file say that it is encoded in another transfer syntax than it is."""
    data_set = pydicom.dcmread(path)
    data_set.file_meta.TransferSyntaxUID = syntax
    data_set.save_as(path)


if __name__ == "__main__":
    for one in json.load(sys.stdin):
        make(one, sys.argv[1])
