"""Data sets of generated stacks as CT Image Storage, one a slice; and what every CT data set has."""
import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, generate_uid

# Attributes that a CT Image must have, with a value or without.
EMPTY = [
    "PatientBirthDate",
    "PatientSex",
    "ReferringPhysicianName",
    "AccessionNumber",
    "PositionReferenceIndicator",
    "KVP",
]


def single_frames(case, stacks):
    found = []
    for stack in stacks:
        for index, words in enumerate(stack.words):
            data_set = common(case, stack, CTImageStorage, stack.uid(index))
            data_set.InstanceNumber = len(found) + 1
            data_set.ImagePositionPatient = stack.positions[index].tolist()
            data_set.ImageOrientationPatient = orientation(stack)
            data_set.PixelSpacing = stack.pixelSpacing
            data_set.SliceThickness = stack.gap
            data_set.RescaleSlope = stack.slope[index]
            data_set.RescaleIntercept = stack.intercept
            data_set.RescaleType = "HU"
            describe(data_set, stack, index)
            data_set.PixelData = words.tobytes()
            found.append(data_set)
    if case.get("instanceNumbers") == "shuffled":
        for data_set, number in zip(found, np.random.default_rng(3).permutation(len(found))):
            data_set.InstanceNumber = int(number) + 1
    same_bytes = [found[index] for index in case.get("sameBytes", [])]
    same_slice = [again(found[index], stacks[0].sources[index]) for index in case.get("sameSlice", [])]
    return found + same_bytes + same_slice


def again(data_set, source):
    """Another instance of the same pixels at the same place; either is a right source."""
    copy = FileDataset("", dict(data_set), file_meta=FileMetaDataset(data_set.file_meta), preamble=b"\0" * 128)
    copy.SOPInstanceUID = generate_uid(entropy_srcs=[data_set.SOPInstanceUID, "again"])
    copy.file_meta.MediaStorageSOPInstanceUID = copy.SOPInstanceUID
    source["orSopInstanceUid"] = copy.SOPInstanceUID
    return copy


def describe(data_set, stack, index):
    for keyword, value in stack.attributes.items():
        if value is None:
            del data_set[keyword]
        else:
            setattr(data_set, keyword, value)
    for keyword, values in stack.perSlice.items():
        setattr(data_set, keyword, values[stack.kept[index]])


def common(case, stack, sop_class, uid):
    name, study = case["name"], case.get("study", case["name"])
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = uid
    data_set = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    data_set.SOPClassUID = sop_class
    data_set.SOPInstanceUID = uid
    data_set.StudyInstanceUID = generate_uid(entropy_srcs=[study, "study"])
    data_set.SeriesInstanceUID = generate_uid(entropy_srcs=[name, "series"])
    data_set.FrameOfReferenceUID = generate_uid(entropy_srcs=[name, "frame of reference"])
    data_set.PatientName = "PHANTOM^CT"
    data_set.PatientID = "PHANTOM"
    for keyword in EMPTY:
        setattr(data_set, keyword, None)
    data_set.StudyDate = data_set.SeriesDate = data_set.ContentDate = data_set.AcquisitionDate = "20240102"
    data_set.StudyTime = data_set.SeriesTime = data_set.ContentTime = data_set.AcquisitionTime = "120000"
    data_set.Modality = "CT"
    data_set.PatientPosition = "HFS"
    data_set.Manufacturer = "Acme"
    data_set.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    data_set.StudyID = "1"
    data_set.SeriesNumber = 1
    data_set.AcquisitionNumber = 1
    data_set.SamplesPerPixel = 1
    data_set.PhotometricInterpretation = "MONOCHROME2"
    data_set.Rows, data_set.Columns = stack.rows, stack.columns
    data_set.BitsAllocated = 16
    data_set.BitsStored = stack.bitsStored
    data_set.HighBit = stack.lowBits + stack.bitsStored - 1
    data_set.PixelRepresentation = int(stack.signed)
    if stack.padding:
        data_set.PixelPaddingValue, data_set.PixelPaddingRangeLimit = stack.padding
    if stack.highBits:
        describe_overlay(data_set, stack)
    return data_set


def describe_overlay(data_set, stack):
    """Embedded in the pixel data, as PS3.5 §8.1.2 allowed until 2004."""
    overlay = {
        0x0010: ("US", stack.rows),
        0x0011: ("US", stack.columns),
        0x0040: ("CS", "G"),
        0x0050: ("SS", [1, 1]),
        0x0100: ("US", 16),
        0x0102: ("US", stack.bitsStored),
    }
    for element, (vr, value) in overlay.items():
        data_set.add_new((0x6000, element), vr, value)


def orientation(stack):
    return [round(float(part), 9) for part in (*stack.row_direction, *stack.column_direction)]
