"""A letter goes to a unit, is signed for, comes back, goes to another (O7–O9, O20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from server.alerts.jobs import look
from server.core import clock
from server.core.db import db, transaction
from server.departments.models import Department
from server.messages.models import Message
from tests.assignments.desk import Given, accepted, assign, give
from tests.factories import World
from tests.messages.path import drain

FRIDAY = datetime(2026, 9, 25, 10, 0, tzinfo=clock.ZONE)
"""Mid-autumn; National Day and a worked Saturday lie ahead."""
BACK = {"text": "这一段路归镇街养护，不在我们的清单里。"}
Unit = Callable[..., Department]


def test_a_letter_goes_to_a_unit_and_its_author_reads_whose_it_is(world: World) -> None:
    given = give(world, accepted(world), text="请先去看看围挡。")
    letter = given.letter()
    assert (letter["status"], letter["holder"]) == ("assigned", "区城市管理局")
    assert letter["steps"][-1]["text"] == "交给区城市管理局办。请先去看看围挡。"
    drain()
    told = [n["title"] for n in world.phone("resident").get("/api/notices").json["items"]]
    assert "您反映的事，交给单位办了" in told
    assert world.phone("handler").get("/api/notices").json["items"][0]["title"] == "有一件来信请您单位主办"


def test_it_is_sorted_before_it_is_given_out(world: World) -> None:
    refused = assign(world, accepted(world), world.unit_id, kind=None)
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "assignment.kind")


@pytest.mark.parametrize(
    ("sorted_as", "days"),
    [
        ({"kind": "consult"}, 3),
        ({"kind": "help"}, 7),
        ({"kind": "suggest"}, 7),
        ({"kind": "complaint"}, 15),
        ({"kind": "complaint", "urgency": "U2"}, 3),
        ({"kind": "consult", "urgency": "U1"}, 1),
    ],
)
def test_the_days_follow_what_it_is_and_how_pressing(
    world: World, sorted_as: dict[str, str], days: int
) -> None:
    with clock.frozen(datetime(2026, 11, 2, 10, 0, tzinfo=clock.ZONE)):
        given = give(world, accepted(world), **sorted_as)
        promised = {1: "2026-11-03", 3: "2026-11-05", 7: "2026-11-11", 15: "2026-11-23"}
        assert given.letter()["promised_on"] == promised[days]


def test_days_off_and_worked_weekends_count_as_the_calendar_says(world: World) -> None:
    with clock.frozen(FRIDAY + timedelta(days=3)):
        given = give(world, accepted(world), kind="consult")
        # 28 September: the 29th and 30th are worked, 1–7 October are off, the 8th is worked
        assert given.letter()["promised_on"] == "2026-10-08"


def test_a_unit_signs_for_it_once(given: Given) -> None:
    assert given.handler("sign").json["signer"] == "经办"
    assert given.letter()["status"] == "handling"
    again = given.lead("sign")
    assert (again.status_code, again.json["error"]["code"]) == (409, "assignment.signed")


@pytest.mark.parametrize("has_signed", [False, True])
def test_a_unit_gives_it_back_with_a_better_one_within_two_working_days(
    given: Given, unit: Unit, *, has_signed: bool
) -> None:
    if has_signed:
        given.handler("sign")
    better = unit("区交通运输局")
    answer = given.handler("return", BACK | {"better_id": str(better.id)})
    assert answer.status_code == 204
    assert given.world.phone("handler").get(f"/api/assignments/{given.id}").status_code == 404
    letter = given.letter()
    assert letter["status"] == "unit_returned"
    assert letter["steps"][-1]["text"].startswith("不归区城市管理局办，建议由区交通运输局办：")
    drain()
    titles = [n["title"] for n in given.world.phone("npc_staff").get("/api/notices").json["items"]]
    assert "承办单位退回了一件来信" in titles


def test_after_two_working_days_it_stays(given: Given, unit: Unit) -> None:
    better = unit("区交通运输局")
    with clock.shifted(timedelta(days=7)):
        late = given.handler("return", BACK | {"better_id": str(better.id)})
    assert (late.status_code, late.json["error"]["code"]) == (409, "assignment.too_late")


def test_a_return_names_another_unit_and_says_why(given: Given) -> None:
    own = given.handler("return", BACK | {"better_id": str(given.world.unit_id)})
    assert own.json["error"]["fields"] == {"better_id": "这就是您的单位"}
    short = given.handler("return", {"better_id": str(given.world.unit_id), "text": "不"})
    assert "text" in short.json["error"]["fields"]


def test_after_two_returns_only_the_countys_office_names_the_unit_and_it_stays(
    world: World, unit: Unit
) -> None:
    town = {"area_code": "330111001000"}
    offices = [unit("城建办", **town), unit("综合执法队", **town)]
    message_id = accepted(world)
    for _ in range(2):
        given = give(world, message_id, who="npc_staff")
        given.handler("return", BACK | {"better_id": str(offices[0].id)})
    by_town = assign(world, message_id, offices[1].id, who="street_npc")
    assert (by_town.status_code, by_town.json["error"]["code"]) == (403, "assignment.designate")
    look()
    assert [one["rule"] for one in world.phone("npc_staff").get("/api/alerts").json["items"]] == ["W11"]
    named = give(world, message_id)
    assert named.seen()["is_designated"] is True
    third = named.handler("return", BACK | {"better_id": str(offices[0].id)})
    assert (third.status_code, third.json["error"]["code"]) == (409, "assignment.designated")


def test_an_office_gives_letters_only_to_units_of_its_own_area(world: World, unit: Unit) -> None:
    elsewhere = unit("泉山区城管局", area_code="320311000000")
    assert assign(world, accepted(world), elsewhere.id).status_code == 404
    assert assign(world, accepted(world), world.unit_id, who="street_npc").status_code == 404
    assert assign(world, accepted(world), world.unit_id, who="liaison").status_code == 403


def test_helpers_tell_the_main_unit_and_never_the_author(world: World, unit: Unit) -> None:
    helper = unit("区水务局")
    given = give(world, accepted(world), supporting_ids=[str(helper.id)])
    with_helper = given.seen()["helpers"]
    assert [(one["unit"], one["is_main"]) for one in with_helper] == [("区水务局", False)]
    assert "区水务局" not in str(given.letter())


def test_the_main_unit_is_not_its_own_helper(world: World) -> None:
    refused = assign(world, accepted(world), world.unit_id, supporting_ids=[str(world.unit_id)])
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "assignment.twice")


def test_a_unit_reads_the_matter_and_never_who_wrote_it(world: World) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    given = give(world, accepted(world, consent_share_identity=True))
    read = str(given.seen())
    assert given.seen()["may_know_author"] is False, "a complaint: never"
    assert "陈" not in read
    assert "138" not in read
    assert world.phone("handler").get(f"/api/messages/{given.message_id}").status_code in (403, 404)


def test_an_author_who_takes_it_back_takes_it_from_the_unit(given: Given) -> None:
    given.world.phone("resident").post(f"/api/messages/{given.message_id}/withdraw", {})
    drain()
    assert given.world.phone("handler").get(f"/api/assignments/{given.id}").status_code == 404
    titles = [n["title"] for n in given.world.phone("handler").get("/api/notices").json["items"]]
    assert "来信人撤回了" in titles


def test_nobody_handles_their_own_letter(world: World) -> None:
    """Who works at a unit and wrote as a resident does not answer themselves (domain §4.2, 回避)."""
    given = give(world, accepted(world))
    written = update(Message).where(Message.id == UUID(given.message_id))
    with transaction():
        db.session.execute(written.values(author_id=world.phone("handler").account_id))
    assert given.handler("sign").json["error"]["code"] == "message.own"
