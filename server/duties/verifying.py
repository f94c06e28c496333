"""What waits for a second person: why each record waits, who may decide it, and several confirmed at once (domain §5.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import select

from server.core.actor import Actor
from server.core.db import db
from server.core.errors import AppError
from server.core.permissions import Permission
from server.deputies.models import Deputy
from server.duties import deciding, queries
from server.duties.life import COUNTED, WAITING, DutyAction, DutyStatus
from server.duties.models import Duty, DutySource, DutyStep
from server.stations.models import Station


class Why(StrEnum):
    """Why a record waits: a fact about how it came, never about what it is worth (F03)."""

    SELF = "self"
    LATE = "late"
    UNLISTED = "unlisted"
    UNPLANNED = "unplanned"
    DISPUTE = "dispute"


WHY_WORDS: Final = {
    Why.SELF: "代表自己补登的",
    Why.LATE: "扫码时没有网，后来才传上来",
    Why.UNLISTED: "扫了码，不在那天的名单上",
    Why.UNPLANNED: "扫了码，那天没有排活动",
    Why.DISPUTE: "先前没有核实，代表有不同意见",
}
A = DutyAction


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record with the names a reader needs, and what this reader may do with it."""

    duty: Duty
    deputy: str
    station: str
    actions: list[str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One of several that could not be confirmed, and the words to say."""

    duty_id: UUID
    text: str


def why(duty: Duty) -> Why:
    if duty.status is DutyStatus.APPEALED:
        return Why.DISPUTE
    if duty.source is DutySource.SELF:
        return Why.SELF
    if duty.device_at is not None:
        return Why.LATE
    return Why.UNLISTED if duty.activity_id else Why.UNPLANNED


def listed(actor: Actor, *, skip: int, limit: int) -> list[Waiting]:
    """Of one's station or area, what has waited longest first."""
    waits = queries.visible_to(actor).where(Duty.status.in_(WAITING))
    in_order = waits.order_by(Duty.recorded_at, Duty.id).offset(skip).limit(limit)
    return with_names(actor, db.session.scalars(in_order).all())


def with_names(actor: Actor, duties: Sequence[Duty]) -> list[Waiting]:
    """One statement for all the names of a kind, whatever the length of the list."""
    deputies = _names(Deputy, {duty.deputy_id for duty in duties})
    stations = _names(Station, {duty.station_id for duty in duties})
    refusers = _refusers([duty.id for duty in duties if duty.status is DutyStatus.APPEALED])
    return [
        Waiting(
            duty,
            deputies[duty.deputy_id],
            stations[duty.station_id],
            _actions(actor, duty, refusers.get(duty.id)),
        )
        for duty in duties
    ]


def arrivals(actor: Actor, activity_id: UUID) -> list[Duty]:
    """The records that stand of an activity, in the order in which they came."""
    stands = queries.visible_to(actor).where(
        Duty.activity_id == activity_id, Duty.status != DutyStatus.REVOKED
    )
    return list(db.session.scalars(stands.order_by(Duty.recorded_at, Duty.id)))


def confirm_all(actor: Actor, duty_ids: Iterable[UUID]) -> tuple[list[UUID], list[Refusal]]:
    """Confirm the clear ones together; one that cannot be does not hold the others back.

    What is confirmed already counts as done: the same wish sent twice says the same.
    """
    done: list[UUID] = []
    refused: list[Refusal] = []
    for duty_id in sorted(set(duty_ids)):
        try:
            duty = queries.get_for_update(actor, duty_id)
            if duty.status not in COUNTED:
                deciding.confirm(actor, duty)
            done.append(duty_id)
        except AppError as error:
            refused.append(Refusal(duty_id, error.text))
    return done, refused


def _actions(actor: Actor, duty: Duty, refused_by: UUID | None) -> list[str]:
    """What one wrote oneself, or refused before, another person decides."""
    if duty.recorded_by is not None and duty.recorded_by == actor.account_id:
        return []
    if duty.status is DutyStatus.PENDING and actor.may(Permission.DUTY_ENTER):
        return [A.CONFIRM.value, A.REJECT.value]
    if duty.status is DutyStatus.APPEALED and actor.may(Permission.DUTY_JUDGE):
        return [] if refused_by == actor.account_id else [A.GRANT.value, A.REFUSE.value]
    return []


def _names(model: type[Deputy] | type[Station], ids: set[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    return dict(db.session.execute(select(model.id, model.name).where(model.id.in_(ids))).tuples().all())


def _refusers(duty_ids: list[UUID]) -> dict[UUID, UUID | None]:
    if not duty_ids:
        return {}
    refused = select(DutyStep.duty_id, DutyStep.account_id).where(
        DutyStep.duty_id.in_(duty_ids), DutyStep.action == A.REJECT
    )
    return dict(db.session.execute(refused.order_by(DutyStep.id)).tuples().all())
