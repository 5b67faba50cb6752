"""Data sets of generated stacks: CT Image Storage, one an instance, or Enhanced CT Image Storage, one for all."""
import datetime

import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import CTImageStorage, EnhancedCTImageStorage, generate_uid

EMPTY = ["PatientBirthDate", "PatientSex", "ReferringPhysicianName", "AccessionNumber", "PositionReferenceIndicator", "KVP"]


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
    data_set.HighBit = stack.bitsStored - 1
    data_set.PixelRepresentation = int(stack.signed)
    if stack.padding:
        data_set.PixelPaddingValue, data_set.PixelPaddingRangeLimit = stack.padding
    if stack.highBits:
        describe_overlay(data_set, stack)
    return data_set


def describe_overlay(data_set, stack):
    """Embedded in the pixel data, as PS3.5 §8.1.2 allowed until 2004."""
    overlay = {0x0010: ("US", stack.rows), 0x0011: ("US", stack.columns), 0x0040: ("CS", "G"), 0x0050: ("SS", [1, 1]),
               0x0100: ("US", 16), 0x0102: ("US", stack.bitsStored)}
    for element, (vr, value) in overlay.items():
        data_set.add_new((0x6000, element), vr, value)


def orientation(stack):
    return [round(float(part), 9) for part in (*stack.row_direction, *stack.column_direction)]


def group(keyword, **values):
    item = Dataset()
    for name, value in values.items():
        setattr(item, name, value)
    return keyword, Sequence([item])


def item_of(*groups):
    item = Dataset()
    for keyword, sequence in groups:
        setattr(item, keyword, sequence)
    return item


def enhanced(case, stacks):
    """All stacks as frames of one object. Every frame has its own groups if `enhanced` is `perFrame`."""
    uid = generate_uid(entropy_srcs=[case["name"], "enhanced"])
    data_set = common(case, stacks[0], EnhancedCTImageStorage, uid)
    data_set.InstanceNumber = 1
    data_set.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    data_set.PixelPresentation, data_set.VolumetricProperties = "MONOCHROME", "VOLUME"
    data_set.VolumeBasedCalculationTechnique = "NONE"
    data_set.AcquisitionDateTime = "20240102120000"
    data_set.ContentQualification, data_set.BurnedInAnnotation = "RESEARCH", "NO"
    data_set.PresentationLUTShape, data_set.LossyImageCompression = "IDENTITY", "00"
    dimensions(data_set)
    frames = [(stack, index) for stack in stacks for index in range(len(stack.kept))]
    if case.get("frames") == "shuffled":
        frames = [frames[i] for i in np.random.default_rng(5).permutation(len(frames))]
    own = case["enhanced"] == "perFrame"
    shared = [] if own else [frame_type(), *measures(stacks[0])]
    data_set.SharedFunctionalGroupsSequence = Sequence([item_of(*shared)])
    data_set.PerFrameFunctionalGroupsSequence = Sequence(
        [per_frame(stack, index, own) for stack, index in frames]
    )
    data_set.NumberOfFrames = len(frames)
    data_set.PixelData = np.stack([stack.words[index] for stack, index in frames]).tobytes()
    for stack in stacks:
        stack.sources = [
            {"sopInstanceUid": uid, "frame": frames.index((stack, index)) + 1} for index in range(len(stack.kept))
        ]
    return data_set


def dimensions(data_set):
    uid = generate_uid(entropy_srcs=[data_set.SOPInstanceUID, "dimensions"])
    organization = Dataset()
    organization.DimensionOrganizationUID = uid
    data_set.DimensionOrganizationSequence = Sequence([organization])
    items = []
    for pointer in (0x00209056, 0x00209057):
        item = Dataset()
        item.DimensionOrganizationUID = uid
        item.DimensionIndexPointer = pointer
        item.FunctionalGroupPointer = 0x00209111
        items.append(item)
    data_set.DimensionIndexSequence = Sequence(items)


def frame_type():
    return group(
        "CTImageFrameTypeSequence",
        FrameType=["ORIGINAL", "PRIMARY", "VOLUME", "NONE"],
        PixelPresentation="MONOCHROME",
        VolumetricProperties="VOLUME",
        VolumeBasedCalculationTechnique="NONE",
    )


def measures(stack, index=0):
    return [
        group("PixelMeasuresSequence", PixelSpacing=stack.pixelSpacing, SliceThickness=stack.gap),
        group("PlaneOrientationSequence", ImageOrientationPatient=orientation(stack)),
        group(
            "PixelValueTransformationSequence",
            RescaleSlope=stack.slope[index],
            RescaleIntercept=stack.intercept,
            RescaleType="HU",
        ),
    ]


def per_frame(stack, index, own):
    start = datetime.datetime(2024, 1, 2, 12, stack.number)
    content = dict(
        StackID=str(stack.stackId or stack.number + 1),
        InStackPositionNumber=index + 1,
        DimensionIndexValues=[stack.number + 1, index + 1],
        FrameAcquisitionNumber=stack.number + 1,
        FrameAcquisitionDateTime=start.strftime("%Y%m%d%H%M%S"),
        FrameReferenceDateTime=start.strftime("%Y%m%d%H%M%S"),
    )
    if stack.temporalPosition:
        content["TemporalPositionIndex"] = stack.temporalPosition
    return item_of(
        group("FrameContentSequence", **content),
        group("PlanePositionSequence", ImagePositionPatient=stack.positions[index].tolist()),
        *([frame_type(), *measures(stack, index)] if own else []),
    )
