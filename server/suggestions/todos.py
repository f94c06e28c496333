"""Suggestions that wait: a deputy's own, an office's to review and dispatch, a unit's to sign (R0-09)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from server.core import todos
from server.core.actor import Actor
from server.core.permissions import Permission as P
from server.suggestions import boxes
from server.suggestions.boxes import View
from server.suggestions.models import Suggestion


def _kind(view: View, words: str, does: str, permission: P) -> todos.Kind:
    def waits(actor: Actor) -> Select[Any] | None:
        known = view in {link.view for link in boxes.offered(actor)}
        return boxes.narrowed(actor, view) if known else None

    return todos.Kind(
        f"suggestion.{view.value}",
        words,
        does,
        "paper",
        "suggestions",
        permission,
        waits,
        "suggestions_pages.suggestions",
        lambda _: {"view": view.value},
        due=Suggestion.due_on,
        since=Suggestion.submitted_at,
    )


todos.join(
    _kind(View.TODO, "代表建议等着您", "去看", P.SUGGESTION_WRITE),
    _kind(View.SUBMITTED, "代表建议等着审核", "去审核", P.SUGGESTION_REVIEW),
    _kind(View.REVIEWED, "代表建议等着交办", "去交办", P.SUGGESTION_REVIEW),
    _kind(View.EXTENSIONS, "代表建议申请延期，等着批", "去批", P.SUGGESTION_REVIEW),
    _kind(View.DISPATCHED, "代表建议等着签收", "去签收", P.SUGGESTION_HANDLE),
    _kind(View.REHANDLING, "代表不满意，建议要重新办", "去办", P.SUGGESTION_HANDLE),
)
