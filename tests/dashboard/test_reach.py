"""Who looks where: every role, every screen, at the own place, inside it, beside it and above it."""

from __future__ import annotations

import pytest
from flask import Flask

from server.core import clock
from server.core.db import db, transaction
from server.core.permissions import Role
from server.dashboard import folding
from server.dashboard.shapes import ScreenName
from tests import factories
from tests.factories import COUNTY, OTHER_COUNTY, OTHER_TOWN, TOWN, VILLAGE, World

READERS = {
    Role.LIAISON: "",
    Role.STATION_HEAD: "",
    Role.STREET_NPC: TOWN,
    Role.NPC_STAFF: COUNTY,
    Role.NPC_LEADER: COUNTY,
}
"""And the area that is theirs; of a station none."""
AROUND = ("33", "3301", COUNTY, OTHER_TOWN, OTHER_COUNTY, "99")
INSIDE = (TOWN, VILLAGE)
"""One screen is looked at everywhere, the others beside and above."""


@pytest.mark.parametrize("name", ScreenName)
def test_everybody_looks_at_the_own_place_and_into_it_only(
    app: Flask, world: World, name: ScreenName
) -> None:
    with transaction():
        beside = factories.station("春江联络站", "330111002001")
        abroad = factories.station("外县站", "320311001001")
    here = db.session.merge(world.station)
    address = f"/api/dashboard/{name}"
    for role in set(Role) - {Role.VISITOR}:
        phone, own = world.phone(role.value), READERS.get(role)
        if own is None:
            assert phone.get(address).status_code == 403, role
            continue
        assert phone.get(address).status_code == 200, role
        for area in (*AROUND, *INSIDE) if name is ScreenName.OVERVIEW else AROUND:
            is_inside = bool(own) and area.startswith(own)
            assert phone.get(f"{address}?area={area}").status_code == (200 if is_inside else 404), (
                role,
                area,
            )
        for station in (here, beside, abroad) if name is ScreenName.OVERVIEW else (abroad,):
            is_inside = station.id == here.id or (bool(own) and station.area_code.startswith(own))
            answer = phone.get(f"{address}?station={station.id}")
            assert answer.status_code == (200 if is_inside else 404), (role, station.name)


def test_a_screen_says_what_it_is_and_a_wrong_question_hears_what_to_ask(world: World) -> None:
    world.submit()
    while folding.fold():
        pass
    office = world.phone("npc_staff")
    read = office.get("/api/dashboard/overview").json
    assert (read["title"], read["place"]["name"], read["period"]) == (
        "总览",
        "富阳区",
        str(clock.today().year),
    )
    assert [one["name"] for one in read["below"]] == ["富春街道", "春江街道"]
    shown = {one["id"]: one for block in read["blocks"] for one in block["figures"]}
    assert (shown["received"]["value"], shown["received"]["unit"]) == ("1", "件")
    assert shown["received"]["definition"]["rule"] == "O1"
    down = office.get(f"/api/dashboard/overview?area={TOWN}").json
    assert [one["name"] for one in down["trail"]] == ["富阳区", "富春街道"]
    assert [one["name"] for one in down["below"]] == ["桂花社区", "桂花社区代表联络站"]
    assert office.get("/api/dashboard/ranking").status_code == 404
    refused = office.get("/api/dashboard/overview?period=2026-13")
    assert (refused.status_code, "2026-Q4" in refused.text) == (400, True)
