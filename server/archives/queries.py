"""Who finds which finished report again: an office those of its area, a station what it sent and what was read there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Select, String, cast, false, func, literal, select, union_all
from sqlalchemy.orm import aliased

from server.analysis import queries as analyses
from server.analysis.models import Analysis, AnalysisState
from server.archives.kinds import ALL_WORDS
from server.archives.models import Filing
from server.areas.models import Area
from server.areas.queries import within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.reports import queries as reports
from server.reports.life import ReportStatus
from server.reports.models import Report
from server.stations.models import Station

PER_PAGE = 40
OFFICES = (Role.STREET_NPC, Role.NPC_STAFF, Role.NPC_LEADER)


def visible_to(actor: Actor) -> Select[Filing]:
    """An office those of its own area and of what lies in it: a list of stations is for nobody else (F10)."""
    if actor.role in OFFICES and actor.area_prefix:
        return select(Filing).where(within(Filing.area_code, actor.area_prefix))
    return select(Filing).where(false())


def get(actor: Actor, filing_id: UUID) -> Filing:
    """Raises NotFound for one that is not the actor's to read, as for one that never was."""
    return _one(visible_to(actor).where(Filing.id == filing_id))


def get_for_update(actor: Actor, filing_id: UUID) -> Filing:
    return _one(visible_to(actor).where(Filing.id == filing_id).with_for_update())


def _one(found: Select[Filing]) -> Filing:
    filing = db.session.scalar(found)
    if filing is None:
        raise NotFound("filing.unknown", "没有找到这份报表，可能地址写错了，或不归您看。")
    return filing


def same(actor: Actor, filing: Filing) -> list[Filing]:
    """All of its period, the first first."""
    found = visible_to(actor).where(
        Filing.kind == filing.kind, Filing.area_code == filing.area_code, Filing.first == filing.first
    )
    return list(db.session.scalars(found.order_by(Filing.serial)))


@dataclass(frozen=True, slots=True)
class Line:
    """One finished report of any kind: whose, of which period, with data of when."""

    kind: str
    id: UUID
    whose: str
    first: date
    period: str
    as_of: datetime

    @property
    def name(self) -> str:
        return ALL_WORDS[self.kind]

    @property
    def data_time(self) -> str:
        return f"{clock.local(self.as_of):%Y-%m-%d %H:%M}"


def listed(actor: Actor, *, kind: str | None = None, year: int | None = None, page: int = 1) -> list[Line]:
    """The newest period first, then by kind and area code: one statement, one line more than a page."""
    every = union_all(_filings(actor), _analyses(actor), _reports(actor)).subquery()
    found = select(every.c.kind, every.c.id, every.c.whose, every.c.first, every.c.period, every.c.as_of)
    found = found.where(every.c.kind == kind) if kind else found
    if year:
        found = found.where(every.c.first >= date(year, 1, 1), every.c.first < date(year + 1, 1, 1))
    order = (every.c.first.desc(), every.c.kind, every.c.area_code, every.c.whose, every.c.id)
    rows = db.session.execute(found.order_by(*order).limit(PER_PAGE + 1).offset((page - 1) * PER_PAGE))
    return [Line(*row) for row in rows]


def _filings(actor: Actor) -> Select[str, UUID, str, str, date, str, datetime]:
    """Of a period that was written more than once, the last one."""
    later = aliased(Filing)
    is_newer = select(later.id).where(
        later.kind == Filing.kind,
        later.area_code == Filing.area_code,
        later.first == Filing.first,
        later.serial > Filing.serial,
    )
    return (
        visible_to(actor)
        .where(~is_newer.exists())
        .join(Area, Area.code == Filing.area_code)
        .with_only_columns(
            cast(Filing.kind, String).label("kind"),
            Filing.id.label("id"),
            Filing.area_code.label("area_code"),
            Area.name.label("whose"),
            Filing.first.label("first"),
            Filing.period.label("period"),
            Filing.as_of.label("as_of"),
        )
    )


def _analyses(actor: Actor) -> Select[str, UUID, str, str, date, str, datetime]:
    """Those that were sent."""
    return (
        analyses.visible_to(actor)
        .where(Analysis.state == AnalysisState.SENT)
        .join(Station, Station.id == Analysis.station_id)
        .with_only_columns(
            literal("analysis"),
            Analysis.id,
            Analysis.area_code,
            Station.name,
            Analysis.month,
            func.to_char(Analysis.month, "YYYY-MM"),
            Analysis.written_at,
        )
    )


def _reports(actor: Actor) -> Select[str, UUID, str, str, date, str, datetime]:
    """Those that were published, whatever their way."""
    return (
        reports.visible_to(actor)
        .where(Report.status == ReportStatus.PUBLISHED)
        .join(Deputy, Deputy.id == Report.deputy_id)
        .with_only_columns(
            literal("report"),
            Report.id,
            Report.area_code,
            Deputy.name,
            cast(func.make_date(Report.year, 1, 1), Date),
            cast(Report.year, String),
            Report.presented_at,
        )
    )
