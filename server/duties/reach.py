"""Whether a phone that said where it is was within reach of the station: yes or no, and where it was is forgotten (F04)."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Final

from server.stations.models import Station

REACH_M: Final = 500
EARTH_M: Final = 6_371_000
Point = tuple[float, float]


def is_near(station: Station, point: Point | None) -> bool | None:
    """None when the phone said nothing, or nobody said where the station is."""
    if point is None or station.latitude is None or station.longitude is None:
        return None
    return metres(point, (station.latitude, station.longitude)) <= REACH_M


def metres(one: Point, other: Point) -> float:
    """Along the ground, in degrees of one and the same system."""
    down, across = radians(one[0] - other[0]), radians(one[1] - other[1])
    part = sin(down / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(across / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(min(1.0, part)))
