"""What waits in the inbox: letters to accept, refusals to decide, what came back (R0-09)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from server.core import todos
from server.core.actor import Actor
from server.core.permissions import Permission as P, Role
from server.messages import course_queries, queries
from server.messages.life import MessageStatus as S
from server.messages.models import Message


def _standing(*states: S) -> todos.Waits:
    def waits(actor: Actor) -> Select[Any]:
        return queries.inbox_of(actor).where(Message.status.in_(states))

    return waits


def _proposed(actor: Actor) -> Select[Any]:
    return queries.inbox_of(actor).where(course_queries.proposed())


def _own(actor: Actor) -> Select[Any] | None:
    """Accepted, and nobody answered yet: of a deputy and of a station, not of an office."""
    if actor.role not in (Role.DEPUTY, Role.LIAISON, Role.STATION_HEAD):
        return None
    return queries.inbox_of(actor).where(Message.status == S.ACCEPTED)


INBOX = "messages_pages.inbox"
TERM: dict[str, Any] = {"due": Message.promised_on, "since": Message.created_at}

todos.join(
    todos.Kind(
        "message.accept",
        "来信等着受理",
        "去受理",
        "inbox",
        "inbox",
        P.MESSAGE_TRIAGE,
        _standing(S.SUBMITTED),
        INBOX,
        lambda _: {"view": "submitted"},
        **TERM,
    ),
    todos.Kind(
        "message.decide",
        "不予受理等着批",
        "去看一看",
        "shield",
        "inbox",
        P.MESSAGE_DECIDE,
        _proposed,
        INBOX,
        lambda _: {"view": "proposed"},
        **TERM,
    ),
    todos.Kind(
        "message.answer",
        "受理了的来信等着答复",
        "去办",
        "reply",
        "inbox",
        P.MESSAGE_REPLY,
        _own,
        INBOX,
        lambda _: {"view": "accepted"},
        **TERM,
    ),
    todos.Kind(
        "message.rework",
        "来信人不满意，要再办",
        "去看",
        "back",
        "inbox",
        P.MESSAGE_REOPEN,
        _standing(S.REWORKING),
        INBOX,
        lambda _: {"view": "reworking"},
        **TERM,
    ),
)
