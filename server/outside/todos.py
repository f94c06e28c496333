"""Items from other platforms: a unit's to finish, an office's to give out or to look at (R0-09)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from server.core import todos
from server.core.actor import Actor
from server.core.permissions import Permission as P
from server.outside import queries
from server.outside.life import ItemState
from server.outside.models import OutsideItem


def _kind(state: ItemState, words: str, does: str, permission: P, **terms: Any) -> todos.Kind:
    def waits(actor: Actor) -> Select[Any]:
        return queries.visible_to(actor).where(OutsideItem.status == state)

    return todos.Kind(
        f"outside.{state.value}",
        words,
        does,
        "swap",
        "outside",
        permission,
        waits,
        "outside_pages.listed",
        lambda _: {"status": state.value},
        **terms,
    )


todos.join(
    _kind(ItemState.OPEN, "外面转来的等着交办", "去交办", P.OUTSIDE_ASSIGN, since=OutsideItem.created_at),
    _kind(ItemState.ASSIGNED, "外面转来的等着再办", "去办", P.OUTSIDE_HANDLE, due=OutsideItem.due_on),
    _kind(ItemState.DONE, "再办好的等着看", "去看", P.OUTSIDE_ASSIGN, since=OutsideItem.done_at),
)
