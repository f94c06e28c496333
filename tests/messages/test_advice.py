"""What the machine says of a letter: before it is sent, to those who answer it, and to the person on duty."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.departments.models import OnCall
from server.messages import publication
from server.messages.emergencies import call_the_next
from server.messages.models import Message
from server.notifications.models import Notice
from tests import factories
from tests.console.desk import At
from tests.factories import TOWN, World
from tests.messages.path import drain

GAS = "楼道里一股煤气味，越来越浓，我不敢开灯。"
LAMP = "桂花路口的路灯坏了三盏，晚上走路看不见。"


def preview(world: World, who: str = "resident", **fields: Any) -> Any:
    body = {"station_id": str(world.station.id), "content": LAMP} | fields
    return world.phone(who).post("/api/messages/preview", body)


def suggested(world: World, content: str, who: str = "liaison") -> Any:
    letter = world.submit(content=content).json["id"]
    return world.phone(who).get(f"/api/messages/{letter}").json["suggested"]


def somebody_wrote(world: World, content: str, place: str = "") -> Any:
    """Another resident's letter, as its author reads it."""
    with transaction():
        other = factories.resident(world.client)
    body = {"station_id": str(world.station.id), "content": content, "place": place}
    answer = other.post("/api/messages", body, key=f"key-{uuid4()}")
    assert answer.status_code == 201
    return answer.json


def urgent() -> list[Notice]:
    found = select(Notice).where(Notice.kind == "message.urgent").order_by(Notice.created_at)
    return list(db.session.scalars(found))


def test_staff_read_a_suggestion_with_the_words_that_led_to_it(world: World) -> None:
    found = suggested(world, LAMP)
    assert found["category"] == "C02"
    assert found["urgency"] == "U3"
    assert found["refer"] is None
    assert any("路灯" in word for word in found["words"])


def chosen(page: str) -> dict[str, str]:
    """What stands in the four fields beside 受理."""
    fields = re.findall(r'name="(sorted_\w+)">(.*?)</select>', page)
    return {name: re.findall(r'value="(\w*)" selected', options)[0] for name, options in fields}


@pytest.mark.parametrize(("more", "kind", "answer"), [({}, "help", 409), ({"kind_later": "true"}, None, 200)])
def test_one_press_confirms_what_is_suggested_and_who_answers_on_the_spot_leaves_the_kind_open(
    world: World, desk: At, more: dict[str, str], kind: str | None, answer: int
) -> None:
    """O3, and O6: of a plea a station answers what it can settle there and then."""
    letter = world.submit(content=LAMP).json["id"]
    page = desk("liaison").page(f"/console/inbox?open={letter}")
    assert "都对，受理" in page
    assert re.search("看到：[^<]*路灯", page), "the words that led to the category stand under it"
    assert desk("liaison").post(f"/console/messages/{letter}/accept", chosen(page) | more).status_code == 303
    with transaction():
        stored = db.session.get_one(Message, UUID(letter))
        assert (stored.kind, stored.category, stored.urgency, stored.level) == (kind, "C02", "U3", "L3")
    reply = {"text": "灯今天下午换好了，晚上请您再看一眼。"}
    assert world.phone("liaison").post(f"/api/messages/{letter}/reply", reply).status_code == answer


def test_its_author_reads_no_suggestion(world: World) -> None:
    letter = world.submit(content=LAMP).json
    assert letter["suggested"] is None
    assert world.phone("resident").get(f"/api/messages/{letter['id']}").json["suggested"] is None


def test_what_belongs_elsewhere_is_said_with_its_code(world: World) -> None:
    # about the village itself: the township reads it, and the village's station does not
    content = "我要举报村主任贪污征地补偿款，一户少发两万。"
    assert suggested(world, content, who="street_npc")["refer"] == "J6"


def test_danger_is_told_before_sending_with_the_numbers_to_call(world: World) -> None:
    safety = preview(world, content=GAS).json["safety"]
    assert "119" in safety["call"]
    assert "开窗" in safety["text"]


def test_a_quiet_matter_shows_no_danger(world: World) -> None:
    assert preview(world).json == {"safety": None, "similar": []}


def test_a_preview_stores_nothing(world: World) -> None:
    preview(world, content=GAS)
    with transaction():
        assert db.session.execute(select(func.count()).select_from(Message)).scalar_one() == 0


def test_a_preview_needs_an_address_and_somebody_who_writes(world: World) -> None:
    assert preview(world, station_id=None).status_code == 400
    assert preview(world, content="短").status_code == 400
    body = {"station_id": str(world.station.id), "content": LAMP}
    assert world.client.post("/api/messages/preview", json=body).status_code == 401
    assert preview(world, who="sys_admin").status_code == 403


def test_a_case_alike_is_shown_without_its_words(world: World) -> None:
    words = "我住302，桂花路口路灯三盏都坏了，晚上看不见路，老陈头摔了一跤。"
    sent = somebody_wrote(world, words, "桂花路12号302室")
    (found,) = preview(world).json["similar"]
    assert found == {
        "id": sent["id"],
        "number": sent["number"],
        "summary": "桂花路，市政设施与管网",
        "status": "submitted",
    }


def test_what_is_somebodys_own_is_never_shown_to_others(world: World) -> None:
    somebody_wrote(world, "低保突然停了三个月，一个人过日子揭不开锅，没人给个说法。")
    assert preview(world, content="我的低保停了三个月，没有说法，日子过不下去。").json["similar"] == []


def test_a_released_case_is_shown_in_the_words_that_staff_released(world: World) -> None:
    words = "低保突然停了三个月，一个人过日子揭不开锅，没人给个说法。"
    with transaction():
        other = factories.resident(world.client)
    body = {"station_id": str(world.station.id), "content": words, "visibility": "anonymous_public"}
    letter = other.post("/api/messages", body, key=f"key-{uuid4()}").json["id"]
    liaison = world.phone("liaison")
    liaison.post(f"/api/messages/{letter}/accept", {})
    liaison.post(f"/api/messages/{letter}/reply", {"text": "已经补发了。"})
    with transaction():
        actor = Actor(Role.LIAISON, world.station.scope, account_id=liaison.account_id)
        message = db.session.get_one(Message, UUID(letter))
        publication.publish(actor, message, summary="有人问低保停发，已经补发。", has_read=True)
    (found,) = preview(world, content="我的低保停了三个月，没有说法，日子过不下去。").json["similar"]
    assert found["summary"] == "有人问低保停发，已经补发。"


def test_ones_own_letter_is_not_held_up_to_oneself(world: World) -> None:
    world.submit(content=LAMP)
    assert preview(world).json["similar"] == []


def test_the_person_on_duty_hears_of_danger_and_nobody_hears_what_was_written(world: World) -> None:
    with transaction():
        duty = factories.staff(Role.STREET_NPC, f"area:{TOWN}", "值守")
        now = clock.now()
        hours = timedelta(hours=3)
        span = OnCall(
            area_code=f"{TOWN}000",
            account_id=duty.id,
            turn=1,
            starts_at=now - hours,
            ends_at=now + hours,
            created_at=now,
        )
        db.session.add(span)
        duty_id = duty.id
    number = world.submit(content=GAS).json["number"]
    drain()
    with transaction():
        (notice,) = urgent()
        assert notice.account_id == duty_id
        assert number in notice.text
        assert "煤气" not in notice.title + notice.text


def test_the_next_one_is_called_while_nobody_takes_it_on(world: World) -> None:
    letter = world.submit(content=GAS).json["id"]
    drain()
    with transaction():
        first = {notice.account_id for notice in urgent()}
    assert len(first) == 1
    with clock.shifted(timedelta(minutes=11)):
        call_the_next()
        call_the_next()
    with transaction():
        assert len(urgent()) == 2
    world.phone("liaison").post(f"/api/messages/{letter}/accept", {})
    with clock.shifted(timedelta(minutes=31)):
        call_the_next()
    with transaction():
        assert len(urgent()) == 2


def test_a_quiet_letter_calls_nobody(world: World) -> None:
    world.submit(content=LAMP)
    drain()
    with clock.shifted(timedelta(minutes=30)):
        call_the_next()
    with transaction():
        assert urgent() == []


def test_the_danger_stays_when_the_letter_is_taken_back(world: World) -> None:
    letter = world.submit(content=GAS).json["id"]
    world.phone("resident").post(f"/api/messages/{letter}/withdraw", {})
    drain()
    with transaction():
        kinds = set(db.session.scalars(select(Notice.kind).where(Notice.title.like("说有危险%"))))
    assert kinds == {"message.danger_withdrawn"}


def test_the_console_shows_danger_first_and_the_suggestion_with_its_words(world: World, desk: At) -> None:
    letter = world.submit(content=GAS).json["id"]
    inbox = desk("liaison").get("/console/inbox").get_data(as_text=True)
    case = desk("liaison").get(f"/console/messages/{letter}").get_data(as_text=True)
    for page in (inbox, case):
        assert "可能危险" in page
        assert "都对，受理" in page
        assert "C13 公共安全与应急" in page
    assert case.index("可能危险") < case.index(GAS)
