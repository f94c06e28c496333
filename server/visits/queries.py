"""The only door to visits, what a unit has promised, and how much was planned, held, promised and kept (R4-08)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, extract, false, func, or_, select

from server.areas import offered
from server.areas.queries import county_prefix, within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Permission, Role
from server.departments.models import Department
from server.departments.queries import is_open
from server.deputies.models import Deputy
from server.messages import queries as messages
from server.messages.models import Message
from server.stations.models import Station
from server.visits.life import VisitStatus
from server.visits.models import Visit, VisitDeputy, VisitIssue, VisitStep, VisitUnit


def visible_to(actor: Actor) -> Select[Visit]:
    """A station its own, an office those of its area; units and deputies those they are asked to, once they were told."""
    if not actor.may(Permission.VISIT_READ):
        return select(Visit).where(false())
    if actor.station_id:
        return select(Visit).where(Visit.station_id == actor.station_id)
    if actor.area_prefix:
        return select(Visit).where(within(Visit.area_code, actor.area_prefix))
    was_told = Visit.status != VisitStatus.PLANNED
    if actor.department_id:
        return select(Visit).where(was_told, _of_unit(actor.department_id))
    if actor.role is Role.DEPUTY:
        asked = select(VisitDeputy.visit_id).where(VisitDeputy.deputy_id == actor.deputy_id)
        return select(Visit).where(was_told, Visit.id.in_(asked))
    return select(Visit).where(false())


def _of_unit(department_id: UUID) -> ColumnElement[bool]:
    """It comes, is asked to take part, or has promised something."""
    asked = select(VisitUnit.visit_id).where(VisitUnit.department_id == department_id)
    promised = select(VisitIssue.visit_id).where(VisitIssue.department_id == department_id)
    return or_(Visit.department_id == department_id, Visit.id.in_(asked), Visit.id.in_(promised))


def get(actor: Actor, visit_id: UUID) -> Visit:
    """Raises NotFound for one that is not the actor's to see, as for one that never was."""
    return _one(visible_to(actor).where(Visit.id == visit_id))


def get_for_update(actor: Actor, visit_id: UUID) -> Visit:
    return _one(visible_to(actor).where(Visit.id == visit_id).with_for_update())


def _one(found: Select[Visit]) -> Visit:
    visit = db.session.scalar(found)
    if visit is None:
        raise NotFound("visit.unknown", "没有找到这次进站，可能是地址写错了，或不归您看。")
    return visit


def units_for(area_code: str) -> list[Department]:
    """Units that may be asked to a place: those of its county that are open, by area code and name."""
    found = _open_units(area_code).order_by(Department.area_code, func.by_pinyin(Department.name))
    return list(db.session.scalars(found))


def units_of_county(area_code: str, unit_ids: Sequence[UUID]) -> list[Department]:
    """Those that were named. Raises NotFound where one is not among them."""
    wanted = set(unit_ids)
    found = (
        list(db.session.scalars(_open_units(area_code).where(Department.id.in_(wanted)))) if wanted else []
    )
    if len(found) < len(wanted):
        raise NotFound("visit.unit", "有单位不在这个区县里，或已经撤了，请另选。")
    return found


def _open_units(area_code: str) -> Select[Department]:
    county = within(Department.area_code, county_prefix(area_code))
    return select(Department).where(county, is_open(clock.today()))


def in_order(found: Select[Visit]) -> Select[Visit]:
    """By area code and day, never by a figure (F01)."""
    return found.order_by(Visit.area_code, Visit.planned_on, Visit.id)


def in_year(found: Select[Visit], year: int) -> Select[Visit]:
    return found.where(Visit.planned_on.between(date(year, 1, 1), date(year, 12, 31)))


def years(actor: Actor) -> list[int]:
    """In which something stands, this one among them; the latest first."""
    asked = visible_to(actor).with_only_columns(extract("year", Visit.planned_on)).distinct()
    return sorted({int(year) for year in db.session.scalars(asked)} | {clock.today().year}, reverse=True)


def issues_of(visit_ids: Iterable[UUID]) -> list[VisitIssue]:
    found = select(VisitIssue).where(VisitIssue.visit_id.in_(list(visit_ids)))
    return list(db.session.scalars(found.order_by(VisitIssue.visit_id, VisitIssue.serial)))


def heard_at(actor: Actor, message_id: UUID) -> Visit | None:
    """Where what the letter says came up, as far as this reader may read visits."""
    those = select(VisitIssue.visit_id).where(VisitIssue.message_id == message_id)
    return db.session.scalars(visible_to(actor).where(Visit.id.in_(those)).limit(1)).first()


def issue_for_update(visit: Visit, issue_id: UUID) -> VisitIssue:
    """Raises NotFound for one of another visit."""
    found = select(VisitIssue).where(VisitIssue.id == issue_id, VisitIssue.visit_id == visit.id)
    issue = db.session.scalar(found.with_for_update())
    if issue is None:
        raise NotFound("visit.no_issue", "没有找到这个问题，请刷新后再试。")
    return issue


def units_of(visit_id: UUID) -> list[Department]:
    """Asked to take part, by name."""
    asked = select(Department).join(VisitUnit, VisitUnit.department_id == Department.id)
    return list(
        db.session.scalars(
            asked.where(VisitUnit.visit_id == visit_id).order_by(func.by_pinyin(Department.name))
        )
    )


def guests_of(visit_id: UUID) -> list[tuple[Deputy, bool]]:
    """Deputies who are asked, and whether they came; by name."""
    asked = (
        select(Deputy, VisitDeputy.came)
        .join(VisitDeputy, VisitDeputy.deputy_id == Deputy.id)
        .where(VisitDeputy.visit_id == visit_id)
        .order_by(func.by_pinyin(Deputy.name), Deputy.id)
    )
    return [(deputy, came) for deputy, came in db.session.execute(asked)]


def steps_of(visit_id: UUID) -> list[VisitStep]:
    return list(db.session.scalars(select(VisitStep).filter_by(visit_id=visit_id).order_by(VisitStep.id)))


def station_names(visits: Sequence[Visit]) -> dict[UUID, str]:
    ids = {visit.station_id for visit in visits}
    return dict(
        db.session.execute(select(Station.id, Station.name).where(Station.id.in_(ids))).tuples().all()
    )


def unit_names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    known = {one for one in ids if one is not None}
    found = select(Department.id, Department.name).where(Department.id.in_(known))
    return dict(db.session.execute(found).tuples().all())


def numbers_for(actor: Actor, issues: Iterable[VisitIssue]) -> dict[UUID, str]:
    """Numbers of the letters that this reader may open; nobody else learns them."""
    ids = {issue.message_id for issue in issues if issue.message_id}
    if not ids or not actor.may(Permission.MESSAGE_READ):
        return {}
    seen = messages.visible_to(actor).where(Message.id.in_(ids)).with_only_columns(Message.id, Message.number)
    return dict(db.session.execute(seen).tuples().all())


def open_promises(actor: Actor) -> Select[VisitIssue]:
    """What this unit has promised and not said done."""
    mine = VisitIssue.department_id == actor.department_id
    return select(VisitIssue).where(mine, VisitIssue.kept_on.is_(None))


def public_at(station_id: UUID, limit: int) -> list[Visit]:
    """Held visits that were opened to the public, the latest first."""
    found = select(Visit).where(Visit.station_id == station_id, Visit.is_public)
    return list(db.session.scalars(found.order_by(Visit.held_on.desc(), Visit.id).limit(limit)))


def lapsing(limit: int) -> list[Visit]:
    """With a promise whose day went by, and not yet said so."""
    late = select(VisitIssue.visit_id).where(VisitIssue.due_on < clock.today(), VisitIssue.kept_on.is_(None))
    awake = offered.awake("visits", Visit.area_code)
    found = select(Visit).where(Visit.status == VisitStatus.COMMITTED, Visit.id.in_(late), *awake)
    return list(db.session.scalars(found.order_by(Visit.id).limit(limit).with_for_update(skip_locked=True)))


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    done: int
    all: int


@dataclass(frozen=True, slots=True)
class Rates:
    """`held` of what was planned until today, `kept` on time of the promises that were due or are kept."""

    held: Share
    kept: Share


def rates(found: Select[Visit]) -> Rates:
    """Whole numbers of these visits, in one statement each."""
    today = clock.today()
    is_due = or_(Visit.planned_on <= today, Visit.held_on.is_not(None))
    plan = found.order_by(None).with_only_columns(
        func.count().filter(Visit.held_on.is_not(None)), func.count().filter(is_due)
    )
    held = db.session.execute(plan).one()
    ids = found.order_by(None).with_only_columns(Visit.id)
    on_time = and_(VisitIssue.kept_on.is_not(None), VisitIssue.kept_on <= VisitIssue.due_on)
    counts = or_(VisitIssue.kept_on.is_not(None), VisitIssue.due_on < today)
    promises = select(func.count().filter(on_time), func.count().filter(counts))
    kept = db.session.execute(
        promises.where(VisitIssue.visit_id.in_(ids), VisitIssue.due_on.is_not(None))
    ).one()
    return Rates(Share(*held), Share(*kept))
