"""Who is at a letter just now: kept in Valkey for 45 seconds a beat. Without it nobody is seen, and nothing breaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import redis

from server.core import cache, clock
from server.core.actor import Actor

STAYS = 45
"""Seconds; the page tells it anew every twenty."""
Doing = Literal["looking", "writing"]
DOING_WORDS: dict[str, str] = {"looking": "在看", "writing": "在写答复"}


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody else."""

    name: str
    doing: str

    @property
    def words(self) -> str:
        return f"{self.name}{DOING_WORDS.get(self.doing, '在看')}"


def be_at(actor: Actor, message_id: UUID, doing: Doing) -> list[Present]:
    """Tell that one is here; learn who else is."""
    until = clock.now().timestamp() + STAYS
    key = _key(message_id)
    try:
        with cache.client().pipeline(transaction=False) as line:
            line.hset(key, str(actor.own_id()), f"{until:.0f}|{doing}|{actor.title}")
            line.expire(key, STAYS)
            line.hgetall(key)
            found = line.execute()[-1]
    except redis.RedisError:
        return []
    return _others(actor, found)


def around(actor: Actor, message_ids: Iterable[UUID]) -> dict[UUID, list[Present]]:
    """Who else is at which of these, in one journey."""
    ids = list(message_ids)
    if not ids:
        return {}
    try:
        with cache.client().pipeline(transaction=False) as line:
            for message_id in ids:
                line.hgetall(_key(message_id))
            found = line.execute()
    except redis.RedisError:
        return {}
    seen = {
        message_id: _others(actor, people) for message_id, people in zip(ids, found, strict=True) if people
    }
    return {message_id: people for message_id, people in seen.items() if people}


def _key(message_id: UUID) -> str:
    return f"here:{message_id.hex}"


def _others(actor: Actor, found: dict[Any, Any]) -> list[Present]:
    """In the order of their names; whoever has not been heard of for a while is gone."""
    now, own = clock.now().timestamp(), str(actor.own_id()).encode()
    people = [value.decode().split("|", 2) for field, value in found.items() if field != own]
    return sorted(
        (Present(name, doing) for until, doing, name in people if float(until) > now),
        key=lambda one: one.name,
    )
