"""A station's and a deputy's page: who sits where, what is planned, who came, and a year without any ranking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.activities import calendar, queries as activities
from server.activities.kinds import KINDS
from server.activities.models import Activity
from server.activities.queries import Guest
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.deputies.models import Deputy
from server.duties import progress
from server.duties.life import WAITING, DutyStatus
from server.duties.models import Duty, DutySource
from server.duties.queries import visible_to, year_of
from server.duties.schemas import YearOut
from server.stations.models import Station
from server.stations.queries import deputies_at, visible_to as stations_visible

SOURCE_WORDS = {
    DutySource.SCAN: "扫码",
    DutySource.STAFF: "代登",
    DutySource.IMPORT: "自动汇入",
    DutySource.SELF: "自己补登",
}


@dataclass(frozen=True, slots=True)
class Event:
    """A planned activity: who is on the list, who came and how that was recorded, who else may be entered."""

    activity: Activity
    guests: list[Guest]
    others: list[Deputy]

    @property
    def kind_words(self) -> str:
        return KINDS[self.activity.kind].name

    @property
    def has_begun(self) -> bool:
        """Whether its day has come: from then on who came may be entered."""
        return clock.local(self.activity.starts_at).date() <= clock.today()

    @property
    def came(self) -> list[Guest]:
        return [guest for guest in self.guests if guest.duty_id]

    @property
    def absent(self) -> list[Guest]:
        return [guest for guest in self.guests if not guest.duty_id]


def how(guest: Guest) -> str:
    return SOURCE_WORDS[DutySource(guest.came_by)] if guest.came_by else ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is on today and later, the next first; and what was, the last first."""

    coming: list[Event]
    past: list[Event]


def calendar_of(actor: Actor, station: Station) -> Calendar:
    found = _events(actor, station)
    today = clock.today()
    is_past = [clock.local(event.activity.starts_at).date() < today for event in found]
    split = is_past.index(True) if True in is_past else len(found)
    return Calendar(found[:split][::-1], found[split:])


def _events(actor: Actor, station: Station) -> list[Event]:
    found = calendar.around_today(actor, station.id)
    lists = activities.guests([activity.id for activity in found])
    seated = deputies_at(station.id)
    return [_event(activity, lists[activity.id], seated) for activity in found]


def _event(activity: Activity, guests: list[Guest], seated: list[Deputy]) -> Event:
    listed = {guest.deputy_id for guest in guests}
    return Event(activity, guests, [deputy for deputy in seated if deputy.id not in listed])


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that waits to be confirmed, with the deputy's name."""

    duty: Duty
    deputy_name: str


def waiting(actor: Actor, station: Station) -> list[Waiting]:
    """What waits at this station, oldest first."""
    here = visible_to(actor).where(Duty.station_id == station.id, Duty.status.in_(WAITING))
    found = db.session.scalars(here.order_by(Duty.recorded_at, Duty.id)).all()
    named = select(Deputy.id, Deputy.name).where(Deputy.id.in_({duty.deputy_id for duty in found}))
    names = {deputy_id: name for deputy_id, name in db.session.execute(named)}
    return [Waiting(duty, names[duty.deputy_id]) for duty in found]


def year_in_words(actor: Actor, deputy_id: UUID) -> tuple[YearOut, list[Duty]]:
    """This year's records of one deputy as far as the reader may see them, newest first."""
    year = clock.today().year
    first = datetime(year, 1, 1, tzinfo=clock.ZONE)
    last = datetime(year + 1, 1, 1, tzinfo=clock.ZONE)
    stands = Duty.status != DutyStatus.REVOKED
    found = visible_to(actor).where(Duty.deputy_id == deputy_id, Duty.at >= first, Duty.at < last, stands)
    duties = list(db.session.scalars(found.order_by(Duty.at.desc(), Duty.id)))
    return YearOut.of(year, year_of(duties)), duties


def own_progress(actor: Actor, year: int) -> list[progress.Line]:
    """Of the deputy who asks; somebody who left the office is asked for nothing more."""
    deputy = db.session.get(Deputy, actor.deputy_id) if actor.deputy_id else None
    return progress.lines(deputy, year) if deputy and deputy.is_in_office else []


def progress_at(actor: Actor, deputy: Deputy, year: int) -> list[progress.Line]:
    """For the station that looks after the deputy, and no office above it (F10)."""
    return progress.lines(deputy, year) if actor.station_id and deputy.is_in_office else []


def own_stations(actor: Actor, stations: list[Station]) -> set[UUID]:
    """Which of these stations the reader may open."""
    ids = [station.id for station in stations]
    return set(
        db.session.scalars(stations_visible(actor).with_only_columns(Station.id).where(Station.id.in_(ids)))
    )


def kind_words(duty: Duty) -> str:
    return KINDS[duty.kind].name
