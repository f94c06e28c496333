"""W20: a code that nobody scans is for the head alone; a left deputy's code is red until it is withdrawn (§6.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from server.alerts.jobs import look
from server.alerts.registry import RULES, Look
from server.codes.models import Code
from server.core import clock
from server.core.db import db, transaction
from server.deputies.models import Deputy
from server.stations.models import LicenceState, Station
from tests import factories
from tests.alerts.conftest import told
from tests.console.desk import At
from tests.factories import World

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=clock.ZONE)


@pytest.fixture
def world(client: FlaskClient) -> Iterator[World]:
    with clock.frozen(NOW):
        yield factories.world(client)


def age(code: Code, days: int, *, scanned: int | None = None) -> None:
    seen = None if scanned is None else clock.today() - timedelta(days=scanned)
    given = {"issued_at": clock.now() - timedelta(days=days), "last_scanned_on": seen}
    with transaction():
        db.session.execute(update(Code).where(Code.id == code.id).values(**given))


def fires() -> list[str]:
    return [str(one.level or RULES["W20"].level) for one in RULES["W20"].find(Look())]


@pytest.mark.parametrize(
    ("issued", "scanned", "is_silent"),
    [
        (89, None, False),
        (90, None, True),
        (400, 89, False),
        (400, 90, True),
        (400, 0, False),
        (900, 800, True),
    ],
)
def test_ninety_days_without_a_scan(world: World, issued: int, scanned: int | None, is_silent: bool) -> None:
    age(world.station_code, issued, scanned=scanned)
    assert fires() == (["yellow"] if is_silent else [])


def test_only_the_head_is_told_and_a_scan_clears_it(world: World) -> None:
    age(world.station_code, 90)
    look()
    assert told(world, "station_head") == ["码要看一看"]
    others = [told(world, who) for who in ("liaison", "street_npc", "npc_staff")]
    assert not [words for words in others if "码要看一看" in words]
    listed = world.phone("station_head").get("/api/alerts").json["items"]
    assert listed[0]["shown"] == "桂花社区代表联络站大门口的码"
    age(world.station_code, 90, scanned=0)
    assert world.phone("station_head").get("/api/alerts").json["items"] == []
    look()
    assert fires() == []


def test_only_codes_for_residents_at_open_stations_can_be_silent(world: World) -> None:
    age(world.duty_code, 200)
    age(world.deputy_code, 200)
    assert fires() == []
    age(world.station_code, 200)
    with transaction():
        db.session.get_one(Station, world.station.id).licence = LicenceState.SUSPENDED
    assert fires() == []


def test_a_left_deputys_code_is_red_until_somebody_withdraws_it(desk: At, world: World) -> None:
    with transaction():
        values = {"term_to": date(2026, 11, 30)}
        db.session.execute(update(Deputy).where(Deputy.id == world.deputy.id).values(**values))
    for day, level in ((30, []), (1, []), (2, ["red"])):
        with clock.frozen(datetime(2026, 12 if day < 30 else 11, day, 10, tzinfo=clock.ZONE)):
            assert fires() == level, day
    with clock.frozen(datetime(2026, 12, 2, 10, tzinfo=clock.ZONE)):
        look()
        assert told(world, "station_head") == told(world, "npc_staff") == ["码要看一看"]
        page = desk("station_head").page("/console/alerts")
        assert world.deputy.name not in page
        assert f"/console/codes?station={world.station.id}" in page
        assert desk("station_head").post(f"/console/codes/{world.deputy_code.id}/revoke").status_code == 303
        assert fires() == []
        look()
        assert world.phone("npc_staff").get("/api/alerts").json["items"] == []
