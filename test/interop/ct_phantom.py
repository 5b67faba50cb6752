"""A phantom in patient space: HU at any place (LPS, mm), the same whichever way slices are laid through it.

A body in air, brighter towards the patient's left, anterior and head, with five markers. No two markers are alike and
no mirror or turn maps the set onto itself, so that every flip shows.
"""
import numpy as np

CENTRE = np.array([12.0, -30.0, -300.0])
RADIUS_MM, SKIN_MM = 5, 0.7
# Soft-edged spheres: offset from the centre, mm; HU above the body.
MARKERS = [
    ((-24.0, -14.0, -12.0), 500.0),
    ((22.0, -16.0, 2.0), 700.0),
    ((-18.0, 15.0, 10.0), 900.0),
    ((14.0, 18.0, -9.0), 1100.0),
    ((1.0, -2.0, 12.0), 1300.0),
]
BODY_MM = np.array([42.0, 36.0, 60.0])


def hounsfield(places):
    """places: (..., 3) LPS. Smooth but for the skin, which is a step."""
    offset = places - CENTRE
    inside = np.sum((offset / BODY_MM) ** 2, axis=-1) < 1
    hu = 40 + offset @ np.array([0.4, -0.3, 0.5])
    for at, height in MARKERS:
        hu = hu + height / (1 + np.exp((np.linalg.norm(offset - at, axis=-1) - RADIUS_MM) / SKIN_MM))
    return np.where(inside, hu, -1000.0)


def landmarks():
    """The centroid of what is above so many HU within a radius is the middle of a marker."""
    return [{"place": (CENTRE + at).tolist(), "radius": 9, "above": 200, "hu": height} for at, height in MARKERS]
