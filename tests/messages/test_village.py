"""Who works at a village's station never sees a complaint about the village: it goes one level up (domain §4.2 ②)."""

from __future__ import annotations

import pytest

from server.core.db import transaction
from tests import factories
from tests.assignments.desk import accepted, assign
from tests.console.desk import At
from tests.factories import World
from tests.messages.path import drain

ABOUT_VILLAGE = "村书记把低保名额给了自己亲戚，公示也没贴，去问还骂人。"


def seen(world: World, who: str) -> list[str]:
    return [one["id"] for one in world.phone(who).get("/api/messages?box=inbox").json["items"]]


def titles(world: World, who: str) -> list[str]:
    return [one["title"] for one in world.phone(who).get("/api/notices").json["items"]]


def test_a_complaint_about_the_village_is_the_townships_from_the_first_moment(world: World) -> None:
    one = world.submit(content=ABOUT_VILLAGE).json
    # the machine guesses at this one too, and it names nobody
    other = world.submit(content="别的一件事，与灯无关。").json["id"]
    drain()
    for who in ("liaison", "station_head"):
        assert seen(world, who) == [other]
        assert world.phone(who).get(f"/api/messages/{one['id']}").status_code == 404
    assert titles(world, "liaison").count("有一封新来信") == 1
    assert "有一封新来信" in titles(world, "street_npc")
    assert one["id"] in seen(world, "street_npc")
    assert world.phone("resident").get(f"/api/messages/{one['id']}").json["holder"] == "镇街人大"


def test_at_the_towns_own_station_it_stays(world: World) -> None:
    with transaction():
        home = factories.station("富春街道代表之家", factories.TOWN)
        code = factories.codes.issue(factories.SYSTEM, home, factories.CodeKind.STATION, placement="门口")
        head = factories.phone_of(world.client, factories.staff(factories.Role.LIAISON, home.scope))
    one = world.submit(content=ABOUT_VILLAGE, code=code.token).json["id"]
    assert head.get(f"/api/messages/{one}").status_code == 200


def test_what_a_person_sorts_so_goes_up_and_what_the_township_sorts_otherwise_comes_back(
    world: World, desk: At
) -> None:
    one = world.submit().json["id"]
    form = {"sorted_kind": "complaint", "sorted_category": "C14", "back": "case"}
    gone = desk("liaison").post(f"/console/messages/{one}/accept", form)
    assert gone.headers["Location"] == "/console/inbox"
    assert one not in seen(world, "liaison")
    drain()
    assert "一封来信上调到镇街" in titles(world, "street_npc")
    body = {"kind": "help", "category": "C02"}
    assert world.phone("street_npc").post(f"/api/messages/{one}/sort", body).status_code == 200
    assert one in seen(world, "liaison")


@pytest.mark.parametrize(("kind", "status"), [("complaint", 400), ("help", 201)])
def test_a_village_is_not_given_what_somebody_complains_of(world: World, kind: str, status: int) -> None:
    with transaction():
        village = factories.department("桂花社区居委会", factories.VILLAGE.ljust(12, "0")).id
    answer = assign(world, accepted(world), village, "street_npc", kind=kind)
    assert answer.status_code == status
    assert status == 201 or answer.json["error"]["code"] == "assignment.village"
