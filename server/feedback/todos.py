"""What people said about the app and nobody answered (R0-09)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from server.core import todos
from server.core.actor import Actor
from server.core.permissions import Permission as P
from server.feedback import queries
from server.feedback.models import Feedback


def _waits(actor: Actor) -> Select[Any]:
    return queries.visible_to(actor).where(Feedback.answered_at.is_(None))


todos.join(
    todos.Kind(
        "feedback.answer",
        "对小程序的意见等着答复",
        "去答复",
        "reply",
        "feedback",
        P.FEEDBACK_MANAGE,
        _waits,
        "feedback_pages.listed",
        since=Feedback.created_at,
    ),
)
