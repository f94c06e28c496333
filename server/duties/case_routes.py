"""One record by JSON: put down in one's own words, read with its history, and what is decided about it."""

from __future__ import annotations

from uuid import UUID

from server.core.actor import current
from server.core.http import Routes
from server.core.permissions import Permission
from server.duties import cases, deciding, own, queries
from server.duties.models import Duty
from server.duties.schemas import (
    Because,
    CorrectDuty,
    DecideDuty,
    DutyCase,
    DutyOut,
    EnterOwnDuty,
    OwnDuty,
)
from server.stations.queries import get as get_station

routes = Routes("duties", "/api/duties")
OWN, ENTER, JUDGE = Permission.DUTY_RECORD, Permission.DUTY_ENTER, Permission.DUTY_JUDGE


@routes.post("/own", permission=OWN, body=EnterOwnDuty, out=DutyOut, status=201, again=200)
def enter_own(body: EnterOwnDuty) -> tuple[DutyOut, int]:
    """补登: no code and no photo needed. The same kind, day and place again answers 200 with the same record."""
    recorded = own.enter(current(), **body.model_dump())
    return _out(recorded.duty), 201 if recorded.is_new else 200


@routes.get("/<uuid:duty_id>", permission=Permission.DUTY_OWN, out=DutyCase)
def case(duty_id: UUID) -> DutyCase:
    """One record with its history, for its deputy."""
    return cases.of(queries.get(current(), duty_id))


@routes.put("/<uuid:duty_id>", permission=OWN, body=OwnDuty, out=DutyOut)
def redraft(duty_id: UUID, body: OwnDuty) -> DutyOut:
    """A draft is written anew."""
    return _out(own.redraft(current(), _held(duty_id), **body.model_dump()))


@routes.post("/<uuid:duty_id>/submit", permission=OWN, out=DutyOut)
def submit(duty_id: UUID) -> DutyOut:
    """A draft is handed to the liaison."""
    return _out(deciding.submit(current(), _held(duty_id)))


@routes.post("/<uuid:duty_id>/revoke", permission=OWN, out=DutyOut)
def revoke(duty_id: UUID) -> DutyOut:
    """The deputy takes back a draft, or what nobody has looked at yet."""
    return _out(deciding.revoke(current(), _held(duty_id)))


@routes.post("/<uuid:duty_id>/appeal", permission=OWN, body=Because, out=DutyOut)
def appeal(duty_id: UUID, body: Because) -> DutyOut:
    """Once, within ten days of the refusal."""
    return _out(deciding.appeal(current(), _held(duty_id), reason=body.reason))


@routes.post("/<uuid:duty_id>/reject", permission=ENTER, body=Because, out=DutyOut)
def reject(duty_id: UUID, body: Because) -> DutyOut:
    """It cannot be confirmed, and the deputy reads why."""
    return _out(deciding.reject(current(), _held(duty_id), reason=body.reason))


@routes.post("/<uuid:duty_id>/correct", permission=ENTER, body=CorrectDuty, out=DutyOut)
def correct(duty_id: UUID, body: CorrectDuty) -> DutyOut:
    """Written anew with a reason; what stood before is kept."""
    return _out(deciding.correct(current(), _held(duty_id), **body.model_dump()))


@routes.post("/<uuid:duty_id>/decide", permission=JUDGE, body=DecideDuty, out=DutyOut)
def decide(duty_id: UUID, body: DecideDuty) -> DutyOut:
    """The appeal is granted, or finally refused."""
    return _out(deciding.decide(current(), _held(duty_id), **body.model_dump()))


@routes.post("/<uuid:duty_id>/strike", permission=JUDGE, body=Because, out=DutyOut)
def strike(duty_id: UUID, body: Because) -> DutyOut:
    """The wrong person, or it never happened: it counts no longer."""
    return _out(deciding.strike(current(), _held(duty_id), reason=body.reason))


@routes.post("/<uuid:duty_id>/unseal", permission=JUDGE, body=Because, out=DutyOut)
def unseal(duty_id: UUID, body: Because) -> DutyOut:
    """A sealed record is opened for a month."""
    return _out(deciding.unseal(current(), _held(duty_id), reason=body.reason))


def _held(duty_id: UUID) -> Duty:
    return queries.get_for_update(current(), duty_id)


def _out(duty: Duty) -> DutyOut:
    return DutyOut.of(duty, get_station(duty.station_id).name)
