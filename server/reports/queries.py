"""The doors to reports: one's own in any state, everybody else's once they are announced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, and_, false, func, or_, select

from server.accounts.models import RoleGrant
from server.accounts.queries import held_on
from server.areas import offered, settings
from server.areas.duty_catalogue import REPORT_YEARLY
from server.areas.queries import within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.deputies.queries import BY_PINYIN, in_office
from server.messages.models import Message
from server.reports.life import READ, SHOWN, ReportStatus
from server.reports.models import Report, ReportQuestion
from server.stations.models import Seat, Station

UNKNOWN = "没有找到这份履职报告，可能还没有定日子。"
PER_PAGE = 50


def visible_to(actor: Actor) -> Select[Report]:
    """A deputy one's own; a station those of the deputies who sit there, an office those of its area, announced."""
    if actor.role in (Role.DEPUTY, Role.FORMER_DEPUTY):
        return select(Report).where(Report.deputy_id == actor.deputy_id)
    announced = select(Report).where(Report.status.in_(SHOWN))
    if actor.station_id:
        seated = select(Seat.deputy_id).where(Seat.station_id == actor.station_id)
        return announced.where(or_(Report.deputy_id.in_(seated), Report.station_id == actor.station_id))
    if actor.area_prefix:
        here = select(Station.id).where(within(Station.area_code, actor.area_prefix))
        return announced.where(or_(within(Report.area_code, actor.area_prefix), Report.station_id.in_(here)))
    return select(Report).where(false())


def get(actor: Actor, report_id: UUID) -> Report:
    """Raises NotFound for one that is not the actor's to see."""
    return _one(visible_to(actor).where(Report.id == report_id))


def get_for_update(actor: Actor, report_id: UUID) -> Report:
    return _one(visible_to(actor).where(Report.id == report_id).with_for_update())


def public(report_id: UUID) -> Report:
    """Announced, presented or published: anybody may see it. Raises NotFound."""
    return _one(select(Report).where(Report.id == report_id, Report.status.in_(SHOWN)))


def _one(found: Select[Report]) -> Report:
    report = db.session.scalar(found)
    if report is None:
        raise NotFound("report.unknown", UNKNOWN)
    return report


def of_year(deputy_id: UUID, year: int) -> Report | None:
    return db.session.scalar(select(Report).where(Report.deputy_id == deputy_id, Report.year == year))


@dataclass(frozen=True, slots=True)
class Line:
    """A report in a list, with whose it is and where."""

    report: Report
    deputy: Deputy
    station: Station


def _lines(found: Select[Report]) -> list[Line]:
    joined = found.join(Deputy, Deputy.id == Report.deputy_id).join(Station, Station.id == Report.station_id)
    return [Line(*row) for row in db.session.execute(joined.add_columns(Deputy, Station))]


def own(actor: Actor) -> list[Line]:
    """The deputy's own, the latest year first."""
    return _lines(visible_to(actor).order_by(Report.year.desc()).limit(PER_PAGE))


def announced(station_id: UUID | None, deputy_id: UUID | None) -> list[Line]:
    """For everybody: what is announced or was presented at a station, or by a deputy; the newest first."""
    found = select(Report).where(Report.status.in_(SHOWN), *offered.awake("reports", Report.area_code))
    found = found.where(Report.station_id == station_id) if station_id else found
    found = found.where(Report.deputy_id == deputy_id) if deputy_id else found
    asked = found if station_id or deputy_id else found.where(false())
    return _lines(asked.order_by(Report.presents_at.desc(), Report.id).limit(20))


def listed(actor: Actor, year: int, page: int) -> list[Line]:
    """A year's reports by the deputies' pinyin (F01), a page and one more."""
    found = visible_to(actor).where(Report.year == year).order_by(*BY_PINYIN)
    return _lines(found.offset((page - 1) * PER_PAGE).limit(PER_PAGE + 1))


def whose(report: Report) -> tuple[Deputy, Station]:
    return db.session.get_one(Deputy, report.deputy_id), db.session.get_one(Station, report.station_id)


def questions(report_id: UUID) -> list[Message]:
    """The letters that began as questions to it, the oldest first; which of them one may open, letters decide."""
    asked = select(Message).join(ReportQuestion, ReportQuestion.message_id == Message.id)
    found = asked.where(ReportQuestion.report_id == report_id)
    return list(db.session.scalars(found.order_by(Message.created_at, Message.id).limit(200)))


def due_to_close(limit: int = 200) -> list[Report]:
    """Whose last day of judging is over."""
    over = and_(Report.status == ReportStatus.PRESENTED, Report.closes_on < clock.today())
    found = select(Report).where(over).order_by(Report.id).limit(limit)
    return list(db.session.scalars(found.with_for_update(skip_locked=True)))


def last_presented(deputy: Deputy, year: int) -> Report | None:
    """The report that counts for what the area asks: of this year, or of this term."""
    found = select(Report).where(
        Report.deputy_id == deputy.id,
        Report.status.in_(READ),
        Report.year >= _since(deputy, year),
        Report.year <= year,
    )
    return db.session.scalars(found.order_by(Report.year.desc()).limit(1)).first()


def _since(deputy: Deputy, year: int) -> int:
    return year if settings.value(deputy.area_code, REPORT_YEARLY) else deputy.term_from.year


def owing(deputies: Sequence[Deputy], year: int) -> list[Deputy]:
    """Those of them who have not yet reported as their area asks: one statement for all of them."""
    last = select(Report.deputy_id, func.max(Report.year)).where(
        Report.deputy_id.in_([one.id for one in deputies]), Report.status.in_(READ), Report.year <= year
    )
    known = dict(db.session.execute(last.group_by(Report.deputy_id)).tuples().all())
    return [one for one in deputies if known.get(one.id, 0) < _since(one, year)]


def in_batch(after: UUID | None, limit: int = 500) -> list[Deputy]:
    """Deputies in office, by id, where reports are in use."""
    found = select(Deputy).where(in_office(), *offered.awake("reports", Deputy.area_code))
    found = found.where(Deputy.id > after) if after else found
    return list(db.session.scalars(found.order_by(Deputy.id).limit(limit)))


def accounts_of(deputy_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Who signs in as which deputy today."""
    held = select(RoleGrant.subject_id, RoleGrant.account_id).where(
        RoleGrant.role == Role.DEPUTY, RoleGrant.subject_id.in_(deputy_ids), held_on(clock.today())
    )
    return {deputy: account for deputy, account in db.session.execute(held) if deputy is not None}
