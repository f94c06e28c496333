"""Odd patterns, as a quiet word to who looks after the station: never a block, never in a record's worth (reliability §3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from server.core import clock
from server.core.db import db
from server.deputies.models import Deputy
from server.duties.life import DutyStatus
from server.duties.models import Duty, DutySource
from server.duties.reach import metres
from server.stations.models import Station

LOOKED_BACK: Final = timedelta(days=30)
MANY: Final = 8
"""More deputies than that on one half minute of one screen: the code may have been passed on."""
SOON: Final = timedelta(minutes=10)
FAR_M: Final = 10_000
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Odd:
    """When, and what is odd about it, in words."""

    at: datetime
    words: str


def at_station(station: Station) -> list[Odd]:
    """What was odd here in the last month, the latest first. Asked for each time, and kept nowhere."""
    found = [*_crowds(station), *_leaps(station)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def _crowds(station: Station) -> list[Odd]:
    people = func.count(Duty.deputy_id.distinct())
    steps = (
        select(func.min(Duty.recorded_at), people)
        .where(*_recent(Duty, station.id), Duty.screen_id.is_not(None))
        .group_by(Duty.screen_id, Duty.step)
        .having(people > MANY)
    )
    words = "位代表扫了屏上同一个半分钟的码，可能是转发的。人都在就不用管。"
    return [Odd(clock.local(at), f"{count} {words}") for at, count in db.session.execute(steps)]


def _leaps(station: Station) -> list[Odd]:
    here, other = aliased(Duty), aliased(Duty)
    scans = other.source == DutySource.SCAN
    soon = other.recorded_at.between(here.recorded_at - SOON, here.recorded_at + SOON)
    pairs = (
        select(here.recorded_at, Deputy.name, Station)
        .join(other, (other.deputy_id == here.deputy_id) & (other.station_id != here.station_id))
        .join(Deputy, Deputy.id == here.deputy_id)
        .join(Station, Station.id == other.station_id)
        .where(*_recent(here, station.id), scans, soon, Station.latitude.is_not(None))
        .where(here.device_at.is_(None), other.device_at.is_(None), other.status != DutyStatus.REVOKED)
    )
    return [
        Odd(
            clock.local(at),
            f"{name}代表前后十分钟里在{away.name}也扫过码，两处离得远。可能是补传，问一声就好。",
        )
        for at, name, away in db.session.execute(pairs)
        if _is_far(station, away)
    ]


def _recent(duty: type[Duty], station_id: UUID) -> tuple[ColumnElement[bool], ...]:
    since = clock.now() - LOOKED_BACK
    stands = duty.status != DutyStatus.REVOKED
    return duty.station_id == station_id, duty.at >= since, duty.source == DutySource.SCAN, stands


def _is_far(one: Station, other: Station) -> bool:
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return False
    here, there = (one.latitude, one.longitude), (other.latitude, other.longitude)
    return metres(here, there) > FAR_M  # type: ignore[arg-type]
