"""What one page of figures holds: those of the place, and of every part of it in the order of their codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from server.core import clock
from server.core.actor import Actor
from server.indicators import measuring, places
from server.indicators.definitions import COUNTS, RATES
from server.indicators.figures import Figure, figures
from server.indicators.frames import Frame
from server.indicators.periods import Period
from server.indicators.places import Part, Place


@dataclass(frozen=True, slots=True)
class Line:
    """One part of the place with its figures."""

    part: Part
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Sheet:
    place: Place
    period: Period
    as_of: datetime
    figures: dict[str, Figure]
    lines: list[Line]

    @property
    def rates(self) -> list[Figure]:
        return [self.figures[key] for key in RATES]

    @property
    def counts(self) -> list[Figure]:
        return [self.figures[key] for key in COUNTS]


def sheet(actor: Actor, place: Place, period: Period) -> Sheet:
    """One statement for all figures, however many parts there are."""
    frame = Frame(period, place.area_code)
    counted = measuring.measure(frame, place.where, places.told_apart(actor, place))
    whole = measuring.together(list(counted.values()))
    rest = None if place.is_open else counted.get(places.REST)
    shown = figures(whole, is_open=place.is_open, rest=rest if counted.get(places.MINE) else None)
    lines = [Line(part, figures(counted.get(part.key, {}))) for part in places.parts(place)]
    return Sheet(place, period, clock.now(), shown, lines)
