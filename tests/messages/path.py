"""A letter that was answered, and what follows from it."""

from __future__ import annotations

from server.core import relay
from tests.factories import World


def drain() -> None:
    """Everything that is due happens now, tasks included."""

    def no_queue(row_id: int) -> None:
        raise ConnectionError

    while relay.pump(no_queue):
        pass


def answered(world: World) -> str:
    message_id: str = world.submit().json["id"]
    world.phone("liaison").post(f"/api/messages/{message_id}/accept", {})
    world.phone("liaison").post(
        f"/api/messages/{message_id}/reply", {"text": "灯已经换好了。", "result": "A"}
    )
    return message_id
