"""The only door to an assignment: a unit sees its own, an office those of its area."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, or_, select

from server.areas.queries import county_prefix, within
from server.assignments.models import Assignment, Draft, Extension
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.departments.models import Department
from server.departments.queries import is_open
from server.messages.life import MessageStatus
from server.messages.models import Message
from server.stations.models import Station

UNKNOWN = "没有找到这件交办，可能已经交给别的单位，或不归您看。"
RUNNING = and_(Assignment.returned_at.is_(None), Assignment.recalled_at.is_(None))
UNITS = (Role.HANDLER, Role.HANDLER_LEAD)


def visible_to(actor: Actor) -> Select[Assignment]:
    """A unit reads what it has now, and what it answered; what it returned or lost is no longer its to read."""
    if actor.role in UNITS:
        return select(Assignment).where(Assignment.department_id == actor.department_id, RUNNING)
    if actor.area_prefix:
        held = select(Message.id).where(within(Message.area_code, actor.area_prefix))
        return select(Assignment).where(Assignment.message_id.in_(held))
    return select(Assignment).where(false())


COUNTYS_OWN = "000000"
"""How the area code of a unit of the county itself, or of the city, ends."""


def is_under(actor: Actor) -> ColumnElement[bool]:
    """Units that this office gives letters to and decides about; the government's only its own departments (§4.2)."""
    under = within(Department.area_code, actor.area_prefix or "none")
    if actor.role is Role.GOV_DISPATCHER:
        return and_(under, Department.area_code.endswith(COUNTYS_OWN))
    return under


def is_above(actor: Actor, unit: Department) -> bool:
    """As `is_under`."""
    under = actor.area_prefix is not None and unit.area_code.startswith(actor.area_prefix)
    return under and (actor.role is not Role.GOV_DISPATCHER or unit.area_code.endswith(COUNTYS_OWN))


@dataclass(frozen=True, slots=True)
class Held:
    """An assignment with its letter, its unit and the station that the letter came to."""

    assignment: Assignment
    message: Message
    unit: Department
    station: Station


def get(actor: Actor, assignment_id: UUID) -> Held:
    """Raises NotFound for one that is not the actor's to see, as for one that never was."""
    return _one(_held(visible_to(actor).where(Assignment.id == assignment_id)))


def get_for_update(actor: Actor, assignment_id: UUID) -> Held:
    """The letter is held first, as everywhere else."""
    message_id = db.session.scalar(
        visible_to(actor).where(Assignment.id == assignment_id).with_only_columns(Assignment.message_id)
    )
    db.session.execute(select(Message.id).where(Message.id == message_id).with_for_update())
    return _one(_held(visible_to(actor).where(Assignment.id == assignment_id)).with_for_update(of=Assignment))


def _held(found: Select[Assignment]) -> Select[Assignment, Message, Department, Station]:
    return (
        found.join(Message, Message.id == Assignment.message_id)
        .join(Department, Department.id == Assignment.department_id)
        .join(Station, Station.id == Message.station_id)
        .add_columns(Message, Department, Station)
        .execution_options(populate_existing=True)
    )


def _one(found: Select[Assignment, Message, Department, Station]) -> Held:
    row = db.session.execute(found).one_or_none()
    if row is None:
        raise NotFound("assignment.unknown", UNKNOWN)
    return _whole(row)


def _whole(row: Row[Assignment, Message, Department, Station]) -> Held:
    assignment, message, unit, station = row
    return Held(assignment, message, unit, station)


def listed(found: Select[Assignment], *, limit: int, offset: int = 0) -> list[Held]:
    """The least time left first."""
    order = (Message.promised_on, Assignment.assigned_at, Assignment.id)
    rows = db.session.execute(_held(found).order_by(*order).limit(limit).offset(offset))
    return [_whole(row) for row in rows]


def newest(found: Select[Assignment], *, limit: int) -> list[Held]:
    """Given last, first."""
    rows = db.session.execute(
        _held(found).order_by(Assignment.assigned_at.desc(), Assignment.id.desc()).limit(limit)
    )
    return [_whole(row) for row in rows]


def of_message(message_id: UUID) -> list[tuple[Assignment, Department]]:
    """Everything that units were given of a letter, the first first."""
    found = (
        select(Assignment, Department)
        .join(Department, Department.id == Assignment.department_id)
        .where(Assignment.message_id == message_id)
        .order_by(Assignment.assigned_at, Assignment.is_main.desc(), Department.name)
    )
    return [(assignment, unit) for assignment, unit in db.session.execute(found)]


def main_of(message_id: UUID) -> Held | None:
    """The unit that answers now."""
    found = select(Assignment).where(Assignment.message_id == message_id, Assignment.is_main, RUNNING)
    row = db.session.execute(_held(found)).one_or_none()
    return _whole(row) if row else None


def running(message_id: UUID) -> list[Assignment]:
    found = select(Assignment).where(Assignment.message_id == message_id, RUNNING)
    return list(db.session.scalars(found.order_by(Assignment.is_main.desc()).with_for_update()))


def returns(message_id: UUID) -> list[Assignment]:
    """How often main units gave it back (O9)."""
    found = select(Assignment).where(
        Assignment.message_id == message_id, Assignment.is_main, Assignment.returned_at.is_not(None)
    )
    return list(db.session.scalars(found.order_by(Assignment.returned_at)))


def units_for(actor: Actor) -> Select[Department]:
    """Who may be given a letter by this office: the units of its area that are open today."""
    if actor.area_prefix is None:
        return select(Department).where(false())
    mine = select(Department).where(is_under(actor), is_open(clock.today()))
    return mine.order_by(Department.area_code, Department.name)


def units(actor: Actor) -> list[Department]:
    """By area code and name."""
    return list(db.session.scalars(units_for(actor)))


def units_of(actor: Actor, unit_ids: Sequence[UUID]) -> list[Department]:
    """In the order they were named. Raises NotFound for one that is not the office's to give letters to."""
    found = {
        unit.id: unit for unit in db.session.scalars(units_for(actor).where(Department.id.in_(unit_ids)))
    }
    if missing := [unit_id for unit_id in unit_ids if unit_id not in found]:
        raise NotFound("department.unknown", f"有 {len(missing)} 个单位不在您的地区里，或已经撤了，请另选。")
    return [found[unit_id] for unit_id in unit_ids]


def unit_named(unit_id: UUID, area_code: str) -> Department:
    """A unit that may be somebody else's better one: of the letter's county."""
    county = within(Department.area_code, county_prefix(area_code))
    unit = db.session.scalar(
        select(Department).where(Department.id == unit_id, county, is_open(clock.today()))
    )
    if unit is None:
        raise NotFound("department.unknown", "没有找到这个单位，可能已经撤了，请另选一个。")
    return unit


def names_of(unit_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What units are called, open or closed."""
    found = select(Department.id, Department.name).where(Department.id.in_(list(unit_ids)))
    return {unit_id: name for unit_id, name in db.session.execute(found)}


def others_than(unit: Department, area_code: str) -> list[Department]:
    """Whose it could be instead: the other open units of the county."""
    found = select(Department).where(
        within(Department.area_code, county_prefix(area_code)),
        is_open(clock.today()),
        Department.id != unit.id,
    )
    return list(db.session.scalars(found.order_by(Department.area_code, Department.name)))


def drafts(assignment_id: UUID) -> list[Draft]:
    found = select(Draft).where(Draft.assignment_id == assignment_id).order_by(Draft.serial)
    return list(db.session.scalars(found))


def extensions(assignment_id: UUID) -> list[Extension]:
    found = select(Extension).where(Extension.assignment_id == assignment_id).order_by(Extension.id)
    return list(db.session.scalars(found))


def waits_for_lead() -> ColumnElement[bool]:
    return exists().where(
        Draft.assignment_id == Assignment.id, Draft.handed_up_at.is_not(None), Draft.verdict.is_(None)
    )


def asks_for_time() -> ColumnElement[bool]:
    return exists().where(Extension.assignment_id == Assignment.id, Extension.verdict.is_(None))


def waits_for_review() -> ColumnElement[bool]:
    """Answered, and nobody of the office that is above has read it yet; the author's own word goes before theirs."""
    unread = or_(Assignment.reviewed_at.is_(None), Assignment.reviewed_at < Message.answered_at)
    return and_(RUNNING, Assignment.is_main, Message.status == MessageStatus.REPLIED, unread)


def is_promised() -> ColumnElement[bool]:
    """A promise whose day is still to come, or has come."""
    return and_(Message.fulfil_on.is_not(None), Message.fulfilled_at.is_(None))


def count(found: Select[Assignment]) -> int:
    joined = found.join(Message, Message.id == Assignment.message_id)
    return db.session.execute(joined.with_only_columns(func.count())).scalar_one()


def overdue_promises(limit: int = 200) -> list[Message]:
    """Concluded letters of units whose promised day has passed (O17)."""
    found = select(Message).where(
        Message.status == MessageStatus.CONCLUDED,
        Message.unit_name != "",
        Message.fulfil_on < clock.today(),
        Message.fulfilled_at.is_(None),
    )
    return list(db.session.scalars(found.limit(limit).with_for_update(skip_locked=True)))
