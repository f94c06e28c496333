"""Whose analysis it is: a station reads its own, township and county what was sent to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, false, func, select

from server.analysis.models import Addressee, Analysis, AnalysisState, Point, Version
from server.areas.queries import within
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.indicators.periods import Period
from server.messages import queries as messages
from server.messages.life import OPEN
from server.messages.models import Message
from server.stations.models import LicenceState, Station

PER_PAGE = 40
OFFERED = 30
ANSWERS = {Role.STREET_NPC: Addressee.TOWN, Role.NPC_STAFF: Addressee.COUNTY}
"""Who says what became of the points of which addressee."""


def visible_to(actor: Actor) -> Select[Analysis]:
    if actor.station_id:
        return select(Analysis).where(Analysis.station_id == actor.station_id)
    if actor.area_prefix:
        inside = within(Analysis.area_code, actor.area_prefix)
        return select(Analysis).where(inside, Analysis.state == AnalysisState.SENT)
    return select(Analysis).where(false())


def get(actor: Actor, analysis_id: UUID) -> Analysis:
    """Raises NotFound for one that is not the actor's to read, as for one that never was."""
    return _one(visible_to(actor).where(Analysis.id == analysis_id))


def get_for_update(actor: Actor, analysis_id: UUID) -> Analysis:
    return _one(visible_to(actor).where(Analysis.id == analysis_id).with_for_update())


def _one(found: Select[Analysis]) -> Analysis:
    analysis = db.session.scalar(found)
    if analysis is None:
        raise NotFound("analysis.unknown", "没有找到这份分析，可能地址写错了，或不归您看。")
    return analysis


@dataclass(frozen=True, slots=True)
class Line:
    """An analysis in a list: whose it is, how many points were passed up, how many were answered."""

    analysis: Analysis
    station_name: str
    points: int
    answered: int


def listed(actor: Actor, *, month: date | None = None, page: int = 1) -> list[Line]:
    """The newest month first; stations by area code and name. One line more than a page, if there is one."""
    points = func.count(Point.id)
    answered = points.filter(Point.answered_at.is_not(None))
    found = visible_to(actor).where(Analysis.month == month) if month else visible_to(actor)
    rows = (
        found.join(Station, Station.id == Analysis.station_id)
        .outerjoin(Point, Point.analysis_id == Analysis.id)
        .add_columns(Station.name, points, answered)
        .group_by(Analysis.id, Station.id)
        .order_by(Analysis.month.desc(), Station.area_code, Station.name)
        .limit(PER_PAGE + 1)
        .offset((page - 1) * PER_PAGE)
    )
    return [Line(*row) for row in db.session.execute(rows)]


def months(actor: Actor) -> list[date]:
    """Months that there is something of, the newest first."""
    found = visible_to(actor).with_only_columns(Analysis.month).distinct().order_by(Analysis.month.desc())
    return list(db.session.scalars(found.limit(36)))


def versions(analysis_id: UUID) -> list[Version]:
    """All of them, the first first."""
    found = select(Version).where(Version.analysis_id == analysis_id).order_by(Version.serial)
    return list(db.session.scalars(found))


def points(analysis_id: UUID) -> list[Point]:
    """The township's before the county's, each in the order in which they were chosen."""
    found = select(Point).where(Point.analysis_id == analysis_id)
    order = (Point.addressee != Addressee.TOWN, Point.created_at, Point.id)
    return list(db.session.scalars(found.order_by(*order)))


def point(analysis: Analysis, point_id: UUID) -> Point:
    """One of this analysis, held. Raises NotFound for any other."""
    found = select(Point).where(Point.id == point_id, Point.analysis_id == analysis.id)
    one = db.session.scalar(found.with_for_update())
    if one is None:
        raise NotFound("analysis.no_point", "没有找到这件报送的事，可能已经拿掉了。")
    return one


def passed_up(station_id: UUID, since: date, before: date) -> list[tuple[Analysis, Point]]:
    """Points of the analyses that were sent between two months, the oldest first."""
    found = (
        select(Analysis, Point)
        .join(Point, Point.analysis_id == Analysis.id)
        .where(
            Analysis.station_id == station_id,
            Analysis.state == AnalysisState.SENT,
            Analysis.month >= since,
            Analysis.month < before,
        )
        .order_by(Analysis.month, Point.created_at, Point.id)
    )
    return [(analysis, one) for analysis, one in db.session.execute(found)]


def offered(actor: Actor, taken: Sequence[Point]) -> list[Message]:
    """Letters that may be passed up: open ones of the own station, the longest promised first."""
    gone = [one.message_id for one in taken if one.message_id]
    found = messages.visible_to(actor).where(Message.status.in_(OPEN), Message.id.not_in(gone))
    return list(db.session.scalars(found.order_by(Message.promised_on, Message.id).limit(OFFERED)))


def without(month: Period, limit: int) -> list[Station]:
    """Open stations of which there is no analysis of the month yet, by area code; entered before it was over."""
    there = select(Analysis.id).where(Analysis.station_id == Station.id, Analysis.month == month.first)
    found = select(Station).where(
        Station.licence == LicenceState.ACTIVE, ~there.exists(), Station.created_at < month.before
    )
    return list(db.session.scalars(found.order_by(Station.area_code, Station.id).limit(limit)))


def first_month() -> date | None:
    """Since when there are analyses."""
    return db.session.scalar(select(func.min(Analysis.month)))
