"""Canned replies: kept by heads and streets, offered where they fit, never sent with a blank."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from server.core.db import db, transaction
from server.messages.canned_models import CannedReply
from server.messages.models import Message
from tests import factories
from tests.console.desk import At
from tests.factories import World

ELEVATOR = {"title": "电梯停运告知", "text": "{编号} 收到。{承办单位} 在修，急事打 {站点电话}。"}


def accepted(world: World) -> str:
    message_id: str = world.submit().json["id"]
    world.phone("liaison").post(f"/api/messages/{message_id}/accept", {})
    return message_id


def offered(desk: At, message_id: str, who: str = "liaison") -> list[str]:
    page = desk(who).page(f"/console/messages/{message_id}/replies")
    return re.findall(r'data-insert="([^"]+)"', page)


def test_a_station_and_its_street_offer_theirs_filled_in(desk: At, world: World) -> None:
    message_id = accepted(world)
    desk("station_head").post("/console/replies", ELEVATOR)
    desk("street_npc").post("/console/replies", {"title": "谢谢", "text": "谢谢您写给{站点}。"})
    with transaction():
        message = db.session.scalars(select(Message)).one()
    assert offered(desk, message_id) == [
        f"{message.number} 收到。{{承办单位}} 在修，急事打 {world.station.phone}。",
        f"谢谢您写给{world.station.name}。",
    ]


def test_a_sibling_station_and_another_street_offer_nothing_here(desk: At, world: World) -> None:
    message_id = accepted(world)
    with transaction():
        elsewhere = factories.station("江滨代表联络点", factories.VILLAGE)
        for place in ({"station_id": elsewhere.id}, {"area_prefix": factories.OTHER_TOWN}):
            made = CannedReply(
                title="别处", text="别处的话。", by="别处", created_at=elsewhere.created_at, **place
            )
            db.session.add(made)
    assert offered(desk, message_id) == []


@pytest.mark.parametrize(
    ("bound", "fits"),
    [
        ({"status": "accepted"}, True),
        ({"status": "reworking"}, False),
        ({"category": "C01"}, True),
        ({"category": "C02"}, False),
    ],
)
def test_it_is_offered_in_its_state_and_category_only(
    desk: At, world: World, bound: dict[str, str], fits: bool
) -> None:
    message_id = accepted(world)
    with transaction():
        db.session.scalars(select(Message)).one().category = "C01"  # type: ignore[assignment]
    desk("station_head").post("/console/replies", {"title": "一句", "text": "马上就修。"} | bound)
    assert bool(offered(desk, message_id)) is fits


def test_a_blank_that_nobody_filled_in_is_not_sent(desk: At, world: World) -> None:
    message_id = accepted(world)
    liaison, path = desk("liaison"), f"/console/messages/{message_id}/reply"
    refused = liaison.post(path, {"text": "{承办单位} 在修。"}, **{"HX-Request": "true"})
    assert (refused.status_code, "没填的空" in refused.text) == (400, True)
    assert liaison.post(path, {"text": "排水公司 {24小时} 在修。".replace("小时", "h")}).status_code == 303


def test_only_heads_and_streets_keep_them_and_each_its_own(desk: At, world: World) -> None:
    assert desk("liaison").get("/console/replies").status_code == 403
    desk("station_head").post("/console/replies", ELEVATOR)
    with transaction():
        reply_id = db.session.scalars(select(CannedReply.id)).one()
    path = f"/console/replies/{reply_id}"
    assert desk("street_npc").post(path, ELEVATOR).status_code == 404
    assert desk("street_npc").post(f"{path}/drop").status_code == 404
    head = desk("station_head")
    head.post(path, ELEVATOR | {"title": "电梯"})
    assert "<b>电梯</b>" in head.page("/console/replies")
    head.post(f"{path}/drop")
    assert "还没有常用答复" in head.page("/console/replies")
