"""A unit learns who wrote only by consent and with a reason; an office reads a unit's answer; the government gives to
its own departments and never learns of a person (domain §4.2, §5.2)."""

from __future__ import annotations

from typing import Any

import pytest

from server.core.db import transaction
from tests import factories
from tests.assignments.desk import Given, accepted, assign, give
from tests.console.desk import At
from tests.factories import World

WHY = {"reason": "约上门看现场的时间"}


def with_consent(world: World, kind: str = "help", **fields: Any) -> Given:
    return give(world, accepted(world, consent_share_identity=True, **fields), kind=kind)


def test_with_consent_a_unit_sees_the_name_for_a_reason_and_the_author_reads_it(
    world: World, desk: At
) -> None:
    given = with_consent(world)
    assert given.handler("identity", WHY).json["error"]["code"] == "assignment.unsigned"
    given.handler("sign")
    assert "know_author" in given.seen()["actions"]
    assert "查看来信人" in desk("handler").page(f"/console/assignments/{given.id}")
    assert given.handler("identity", {"reason": ""}).status_code == 400
    assert given.handler("identity", WHY).json.keys() == {"name", "phone"}
    (read,) = given.letter()["identity_reads"]
    assert (read["by"], read["reason"]) == ("承办单位经办人 区城市管理局 经办", WHY["reason"])


@pytest.mark.parametrize(
    ("kind", "consents", "code"),
    [
        ("complaint", True, "assignment.nameless"),
        ("report", True, "assignment.nameless"),
        ("help", False, "assignment.no_consent"),
    ],
)
def test_without_consent_and_of_complaints_and_reports_never(
    world: World, kind: str, consents: bool, code: str
) -> None:
    given = give(world, accepted(world, consent_share_identity=consents), kind=kind)
    given.handler("sign")
    assert "know_author" not in given.seen()["actions"]
    assert given.handler("identity", WHY).json["error"]["code"] == code
    assert given.letter()["identity_reads"] == []


def test_a_helper_asks_the_main_unit_and_an_ended_one_nobody(world: World) -> None:
    with transaction():
        main = factories.department("区住建局").id
    message_id = accepted(world, consent_share_identity=True)
    made = assign(world, message_id, main, kind="help", supporting_ids=[str(world.unit_id)])
    own = world.phone("handler").get("/api/assignments?box=sign").json["items"][0]["id"]
    helping = Given(world, own, message_id)
    helping.handler("sign")
    assert helping.handler("identity", WHY).json["error"]["code"] == "assignment.helps"
    assert world.phone("handler").post(f"/api/assignments/{made.json['id']}/identity", WHY).status_code == 404
    given = with_consent(world)
    given.handler("sign")
    given.answered()
    assert given.handler("identity", WHY).json["error"]["code"] == "assignment.ended"


def test_the_office_above_reads_the_answer_and_a_poor_one_is_done_again(signed: Given, desk: At) -> None:
    signed.answered()
    assert _reviews(signed, "gov_dispatcher") == [signed.id]
    assert _reviews(signed, "street_npc") == []
    assert "单位答复了，请您看" in desk("gov_dispatcher").page(f"/console/assignments/{signed.id}")
    foreign = signed.act("street_npc", "review/approve")
    assert foreign.json["error"]["code"] == "review.not_yours"
    poor = signed.act("gov_dispatcher", "review/refuse", {"text": "没写哪天办、谁来办。"})
    assert (poor.status_code, poor.json["status"]) == (200, "reworking")
    assert signed.letter()["steps"][-1]["text"] == "没写哪天办、谁来办。"
    assert _reviews(signed, "gov_dispatcher") == []
    signed.answered(text="二十五日前把围挡移开，周经办负责。")
    assert signed.act("npc_staff", "review/approve").status_code == 200
    assert signed.act("gov_dispatcher", "review/approve").json["error"]["code"] == "review.none"
    assert signed.letter()["status"] == "replied"


def test_what_its_author_has_judged_is_not_read_any_more(signed: Given) -> None:
    signed.answered()
    signed.rate(3, solved=True)
    assert _reviews(signed, "gov_dispatcher") == []
    assert signed.act("gov_dispatcher", "review/approve").json["error"]["code"] == "review.none"


def _reviews(given: Given, who: str) -> list[str]:
    return [one["id"] for one in given.world.phone(who).get("/api/assignments?box=review").json["items"]]


def test_the_government_gives_to_its_own_departments_and_decides_about_their_time(world: World) -> None:
    with transaction():
        town = factories.department("城建办", factories.TOWN.ljust(12, "0")).id
    message_id = accepted(world)
    assert assign(world, message_id, town, "gov_dispatcher").status_code == 404
    given = give(world, message_id, who="gov_dispatcher")
    given.handler("sign")
    given.handler("extension", {"days": 3, "text": "材料下周才到。"})
    assert given.act("gov_dispatcher", "extension/grant").status_code == 200
    in_town = Given(world, assign(world, accepted(world), town, "street_npc").json["id"], "")
    assert "grant" not in in_town.seen("gov_dispatcher")["actions"]


def test_two_returns_are_the_congress_to_decide_not_the_governments(world: World) -> None:
    with transaction():
        other = factories.department("区住建局").id
    message_id = accepted(world)
    for _ in range(2):
        given = give(world, message_id, who="gov_dispatcher")
        given.handler("return", {"better_id": str(other), "text": "归那边养护，不归我们。"})
    refused = assign(world, message_id, other, "gov_dispatcher")
    assert refused.json["error"]["code"] == "assignment.designate"
    assert assign(world, message_id, other, "npc_staff").json["is_designated"] is True


def test_the_government_sees_the_matter_and_nobodys_name_phone_voice_or_door(world: World, desk: At) -> None:
    spot = {"latitude": 30.05123, "longitude": 119.95456}
    message_id = accepted(world, consent_share_identity=True, **spot)
    seen = world.phone("gov_dispatcher").get(f"/api/messages/{message_id}").json
    assert (seen["author"], seen["spot"], seen["identity_reads"]) == (None, None, [])
    assert world.phone("street_npc").get(f"/api/messages/{message_id}").json["spot"] == spot
    assert desk("gov_dispatcher").post(f"/console/messages/{message_id}/identity", WHY).status_code == 403
    assert "您的身份看不到来信人" in desk("gov_dispatcher").page(f"/console/messages/{message_id}")
