"""Appeals against a block that somebody else has to answer (R0-09)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from server.accounts import blocks
from server.accounts.models import Appeal, Block
from server.core import todos
from server.core.actor import Actor
from server.core.permissions import Permission as P


def _waits(actor: Actor) -> Select[Any]:
    waits = blocks.visible_to(actor).where(Block.appeal == Appeal.OPEN, Block.lifted_at.is_(None))
    return waits.where(Block.by_account != actor.account_id)


todos.join(
    todos.Kind(
        "block.appeal",
        "有人申诉被限制发言",
        "去答复",
        "shield",
        "blocks",
        P.BLOCK_MANAGE,
        _waits,
        "accounts_pages.blocked",
        since=Block.appealed_at,
    ),
)
