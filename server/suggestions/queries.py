"""Who may see which suggestion, and everything that its page shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from server.areas.queries import within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.departments.models import Department
from server.departments.queries import is_open
from server.deputies.models import Deputy
from server.deputies.queries import BY_PINYIN
from server.suggestions.life import WITH_DEPUTIES, WITH_UNIT, Status
from server.suggestions.models import (
    Cosigner,
    Seconding,
    Suggestion,
    SuggestionEvaluation,
    SuggestionExtension,
    SuggestionOrigin,
    SuggestionReply,
    SuggestionStep,
    SuggestionUnit,
)

UNKNOWN = "没有找到这份建议，可能是地址写错了，或不归您看。"
PRIVATE = (*WITH_DEPUTIES, Status.WITHDRAWN)
"""Only the deputies whose it is: it was not handed in, or was taken back."""


def visible_to(actor: Actor) -> Select[Suggestion]:
    """A deputy's own and those the deputy seconds; an office's area once handed in; a unit's while it has them."""
    found = select(Suggestion)
    match actor.role:
        case Role.DEPUTY:
            return found.where(or_(Suggestion.leader_id == actor.deputy_id, seconded_by(actor)))
        case Role.STREET_NPC | Role.NPC_STAFF | Role.NPC_LEADER:
            inside = within(Suggestion.area_code, actor.area_prefix or "none")
            return found.where(inside, Suggestion.status.not_in(PRIVATE))
        case Role.HANDLER | Role.HANDLER_LEAD:
            return found.where(Suggestion.id.in_(_of_unit(actor)))
        case _:
            return found.where(false())


def seconded_by(actor: Actor) -> ColumnElement[bool]:
    """Asked to second it or seconding it, and it is no draft any more."""
    asked = select(Cosigner.suggestion_id).where(
        Cosigner.deputy_id == actor.deputy_id, Cosigner.answer != Seconding.DECLINED
    )
    return and_(Suggestion.status != Status.DRAFT, Suggestion.id.in_(asked))


def _of_unit(actor: Actor, *, mains: bool = False) -> Select[UUID]:
    found = select(SuggestionUnit.suggestion_id).where(
        SuggestionUnit.department_id == actor.department_id, SuggestionUnit.left_on.is_(None)
    )
    return found.where(SuggestionUnit.is_main) if mains else found


def get(actor: Actor, suggestion_id: UUID) -> Suggestion:
    """Raises NotFound for one that is not the actor's to see, as for one that never was."""
    return _one(visible_to(actor).where(Suggestion.id == suggestion_id))


def get_for_update(actor: Actor, suggestion_id: UUID) -> Suggestion:
    return _one(visible_to(actor).where(Suggestion.id == suggestion_id).with_for_update())


def _one(found: Select[Suggestion]) -> Suggestion:
    suggestion = db.session.scalar(found)
    if suggestion is None:
        raise NotFound("suggestion.unknown", UNKNOWN)
    return suggestion


@dataclass(frozen=True, slots=True)
class Unit:
    """A department that has it, or had it."""

    given: SuggestionUnit
    department: Department
    better: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A suggestion with everything that its page shows."""

    suggestion: Suggestion
    leader: Deputy
    cosigners: list[tuple[Cosigner, Deputy]]
    units: list[Unit]
    replies: list[tuple[SuggestionReply, SuggestionEvaluation | None]]
    extensions: list[SuggestionExtension]
    steps: list[SuggestionStep]
    origin: SuggestionOrigin | None
    current: list[Unit] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "current", [unit for unit in self.units if unit.given.left_on is None])

    @property
    def main(self) -> Unit | None:
        return next((unit for unit in self.current if unit.given.is_main), None)

    @property
    def draft(self) -> SuggestionReply | None:
        return next((reply for reply, _ in self.replies if reply.signed_at is None), None)

    @property
    def signed(self) -> list[tuple[SuggestionReply, SuggestionEvaluation | None]]:
        return [pair for pair in self.replies if pair[0].signed_at is not None]

    @property
    def asked(self) -> SuggestionExtension | None:
        """More time that somebody asked for and nobody has decided on."""
        return next((one for one in self.extensions if one.is_granted is None), None)

    def unit_of(self, actor: Actor) -> Unit | None:
        return next((u for u in self.current if u.given.department_id == actor.department_id), None)


def sheet(suggestion: Suggestion) -> Sheet:
    """Read anew; the newest answers and steps last."""
    own = suggestion.id
    return Sheet(
        suggestion,
        leader_of(suggestion),
        cosigners(own),
        units(own),
        replies(own),
        list(
            db.session.scalars(
                select(SuggestionExtension)
                .where(SuggestionExtension.suggestion_id == own)
                .order_by(SuggestionExtension.id)
            )
        ),
        list(
            db.session.scalars(
                select(SuggestionStep).filter_by(suggestion_id=own).order_by(SuggestionStep.id)
            )
        ),
        origin_of(own),
    )


def leader_of(suggestion: Suggestion) -> Deputy:
    return db.session.get_one(Deputy, suggestion.leader_id)


def cosigners(suggestion_id: UUID) -> list[tuple[Cosigner, Deputy]]:
    """By pinyin (F01)."""
    found = select(Cosigner, Deputy).join(Deputy, Deputy.id == Cosigner.deputy_id)
    rows = db.session.execute(found.where(Cosigner.suggestion_id == suggestion_id).order_by(*BY_PINYIN))
    return [(cosigner, deputy) for cosigner, deputy in rows]


def units(suggestion_id: UUID) -> list[Unit]:
    """Those who had it before in the order of time; among the present ones the main one first, then by area and name."""
    found = (
        select(SuggestionUnit, Department)
        .join(Department, Department.id == SuggestionUnit.department_id)
        .where(SuggestionUnit.suggestion_id == suggestion_id)
        .order_by(
            SuggestionUnit.left_on, SuggestionUnit.is_main.desc(), Department.area_code, Department.name
        )
    )
    rows = [(given, department) for given, department in db.session.execute(found)]
    better = department_names([given.better_id for given, _ in rows if given.better_id])
    return [
        Unit(given, unit, better.get(given.better_id, "") if given.better_id else "") for given, unit in rows
    ]


def department_names(ids: list[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    rows = db.session.execute(select(Department.id, Department.name).where(Department.id.in_(ids)))
    return {found: name for found, name in rows}


def replies(suggestion_id: UUID) -> list[tuple[SuggestionReply, SuggestionEvaluation | None]]:
    found = (
        select(SuggestionReply, SuggestionEvaluation)
        .outerjoin(SuggestionEvaluation, SuggestionEvaluation.reply_id == SuggestionReply.id)
        .where(SuggestionReply.suggestion_id == suggestion_id)
        .order_by(SuggestionReply.id)
    )
    return [(reply, evaluation) for reply, evaluation in db.session.execute(found)]


def open_departments(area_code: str) -> list[Department]:
    """Units that may be given one in an area, by area code and name."""
    found = select(Department).where(within(Department.area_code, area_code), is_open(clock.today()))
    return list(db.session.scalars(found.order_by(Department.area_code, Department.name)))


def department_in(area_code: str, department_id: UUID) -> Department:
    """Raises NotFound for a unit elsewhere, or one that takes nothing any more."""
    for department in open_departments(area_code):
        if department.id == department_id:
            return department
    raise NotFound("department.unknown", "没有找到这个单位。")


def origin_of(suggestion_id: UUID) -> SuggestionOrigin | None:
    return db.session.scalar(select(SuggestionOrigin).where(SuggestionOrigin.suggestion_id == suggestion_id))


def last_serial(area_code: str, level: str, year: int) -> int:
    """The highest number of a congress year, 0 before the first."""
    found = select(func.max(Suggestion.serial)).filter_by(area_code=area_code, level=level, year=year)
    return db.session.scalar(found) or 0


def led_by(deputy_id: UUID) -> list[Suggestion]:
    """What a deputy who leaves has not finished, oldest first."""
    done = (Status.CONCLUDED, Status.ARCHIVED, Status.WITHDRAWN)
    found = select(Suggestion).where(Suggestion.leader_id == deputy_id, Suggestion.status.not_in(done))
    return list(db.session.scalars(found.order_by(Suggestion.created_at, Suggestion.id).with_for_update()))


def ran_out(first: date, last: date) -> list[Suggestion]:
    """Whose clock ended in these days and still runs, oldest first."""
    found = select(Suggestion).where(Suggestion.due_on >= first, Suggestion.due_on <= last)
    return list(db.session.scalars(found.order_by(Suggestion.due_on, Suggestion.id)))


def answered_by(actor: Actor) -> ColumnElement[bool]:
    """What the actor's unit answers as the main one, while it has it."""
    return and_(Suggestion.id.in_(_of_unit(actor, mains=True)), Suggestion.status.in_(WITH_UNIT))
