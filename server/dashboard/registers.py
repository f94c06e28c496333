"""What stations and deputies add to which number: as they are today, and of a deputy also what they did in a year."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, and_, case, exists, func, literal, select

from server.areas.queries import within
from server.codes.models import Code, CodeKind, CodeStatus
from server.contacts.alerts import SETTLING_IN
from server.contacts.arriving import minimum
from server.contacts.life import State
from server.contacts.models import Arrival, ContactLink, LinkKind
from server.core import clock
from server.dashboard.sources import ALWAYS, Found, Grain, Mark, Scope, always, counted, source, when
from server.deputies.models import DIRECT, Deputy
from server.deputies.queries import in_office
from server.duties.coverage import day_of, has_taken_part, is_asked
from server.stations.models import LicenceState, Milestone, Seat, Station, StationKind


@source("stations", Grain.ALWAYS)
def stations(scope: Scope) -> Found:
    """By kind and licence; who runs is asked to meet, and hangs a code."""
    where: list[Any] = [within(Station.area_code, scope.prefix)]
    if scope.station:
        where.append(Station.id == scope.station)
    runs = Station.licence == LicenceState.ACTIVE
    is_home = Station.kind == StationKind.HOME
    is_asked = and_(runs, Station.kind != StationKind.OBSERVATION_POINT)
    done = [_has_done(step) for step in (1, 2, 3)]
    has_code = exists().where(
        Code.station_id == Station.id, Code.kind == CodeKind.STATION, Code.status == CodeStatus.ACTIVE
    )
    every = literal(ALWAYS, Date)
    marks = [
        Mark("station", when(runs, every), Station.kind),
        Mark("licence", every, Station.licence),
        Mark("licensed", always(Station.licensed_on.is_not(None))),
        Mark("station_code", always(and_(runs, has_code.correlate(Station)))),
        Mark("asked_to_meet", always(is_asked), case((is_home, "home"), else_="station")),
        *(Mark("milestone", always(and_(runs, one)), literal(str(step))) for step, one in enumerate(done, 1)),
        Mark("branded", always(and_(runs, Station.brand != ""))),
    ]
    return counted(Station.__table__, Station.area_code, None, marks, *where)


def _has_done(step: int) -> Any:
    return exists().where(Milestone.station_id == Station.id, Milestone.step == step).correlate(Station)


@source("deputies", Grain.ALWAYS)
def deputies(scope: Scope) -> Found:
    """In the registers of an area, or with a seat at a station."""
    where: list[Any] = [within(Deputy.area_code, scope.prefix)]
    if scope.station:
        seats = select(Seat.deputy_id).where(Seat.station_id == scope.station)
        where = [Deputy.id.in_(seats)]
    has_code = exists().where(
        Code.deputy_id == Deputy.id, Code.kind == CodeKind.DEPUTY, Code.status == CodeStatus.ACTIVE
    )
    reported = exists().where(Arrival.deputy_id == Deputy.id, Arrival.term_from == Deputy.term_from)
    marks = [
        Mark("deputy", always(in_office()), Deputy.level),
        Mark("deputy_code", always(and_(in_office(), has_code.correlate(Deputy)))),
        Mark("reported", always(and_(in_office(), reported.correlate(Deputy)))),
        *_in_touch(),
        *(mark for year in years() for mark in _took_part(year)),
    ]
    return counted(Deputy.__table__, Deputy.area_code, None, marks, *where)


def years() -> tuple[int, int]:
    """Looked at as people: the one before and this one."""
    return clock.today().year - 1, clock.today().year


def _took_part(year: int) -> list[Mark]:
    """Distinct people, counted where their register is (domain §6.3)."""
    first, asked = literal(date(year, 1, 1), Date), is_asked(day_of(year))
    took_part = and_(asked, has_taken_part(year).correlate(Deputy))
    return [Mark("to_take_part", when(asked, first)), Mark("has_taken_part", when(took_part, first))]


def _in_touch() -> list[Mark]:
    """固定联系: as many who agreed as their area asks for, from thirty days in office on (R4-09)."""
    least = minimum()
    wanted = case((Deputy.level.in_(DIRECT), LinkKind.VOTER.value), else_=LinkKind.DEPUTY.value)
    held = (
        select(func.count())
        .where(
            ContactLink.deputy_id == Deputy.id,
            ContactLink.status == State.ACTIVE,
            ContactLink.kind == wanted,
        )
        .correlate(Deputy)
        .scalar_subquery()
    )
    is_due = and_(in_office(), Deputy.term_from <= clock.today() - SETTLING_IN, least > 0)
    return [Mark("to_be_in_touch", always(is_due)), Mark("in_touch", always(and_(is_due, held >= least)))]
