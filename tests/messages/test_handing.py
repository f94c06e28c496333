"""Handed up to the township by those who cannot settle it, and given back to who answered poorly (O12, O24)."""

from __future__ import annotations

from tests.factories import World
from tests.messages.path import answered, drain


def titles(world: World, who: str) -> list[str]:
    drain()
    return [n["title"] for n in world.phone(who).get("/api/notices").json["items"]]


def test_the_station_asks_the_township_once_and_the_author_reads_why(world: World) -> None:
    path = f"/api/messages/{world.submit().json['id']}"
    early = world.phone("liaison").post(f"{path}/hand-up", {"text": "要挖开路面换管子。"})
    assert early.json["error"]["code"] == "message.not_accepted"
    world.phone("liaison").post(f"{path}/accept", {})
    assert "hand_up" in world.phone("liaison").get(path).json["actions"]
    assert "hand_up" not in world.phone("street_npc").get(path).json["actions"]
    world.phone("liaison").post(f"{path}/hand-up", {"text": "要挖开路面换管子。"})
    again = world.phone("liaison").post(f"{path}/hand-up", {"text": "再请一次，急。"})
    assert again.json["error"]["code"] == "message.handed_up"
    assert world.phone("resident").get(path).json["steps"][-1]["text"] == "要挖开路面换管子。"
    assert "站里请您交办一封信" in titles(world, "street_npc")


def test_an_office_gives_a_poor_answer_back_and_it_is_judged_anew(world: World) -> None:
    path = f"/api/messages/{answered(world)}"
    assert world.phone("liaison").post(f"{path}/reopen", {"text": "没写哪天办。"}).status_code == 403
    reopened = world.phone("npc_staff").post(f"{path}/reopen", {"text": "没写哪天办。"}).json
    assert reopened["status"] == "reworking"
    assert "您反映的事，请他们再办一次" in titles(world, "resident")
    assert "一件答复要重写" in titles(world, "liaison")
    assert world.phone("liaison").post(f"{path}/reply", {"text": "周五换好。"}).json["status"] == "answered"


def test_what_its_author_concluded_no_office_opens_again(world: World) -> None:
    path = f"/api/messages/{answered(world)}"
    world.phone("resident").post(f"{path}/rate", {"reply": 3, "solved": True})
    refused = world.phone("street_npc").post(f"{path}/reopen", {"text": "没写哪天办。"})
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "message.already_closed")
