"""What waits at the desk of a unit or of the office that gave the letters out (R0-09)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from server.assignments import boxes
from server.assignments.boxes import Box
from server.assignments.models import Assignment
from server.core import todos
from server.core.actor import Actor
from server.core.permissions import Permission as P
from server.messages.models import Message


def _in(box: Box) -> todos.Waits:
    def waits(actor: Actor) -> Select[Any] | None:
        return boxes.narrowed(actor, box) if box in boxes.WAITING.get(actor.role, ()) else None

    return waits


def _kind(box: Box, words: str, does: str, icon: str, **terms: Any) -> todos.Kind:
    return todos.Kind(
        f"assignment.{box.value}",
        words,
        does,
        icon,
        "assignments",
        P.ASSIGNMENT_READ,
        _in(box),
        "assignments_pages.desk",
        lambda _: {"box": box.value},
        **terms,
    )


todos.join(
    _kind(
        Box.SIGN, "交办件等着签收", "去签收", "inbox", due=Assignment.sign_by, since=Assignment.assigned_at
    ),
    _kind(Box.SIGN_OFF, "写好的答复等着签发", "去签发", "paper", due=Message.promised_on),
    _kind(Box.REWORK, "来信人不满意，等着再办", "去办", "back", due=Message.promised_on),
    _kind(Box.RETURNED, "单位退回，等着另定", "去定", "back", since=Assignment.returned_at),
    _kind(Box.EXTENSIONS, "单位申请延期，等着批", "去批", "calendar", due=Message.promised_on),
    _kind(Box.REVIEW, "单位的答复等着看", "去看", "paper", due=Message.promised_on),
)
