"""Generated stacks as frames of one Enhanced CT Image Storage data set."""
import datetime

import numpy as np
from ct_data_sets import common, orientation
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import EnhancedCTImageStorage, generate_uid


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
