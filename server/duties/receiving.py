"""Several deputies at once: a list ticked off after a meeting, a reception held together, a register brought in (R4-13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from server.activities.kinds import DutyKind
from server.activities.models import Activity
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import InvalidInput
from server.duties import deciding, service
from server.duties.models import DutyHow, DutySource, DutyStatus
from server.duties.recording import Recorded, in_words, record
from server.messages.models import Message
from server.messages.queries import visible_to
from server.stations.models import Station
from server.stations.queries import managed_deputy


def enter_all(actor: Actor, activity: Activity, *, deputy_ids: Sequence[UUID]) -> list[Recorded]:
    """Everybody who came and did not scan, with one press: each has a record of their own."""
    named = [managed_deputy(actor, deputy_id) for deputy_id in dict.fromkeys(deputy_ids)]
    if not named:
        raise InvalidInput.at("duty.nobody", "请先勾上来了的代表", "deputy_ids")
    return [service.enter(actor, activity, deputy_id=deputy.id) for deputy in named]


def letter_at(actor: Actor, station: Station, number: str) -> Message:
    """The letter of this number at this station, as far as the actor may read it. Raises InvalidInput for any other."""
    found = visible_to(actor).where(Message.number == number, Message.station_id == station.id)
    message = db.session.scalar(found)
    if message is None:
        raise InvalidInput.at("duty.no_letter", "本站没有这个编号的来信，请核对", "number")
    return message


def receive(
    actor: Actor, message: Message, station: Station, *, deputy_ids: Sequence[UUID], at: datetime
) -> list[Recorded]:
    """联合接待: the letter stays one, and each of the deputies who received its author has a record (R4-13)."""
    deciding.refuse_day(at, "on")
    named = [managed_deputy(actor, deputy_id) for deputy_id in dict.fromkeys(deputy_ids)]
    if not named:
        raise InvalidInput.at("duty.nobody", "请先勾上一起接待的代表", "deputy_ids")
    cause = f"reception-{message.id}"
    how = {"source": DutySource.STAFF, "how": DutyHow.STAFF, "recorded_by": actor.account_id}
    said = [
        in_words(one.id, station, DutyKind.RECEIVE_VOTERS, at=at, status=DutyStatus.CONFIRMED, cause=cause)
        for one in named
    ]
    return [deciding.settle(actor, record(one | how)) for one in said]


def bring(
    actor: Actor,
    deputy_id: UUID,
    station: Station,
    *,
    kind: DutyKind,
    at: datetime,
    title: str,
    place: str = "",
) -> Recorded:
    """A line of a register (R2-09, R2-16); what the deputy had put down already is confirmed by it."""
    said = in_words(deputy_id, station, kind, at=at, status=DutyStatus.CONFIRMED, title=title, place=place)
    how = {"source": DutySource.IMPORT, "how": DutyHow.IMPORT, "recorded_by": actor.account_id}
    return deciding.settle(actor, record(said | how))
