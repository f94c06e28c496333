"""What an office sees of one station that it keeps: how far it has come, what may come next, who is in charge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from server.areas import settings
from server.areas.models import Area, AreaLevel
from server.areas.queries import town_prefix, within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.deputies.models import Deputy
from server.deputies.queries import BY_PINYIN, in_office
from server.stations import staff
from server.stations.models import (
    ACTION_NAMES,
    CATEGORY_NAMES,
    KIND_NAMES,
    LICENCE_NAMES,
    MILESTONES,
    NEEDS_REASON,
    WORKFLOW,
    LicenceState,
    Milestone,
    Seat,
    Station,
    StationAction,
)
from server.stations.queries import deputies_visible, way_on
from server.stations.registers import like, towns as towns_of

FOUND_AT_MOST = 20
TONES = {
    LicenceState.PLANNED: "line",
    LicenceState.BUILDING: "line",
    LicenceState.CHECKED: "info",
    LicenceState.LICENSED: "info",
    LicenceState.ACTIVE: "ok",
    LicenceState.SUSPENDED: "warn",
    LicenceState.CLOSED: "",
}
"""The look of each state's chip; the words in it say the same."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something that may be done now, and what follows from it."""

    action: StationAction
    name: str
    needs_reason: bool
    needs_day: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three steps of building up (R4-04)."""

    number: int
    words: str
    due: date
    done_on: date | None
    note: str

    @property
    def is_overdue(self) -> bool:
        return (self.done_on or clock.today()) > self.due


@dataclass(frozen=True, slots=True)
class Keeping:
    station: Station
    category: str
    licence: str
    tone: str
    next_steps: list[NextStep]
    steps: list[Step]
    holders: list[staff.Holder]
    instead: Station | None
    """Where residents go while this one is not open, or would go if it were closed."""


def of(station: Station) -> Keeping:
    return Keeping(
        station=station,
        category=CATEGORY_NAMES[station.category],
        licence=LICENCE_NAMES[station.licence],
        tone=TONES[station.licence],
        next_steps=[_next_step(action) for action in WORKFLOW.actions(station.licence)],
        steps=milestones(station),
        holders=staff.holders(station),
        instead=way_on(station.id, station.area_code),
    )


def _next_step(action: StationAction) -> NextStep:
    licenses = action is StationAction.LICENSE
    return NextStep(action, ACTION_NAMES[action], action in NEEDS_REASON, needs_day=licenses)


def milestones(station: Station) -> list[Step]:
    """All three, with the day by which the tenant wants each done and the day it was."""
    found = db.session.scalars(select(Milestone).where(Milestone.station_id == station.id))
    done = {line.step: line for line in found}
    return [
        Step(
            number=number,
            words=words,
            due=settings.day(station.area_code, f"station.milestone_{number}"),
            done_on=done[number].done_on if number in done else None,
            note=done[number].note if number in done else "",
        )
        for number, words in MILESTONES.items()
    ]


def to_seat(actor: Actor, station: Station, words: str | None) -> list[Deputy]:
    """Deputies of the actor's register in office who do not sit here yet, by pinyin; without words nobody."""
    if not words:
        return []
    here = select(Seat.deputy_id).where(Seat.station_id == station.id)
    found = deputies_visible(actor).where(in_office(), Deputy.id.not_in(here), Deputy.name.like(like(words)))
    return list(db.session.scalars(found.order_by(*BY_PINYIN).limit(FOUND_AT_MOST)))


WORDS = {
    "kind_names": KIND_NAMES,
    "category_names": CATEGORY_NAMES,
    "licence_names": LICENCE_NAMES,
    "tones": TONES,
}
"""What templates need to put a station's kind, category and state into words."""


def choices(actor: Actor, town: str | None, village: str | None) -> dict[str, Any]:
    """What the form of a station offers: the actor's towns, and the places in the one that was chosen."""
    towns = towns_of(actor)
    chosen = next(
        (one for one in towns if town and one.prefix == town_prefix(town)),
        towns[0] if len(towns) == 1 else None,
    )
    return {"towns": towns, "town": chosen, "village": village, "places": _places(chosen), **WORDS}


def _places(town: Area | None) -> list[Area]:
    """The town itself and its villages."""
    if town is None:
        return []
    levels = Area.level.in_((AreaLevel.TOWN, AreaLevel.VILLAGE))
    return list(
        db.session.scalars(select(Area).where(within(Area.code, town.prefix), levels).order_by(Area.code))
    )
