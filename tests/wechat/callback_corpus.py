"""Pushes that the door must refuse, made up from families, always the same ones.

Each is signed, or sealed, as well as its fault allows: what is wrong with it is that one thing alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .pushes import Cases
from .pushes_signed_wrongly import (
    address_checks,
    forged,
    odd_nonces,
    odd_timestamps,
    parts_missing,
    parts_twice,
    stale,
)
from .pushes_that_attack import blowing_up, broken_xml, swapped, wrongly_sealed
from .pushes_with_odd_bodies import (
    broken_json,
    cut_json,
    cut_xml,
    deep,
    odd_bytes,
    odd_fields,
    odd_lists,
    odd_media,
    oversized,
)

FAMILIES: Mapping[str, Callable[[], Cases]] = {
    family.__name__: family
    for family in (
        forged,
        parts_missing,
        parts_twice,
        stale,
        odd_timestamps,
        odd_nonces,
        oversized,
        cut_json,
        cut_xml,
        broken_json,
        odd_bytes,
        deep,
        odd_fields,
        odd_lists,
        odd_media,
        blowing_up,
        broken_xml,
        wrongly_sealed,
        swapped,
        address_checks,
    )
}
"""All but `reaching_out`, which has to know where the test listens."""
