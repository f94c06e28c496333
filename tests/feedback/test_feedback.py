"""What people say about the app is heard by the right office, without anybody's name, and answered in the app."""

from __future__ import annotations

from sqlalchemy import select

from server.core.db import db, transaction
from server.feedback import service
from server.feedback.models import Feedback
from tests import factories
from tests.console.desk import At
from tests.factories import World
from tests.messages.path import drain

SAID = {"page": "compose", "version": "0.1.0", "text": "字太小了，老人看不清。"}


def test_it_is_answered_once_and_whoever_said_it_finds_the_answer_in_the_app(world: World, desk: At) -> None:
    phone = world.phone("resident")
    phone.put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    said = phone.post("/api/feedback", SAID | {"station_id": str(world.station.id)})
    assert (said.status_code, said.json["answer"]) == (201, None)
    for who in ("npc_staff", "sys_admin"):
        page = desk(who).page("/console/feedback")
        assert [word for word in (SAID["text"], "compose", "0.1.0") if word not in page] == []
        assert "陈" not in page.split("main")[1], "nobody learns who said it"
    path = f"/console/feedback/{said.json['id']}/answer"
    assert desk("npc_staff").post(path, {"text": "下周放大。"}).status_code == 303
    assert desk("sys_admin").post(path, {"text": "再说一遍。"}).status_code == 409
    drain()
    (mine,) = phone.get("/api/feedback").json["items"]
    assert mine["answer"] == "下周放大。"
    assert [one["kind"] for one in phone.get("/api/notices").json["items"]] == ["feedback.answered"]
    assert world.phone("neighbour").get("/api/feedback").json["items"] == []


def test_another_county_and_other_roles_see_nothing_of_it(world: World, desk: At) -> None:
    with transaction():
        elsewhere = factories.station("远处站", "320311001001")
    said = world.phone("resident").post("/api/feedback", SAID | {"station_id": str(elsewhere.id)}).json
    world.phone("resident").post("/api/feedback", SAID | {"text": "没有站的意见。"})
    page = desk("npc_staff").page("/console/feedback")
    assert (SAID["text"] in page, "没有站的意见" in page) == (False, False)
    answer = desk("npc_staff").post(f"/console/feedback/{said['id']}/answer", {"text": "好的。"})
    assert answer.status_code == 404
    assert "没有站的意见" in desk("sys_admin").page("/console/feedback")
    for who in ("liaison", "station_head", "street_npc", "npc_leader"):
        assert desk(who).get("/console/feedback").status_code == 403, who


def test_it_needs_words_and_keeps_nobody_after_they_left(world: World) -> None:
    phone = world.phone("resident")
    assert phone.post("/api/feedback", SAID | {"text": ""}).status_code == 400
    assert phone.post("/api/feedback", SAID | {"page": "<b>"}).status_code == 400
    phone.post("/api/feedback", SAID)
    with transaction():
        service.move(phone.account_id, None)
    assert list(db.session.scalars(select(Feedback.account_id))) == [None]
