"""The one verb of the cabin: a screen of a place in a period. It reads, and writes nothing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from server.core.actor import Actor
from server.dashboard import places, reading
from server.dashboard.figures import Sheet
from server.dashboard.screens import SCREENS
from server.dashboard.shapes import SCREEN_WORDS, Screen, ScreenName
from server.indicators import periods


def screen(
    actor: Actor,
    name: ScreenName,
    *,
    area: str | None = None,
    station: UUID | None = None,
    period: str | None = None,
) -> Screen:
    """`period` is 2026, 2026-Q4 or 2026-10, this year where nothing is said. Raises NotFound, InvalidInput."""
    place = places.look(actor, area, station)
    span = periods.parse(period or periods.this_year())
    year = span.first.year
    numbers = reading.read(place, date(year, 1, 1), date(year + 1, 1, 1))
    as_of = reading.as_of(place)
    blocks = SCREENS[name](actor, Sheet(place, span, numbers, as_of, actor))
    return Screen(
        name,
        SCREEN_WORDS[name],
        place.crumb,
        places.trail(actor, place),
        places.below(place),
        span.code,
        span.words,
        tuple((one.code, one.words) for one in periods.offered()),
        as_of,
        blocks,
    )
