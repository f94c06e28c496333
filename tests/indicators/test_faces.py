"""Who reads the figures, what a wrong question hears, and W16, which looks twice at what is too low or too good."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import update

from server.alerts.registry import RULES, Look, county
from server.core import clock
from server.core.db import db, transaction
from server.core.permissions import Role
from server.indicators import doubts, periods
from server.indicators.doubts import Why
from server.messages.models import Message, Rating
from tests import factories
from tests.console.desk import at
from tests.factories import COUNTY, OTHER_COUNTY, TOWN, World
from tests.indicators import letters

API = "/api/indicators"
READERS = {Role.LIAISON, Role.STATION_HEAD, Role.STREET_NPC, Role.NPC_STAFF, Role.NPC_LEADER}


def test_stations_and_offices_read_figures_of_their_own_county(app: Flask, world: World) -> None:
    with transaction():
        abroad = factories.station("外县站", "320311001001")
    world.submit()
    for role in Role:
        if role is Role.VISITOR:
            continue
        phone, desk = world.phone(role.value), at(app, world, role.value)
        wanted = 200 if role in READERS else 403
        addresses = ("", f"?area={COUNTY}", f"?area={TOWN}000&period=2026-Q4")
        assert {phone.get(API + more).status_code for more in addresses} == {wanted}, role
        assert desk.get("/console/indicators").status_code == wanted, role
        behind = "/console/indicators/received"
        assert {desk.get(behind + more).status_code for more in ("", ".xlsx")} == {wanted}, role
        for more in (f"?area={OTHER_COUNTY}", f"?station={abroad.id}", "?area=99"):
            assert phone.get(API + more).status_code == (404 if wanted == 200 else 403), (role, more)


def test_a_figure_carries_its_definition_and_its_letters(app: Flask, world: World) -> None:
    number = world.submit().json["number"]
    read = world.phone("npc_staff").get(API).json
    received = next(one for one in read["items"] if one["id"] == "received")
    assert (received["numerator"], received["shown"], received["rule"]) == (1, "1", "O1")
    assert received["dimensions"] == ["area", "station", "period"]
    rate = next(one for one in read["items"] if one["id"] == "satisfaction_rate")
    assert (rate["value"], rate["shown"], rate["formula"]) == (None, "—", "满意和基本满意 ÷ 有评价的")
    for who, seen in (("npc_staff", [number]), ("street_npc", [number]), ("liaison", [number])):
        listed = world.phone(who).get(f"{API}/received/exceptions?area={COUNTY}").json
        assert [one["number"] for one in listed["items"]] == seen
        assert "content" not in listed["items"][0]
    book = load_workbook(BytesIO(at(app, world, "liaison").get("/console/indicators/received.xlsx").data))
    assert [row[0] for row in book.active.values][3:] == [number]  # type: ignore[union-attr]


def test_a_wrong_question_is_answered_in_words(world: World) -> None:
    phone = world.phone("npc_staff")
    assert phone.get(f"{API}?period=2026-13").json["error"]["fields"] == {
        "period": "时间写成 2026、2026-Q4 或 2026-10"
    }
    assert phone.get(f"{API}/nothing/exceptions").json["error"]["code"] == "indicator.unknown"
    assert phone.get(f"{API}?area=富阳").status_code == 400


@pytest.mark.parametrize(
    ("rated", "satisfied", "asked", "found"),
    [
        (10, 5, 20, Why.LOW),
        (10, 6, 20, None),
        (9, 0, 20, None),
        (1, 1, 11, Why.TOO_GOOD),
        (1, 1, 10, None),
        (2, 1, 40, None),
        (0, 0, 40, None),
    ],
)
def test_too_low_or_too_good_deserves_a_second_look(
    rated: int, satisfied: int, asked: int, found: Why | None
) -> None:
    counts = {"satisfaction_rate": (rated, satisfied), "participation_rate": (asked, rated)}
    assert doubts.why(counts) is found


def test_townships_in_doubt_are_named_in_the_order_of_codes(world: World) -> None:
    with transaction():
        elsewhere = factories.station("春江社区代表联络站", "330111002001")
        author = world.phone("resident").account_id
        written = letters.write([world.station, elsewhere], [author])
        _unsatisfied(written)
    with clock.frozen(letters.NOW):
        found, near = doubts.last_month(), doubts.last_month(TOWN)
        assert found == doubts.doubtful(COUNTY, periods.parse("2026-10"))
    assert [(one.area_code, one.name, one.why) for one in found] == [
        ("330111001000", "富春街道", Why.LOW),
        ("330111002000", "春江街道", Why.LOW),
    ]
    assert near == found[:1]
    assert all("满意率" in one.words for one in found)
    with clock.frozen(letters.NOW):
        fired = list(RULES["W16"].find(Look(TOWN)))
    assert [(one.shown, one.posts) for one in fired] == [("富春街道", (county("330111001000"),))]


def _unsatisfied(written: list[Message]) -> None:
    """Everybody who said anything said no."""
    ids = [letter.id for letter in written]
    db.session.execute(update(Rating).where(Rating.message_id.in_(ids)).values(reply=1))
