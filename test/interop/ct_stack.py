"""A stack of generated slices: where each lies, its stored words, and the HU a right reader finds in them."""
import json
import zlib

import ct_phantom
import numpy as np
from ct_grid import leave
from pydicom.uid import generate_uid

AIR_HU = -1024
# Options of a stack and what they are if a case does not say.
STACK = {
    "rows": 48,
    "columns": 64,
    "slices": 20,
    "range": None,  # first and last + 1 of the slices that are there
    "omit": [],  # slices that are not there
    "heights": None,  # place of each slice, in gaps, where they are not 0, 1, 2…
    "sideways": {},  # mm along the rows by which a slice is off, by its number
    "pixelSpacing": [2.0, 1.5],  # mm between rows, between columns
    "gap": 2.5,  # mm from slice to slice
    "orientation": [1, 0, 0, 0, 1, 0],
    "decimals": 6,  # of the positions
    "step": 1,  # -1: slices run against the normal
    "tilt": 0,  # degrees by which the gantry was turned about the rows, the table moving as before
    "swivel": 0,  # the same about the columns
    "signed": True,
    "bitsStored": 16,
    "slopes": [1],  # one for all or one a slice
    "intercept": 0,
    "padding": None,  # stored value and range limit outside of a circle
    "highBits": False,  # noise, such as overlays, in the bits above those stored
    "lowBits": 0,  # unused bits below those stored
    "noise": 8,
    "attributes": {},  # keyword and value in every slice; null takes one away
    "perSlice": {},  # keyword and one value a slice
    "stackId": None,  # of an Enhanced CT, if not the stack's number
    "temporalPosition": None,
}


class Stack:
    def __init__(self, case, number, options):
        self.__dict__.update(STACK, **options)
        self.case, self.number = case, number
        self.random = np.random.default_rng(zlib.crc32(f"{case}/{number}".encode()))
        self._place()
        self._store()
        self.sources = [{"sopInstanceUid": self.uid(index)} for index in range(len(self.kept))]

    def _place(self):
        row, column = np.reshape(np.array(self.orientation, float), (2, 3))
        normal = np.cross(row, column)
        tilt, swivel = np.deg2rad([self.tilt, self.swivel])
        self.step_direction = normal * self.step
        self.column_direction = column * np.cos(tilt) - normal * np.sin(tilt)
        self.row_direction = row * np.cos(swivel) - normal * np.sin(swivel)
        self.column_direction -= self.row_direction * (self.row_direction @ self.column_direction)
        self.column_direction /= np.linalg.norm(self.column_direction)
        heights = np.arange(self.slices) if self.heights is None else np.array(self.heights)
        middle = (
            self.row_direction * (self.columns - 1) / 2 * self.pixelSpacing[1]
            + self.column_direction * (self.rows - 1) / 2 * self.pixelSpacing[0]
            + self.step_direction * (self.slices - 1) / 2 * self.gap
        )
        origins = ct_phantom.CENTRE - middle + np.outer(heights * self.gap, self.step_direction)
        for slice_number, mm in self.sideways.items():
            origins[int(slice_number)] += self.row_direction * mm
        first, end = self.range or (0, self.slices)
        self.kept = [k for k in range(first, end) if k not in self.omit]
        self.positions = np.round(origins[self.kept], self.decimals)

    def _store(self):
        """words: uint16, as stored. planes: float64 HU, padding set to air. Both indexed [slice, row, column]."""
        rows = np.arange(self.rows)[:, None, None] * self.pixelSpacing[0] * self.column_direction
        columns = np.arange(self.columns)[None, :, None] * self.pixelSpacing[1] * self.row_direction
        places = self.positions[:, None, None, :] + rows + columns
        hu = ct_phantom.hounsfield(places)
        hu += np.round(self.random.uniform(-self.noise, self.noise, hu.shape))
        slopes = np.broadcast_to(self.slopes, self.slices)[self.kept]
        self.slope = [float(slope) for slope in slopes]
        slope = slopes[:, None, None]
        low = -(1 << self.bitsStored - 1) if self.signed else 0
        high = low + (1 << self.bitsStored) - 1
        stored = np.clip(np.round((hu - self.intercept) / slope), low, high).astype(int)
        self.planes = stored * slope + self.intercept
        if self.padding:
            outside = self._outside()
            value, limit = self.padding
            low, high = sorted([value, limit])
            stored[:, outside] = self.random.integers(low, high + 1, stored[:, outside].shape)
            self.planes[:, outside] = AIR_HU
        words = stored & ((1 << self.bitsStored) - 1)
        if self.highBits:
            words |= self.random.integers(0, 1 << 16 - self.bitsStored, words.shape) << self.bitsStored
        elif self.signed:
            words = stored & 0xFFFF
        self.words = (words << self.lowBits).astype("<u2")

    def _outside(self):
        row, column = np.mgrid[: self.rows, : self.columns]
        half = np.array([self.rows, self.columns]) / 2
        return ((row - half[0]) / half[0]) ** 2 + ((column - half[1]) / half[1]) ** 2 > 1

    @property
    def padding_hu(self):
        return self.padding and sorted(value * self.slope[0] + self.intercept for value in self.padding)

    def uid(self, index):
        return generate_uid(entropy_srcs=[self.case, str(self.number), str(index)])

    def leave_truth(self, path):
        count = len(self.kept)
        affine = np.eye(4)
        affine[:3, 0] = self.row_direction * self.pixelSpacing[1]
        affine[:3, 1] = self.column_direction * self.pixelSpacing[0]
        span = self.positions[-1] - self.positions[0]
        affine[:3, 2] = span / (count - 1) if count > 1 else self.step_direction * self.gap
        affine[:3, 3] = self.positions[0]
        leave(
            path,
            affine,
            self.planes.transpose(2, 1, 0),
            landmarks=ct_phantom.landmarks(),
            paddingHu=self.padding_hu,
            sources=self.sources,
            planePixels=self.rows * self.columns,
        )
        self.planes.astype("<f4").tofile(f"{path}.planes.raw")
