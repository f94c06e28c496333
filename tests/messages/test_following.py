"""Me too: whoever met the same hears each step once, by the author's ways, and neither learns who the other is."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from server.core import clock
from server.core.actor import Actor
from server.core.db import transaction
from server.core.permissions import Role
from server.messages import follow_queries, publication, queries
from server.messages.follow_news import catch_up, tell_followers
from server.messages.jobs import conclude_unrated
from tests.factories import Phone, World
from tests.messages.path import answered, drain

SUMMARY = "桂花西路，道路和路灯"


def shown(world: World, message_id: str, who: str = "neighbour") -> Phone:
    """As the preview does, when it lists a case of somebody else."""
    phone = world.phone(who)
    follow_queries.remember(Actor(Role.RESIDENT, account_id=phone.account_id), [(UUID(message_id), SUMMARY)])
    return phone


def told(phone: Phone) -> list[str]:
    return [one["title"] for one in phone.get("/api/notices").json["items"]]


def test_a_follower_hears_of_every_step_and_gets_the_answer_without_anybodys_name(world: World) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    message_id = world.submit(consent_share_identity=True).json["id"]
    phone = shown(world, message_id)
    mine = phone.post(f"/api/messages/{message_id}/follow").json
    assert (mine["summary"], mine["status"], mine["answer"]) == (SUMMARY, "submitted", None)
    liaison, path = world.phone("liaison"), f"/api/messages/{message_id}"
    liaison.post(f"{path}/accept", {})
    drain()
    liaison.post(f"{path}/progress", {"text": "灯已经订了。"})
    drain()
    reply = "陈小明先生，三幢二单元 502 室门口的灯换好了，有事打 13812342046。"
    liaison.post(f"{path}/reply", {"text": reply, "result": "A"})
    drain()
    world.phone("resident").post(f"{path}/rate", {"reply": 3, "solved": True})
    drain()
    titles = ["有人收下了", "有新进展", "有答复了", "办结了"]
    assert told(phone) == [f"您也遇到的事，{what}" for what in reversed(titles)]
    (seen,) = phone.get("/api/follows").json["items"]
    assert seen["is_over"]
    assert "灯换好了" in seen["answer"]
    assert not [word for word in ("陈小明", "502", "13812342046") if word in seen["answer"]]
    assert phone.get(path).status_code == 404, "the letter itself stays its author's"


def test_each_step_is_told_exactly_once_however_often_it_is_heard(world: World) -> None:
    message_id = world.submit().json["id"]
    phone = shown(world, message_id)
    phone.post(f"/api/messages/{message_id}/follow")
    world.phone("liaison").post(f"/api/messages/{message_id}/accept", {})
    drain()
    for _ in range(3):
        with transaction():
            tell_followers(UUID(message_id))
        catch_up()
    assert len(told(phone)) == 1


def test_a_silence_that_ends_a_letter_is_told_too(world: World) -> None:
    message_id = answered(world)
    drain()
    phone = shown(world, message_id)
    phone.post(f"/api/messages/{message_id}/follow")
    assert told(phone) == [], "what happened before is seen, not told"
    with clock.shifted(timedelta(days=16)):
        conclude_unrated()
        catch_up()
        assert [title.split("，")[1] for title in told(phone)] == ["收尾了"]


def test_nothing_is_followed_that_was_not_shown(world: World) -> None:
    message_id = world.submit().json["id"]
    path = f"/api/messages/{message_id}/follow"
    shown(world, message_id)
    for who in ("deputy", "former_deputy"):
        assert world.phone(who).post(path).status_code == 404, who
    assert world.phone("neighbour").post(f"/api/messages/{uuid4()}/follow").status_code == 404
    assert world.phone("liaison").post(path).status_code == 403
    assert world.phone("deputy").get(f"/api/follows/{message_id}").status_code == 404


def test_a_released_case_is_followed_by_the_id_that_everybody_sees(world: World) -> None:
    message_id = world.submit(visibility="anonymous_public").json["id"]
    liaison = world.phone("liaison")
    liaison.post(f"/api/messages/{message_id}/accept", {})
    liaison.post(f"/api/messages/{message_id}/reply", {"text": "灯已经订了。", "result": "B"})
    with transaction():
        actor = Actor(Role.LIAISON, world.station.scope, liaison.account_id)
        message = queries.get_for_update(actor, UUID(message_id))
        publication.release(actor, message)
        publication.publish(actor, message, summary="路灯坏了，灯在路上。", has_read=True)
    (case,) = world.client.get(f"/api/stations/{world.station.id}/cases").json["items"]
    mine = world.phone("neighbour").post(f"/api/messages/{case['id']}/follow").json
    assert (mine["id"], mine["summary"]) == (message_id, "路灯坏了，灯在路上。")
    world.phone("resident").post(f"/api/messages/{message_id}/visibility", {"visibility": "private"})
    (after,) = world.phone("neighbour").get("/api/follows").json["items"]
    assert after["summary"] == "", "its author took the words back"


def test_own_and_finished_letters_are_not_followed_and_a_follow_can_be_left(world: World) -> None:
    message_id = world.submit().json["id"]
    own = shown(world, message_id, "resident").post(f"/api/messages/{message_id}/follow")
    assert (own.status_code, own.json["error"]["code"]) == (409, "message.own_follow")
    phone = shown(world, message_id)
    for _ in range(2):
        assert phone.post(f"/api/messages/{message_id}/follow").status_code == 200
    counted = world.phone("liaison").get(f"/api/messages/{message_id}").json
    assert counted["followers"] == 1
    assert world.phone("resident").get(f"/api/messages/{message_id}").json["followers"] is None
    assert phone.post(f"/api/messages/{message_id}/unfollow").status_code == 204
    assert phone.get("/api/follows").json["items"] == []
    world.phone("resident").post(f"/api/messages/{message_id}/withdraw", {})
    late = phone.post(f"/api/messages/{message_id}/follow")
    assert (late.status_code, late.json["error"]["code"]) == (409, "message.over")
