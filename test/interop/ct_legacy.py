"""Generated stacks as frames of one Legacy Converted Enhanced CT, converted by highdicom."""
from ct_data_sets import single_frames
from pydicom.uid import ExplicitVRLittleEndian, generate_uid


def legacy_converted(case, stacks):
    from highdicom.legacy import LegacyConvertedEnhancedCTImage

    originals = single_frames(case, stacks)
    for original in originals:
        original.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    uid = generate_uid(entropy_srcs=[case["name"], "legacy converted"])
    converted = LegacyConvertedEnhancedCTImage(originals, originals[0].SeriesInstanceUID, 1, uid, 1)
    frames = [group.ConversionSourceAttributesSequence[0] for group in converted.PerFrameFunctionalGroupsSequence]
    order = [frame.ReferencedSOPInstanceUID for frame in frames]
    for stack in stacks:
        stack.sources = [
            {"sopInstanceUid": uid, "frame": order.index(source["sopInstanceUid"]) + 1} for source in stack.sources
        ]
    return converted
