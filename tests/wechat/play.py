"""What the tests of the sandbox's paths do with a sandbox in this process."""

from __future__ import annotations

import json
from typing import Any

from .support import PAGE, REPLY, TEMPLATE
from .world import World, read


def get(world: World, path: str, **args: str) -> dict[str, Any]:
    token = world.stable()["access_token"]
    return read(world.http.get(path, query_string={"access_token": token, **args}))


def raw(world: World, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """As the product sends it: UTF-8, nothing escaped."""
    return world.post(path, json.dumps(body, ensure_ascii=False).encode())


def play(world: World, what: str, body: Any) -> Any:
    answer = world.http.post(f"/__sandbox__/{what}", json=body)
    assert answer.status_code == 200, answer.data
    return answer.get_json()


def accept(world: World, openid: str = "o1") -> None:
    play(world, "accept", {"openid": openid, "template_id": "*", "status": "accept"})


def message(**changes: Any) -> dict[str, Any]:
    data = {key: {"value": value} for key, value in REPLY.items()}
    return {"touser": "o1", "template_id": TEMPLATE, "page": PAGE, "data": data} | changes


def last_violations(world: World) -> list[str]:
    items = world.http.get("/__sandbox__/journal").get_json()["items"]
    noted: list[str] = items[-1]["violations"]
    return noted
