"""What every notice about a letter needs: the letter with its station, where it leads, and its author told once a step."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from server.accounts.queries import account_of
from server.areas.queries import county_scope, town_scope
from server.core import clock
from server.core.db import db
from server.core.permissions import Role
from server.messages.models import Message
from server.notifications.asks import Ask
from server.notifications.service import Target, tell
from server.stations.models import Station

CASE_PAGE: Final = "pages/case/index?id="


def with_station(message_id: UUID) -> tuple[Message, Station]:
    message = db.session.get_one(Message, message_id)
    return message, db.session.get_one(Station, message.station_id)


def township(message: Message) -> list[UUID]:
    """The deputies' office of the letter's town."""
    return account_of(Role.STREET_NPC, scope=town_scope(message.area_code))


def staff_of(message: Message, station: Station) -> list[UUID]:
    """Who looks after a letter now: the station's people, or the township's where it went up (§4.2 ②)."""
    if message.raised_at is not None:
        return township(message)
    return account_of(Role.LIAISON, Role.STATION_HEAD, scope=station.scope)


def county(message: Message) -> list[UUID]:
    """The standing committee's office of the letter's county."""
    return account_of(Role.NPC_STAFF, scope=county_scope(message.area_code))


def case_of(message: Message) -> Target:
    """Where every notice about a message leads."""
    return Target("message", message.id, CASE_PAGE + str(message.id))


def tell_author(
    message: Message, step_id: int, *, kind: str, title: str, text: str, push: tuple[str, str] | None = None
) -> None:
    tell(
        message.author_id,
        source=source_of(message, step_id, kind),
        kind=kind,
        title=title,
        text=text,
        target=case_of(message),
        push=how_it_stands(message, push=push) if push else None,
    )


def how_it_stands(message: Message, *, push: tuple[str, str]) -> Ask:
    """`push` is its state in five characters and what to do; it names no person and nothing that was written."""
    return Ask(
        "progress",
        {
            "thing1": f"您反映的事 {message.number}",
            "phrase2": push[0],
            "time3": f"{clock.now():%Y-%m-%d %H:%M}",
            "thing4": push[1],
        },
    )


def source_of(message: Message, step_id: int, kind: str) -> str:
    """One notice a step: the same step heard again tells nothing."""
    return f"{kind.replace('message.', f'message-{message.id.hex}-')}-{step_id}"
