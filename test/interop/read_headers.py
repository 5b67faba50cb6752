"""Reads attributes of DICOM files with pydicom and prints them as JSON, one object a file, for comparison only.

  read_headers.py   takes the paths from stdin, one a line
"""
import json
import sys

import pydicom
from pydicom.multival import MultiValue

TEXT = {
    "sopClassUid": "SOPClassUID",
    "sopInstanceUid": "SOPInstanceUID",
    "studyInstanceUid": "StudyInstanceUID",
    "seriesInstanceUid": "SeriesInstanceUID",
    "modality": "Modality",
    "seriesDescription": "SeriesDescription",
    "manufacturer": "Manufacturer",
    "manufacturerModelName": "ManufacturerModelName",
    "bodyPartExamined": "BodyPartExamined",
    "convolutionKernel": "ConvolutionKernel",
    "contrastBolusAgent": "ContrastBolusAgent",
    "frameOfReferenceUid": "FrameOfReferenceUID",
    "rescaleType": "RescaleType",
}
NUMBER = {
    "seriesNumber": "SeriesNumber",
    "instanceNumber": "InstanceNumber",
    "acquisitionNumber": "AcquisitionNumber",
    "rows": "Rows",
    "columns": "Columns",
    "numberOfFrames": "NumberOfFrames",
    "sliceThickness": "SliceThickness",
}
NUMBERS = {
    "imagePosition": "ImagePositionPatient",
    "imageOrientation": "ImageOrientationPatient",
    "pixelSpacing": "PixelSpacing",
}


def values(value):
    return list(value) if isinstance(value, (MultiValue, list)) else [value]


def header(path):
    data_set = pydicom.dcmread(path, stop_before_pixels=True)
    found = {}
    for name, keyword in TEXT.items():
        value = data_set.get(keyword)
        text = "\\".join(str(part) for part in values(value)) if value not in (None, "") else ""
        if text:
            found[name] = text
    for name, keyword in NUMBER.items():
        value = data_set.get(keyword)
        if value not in (None, "", []):
            found[name] = float(values(value)[0])
    for name, keyword in NUMBERS.items():
        value = data_set.get(keyword)
        if value not in (None, "", []):
            found[name] = [float(part) for part in values(value)]
    image_type = data_set.get("ImageType")
    # Spaces around a code string are not significant (PS3.5 6.2); pydicom leaves those within a list.
    found["imageType"] = [part.strip() for part in values(image_type)] if image_type not in (None, "") else []
    found.setdefault("modality", "")
    return found


def main():
    pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE
    for line in sys.stdin:
        path = line.rstrip("\n")
        try:
            print(json.dumps(header(path)))
        except Exception as error:  # an unreadable file is an answer too
            print(json.dumps({"error": type(error).__name__}))


main()
