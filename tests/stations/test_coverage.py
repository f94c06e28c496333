"""The register by kind, and what no station covers yet (R2-03, R0-18)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.stations import coverage, registers, service
from server.stations.coverage import FindCoverage
from server.stations.models import (
    LicenceState,
    Station,
    StationAction,
    StationKind,
)
from tests import factories
from tests.console.desk import At
from tests.factories import OTHER_TOWN, TOWN, VILLAGE, World
from tests.stations.offices import ELSEWHERE, OFFICE, STREET, move

# the register


def test_the_register_is_narrowed_by_kind_category_and_state(desk: At, world: World) -> None:
    with transaction():
        factories.station("富春街道代表之家", TOWN, kind=StationKind.HOME)
        factories.station("银湖园区联络站", TOWN, category="park", licence=LicenceState.SUSPENDED)
    office = desk("npc_staff")
    for search, names in {
        "kind=home": ["富春街道代表之家"],
        "category=park": ["银湖园区联络站"],
        "licence=suspended": ["银湖园区联络站"],
        "licence=active&kind=point": ["桂花社区代表联络站"],
        "licence=closed": [],
    }.items():
        page = office.page(f"/console/stations?{search}")
        assert re.findall(r'<th scope="row"><a [^>]*>([^<]+)', page) == names, search
    assert "代表之家 1 个，代表联络点 2 个" in office.page("/console/stations")
    assert office.get("/console/stations?licence=lost").status_code == 400


def test_100_stations_709_points_and_6_observation_points_are_held_and_counted_by_kind(world: World) -> None:
    """R2-03."""
    planned = {StationKind.STATION: 100, StationKind.POINT: 709, StationKind.OBSERVATION_POINT: 6}
    for kind, count in planned.items():
        db.session.add_all(
            Station(name=f"{kind.value}{at}", kind=kind, area_code="320311009001", created_at=clock.now())
            for at in range(count)
        )
    db.session.flush()
    there = Actor(Role.NPC_STAFF, "area:320311")
    assert registers.kinds(there, registers.stations(there, registers.FindStationSheet())) == planned
    assert registers.stations(there, registers.FindStationSheet(kind=StationKind.POINT)).total == 709


# coverage


def towns(actor: Actor, **find: Any) -> dict[str, tuple[bool, list[str]]]:
    lines = coverage.sheet(actor, FindCoverage(**find)).lines
    return {line.town.name: (line.has_home, [village.name for village in line.uncovered]) for line in lines}


def test_coverage_names_every_town_without_a_home_and_every_village_without_a_station(world: World) -> None:
    """R0-18: only what is in use counts."""
    assert towns(OFFICE) == {"富春街道": (False, []), "春江街道": (False, ["春江社区"])}
    home = factories.station("春江街道代表之家", OTHER_TOWN, kind=StationKind.HOME)
    assert towns(OFFICE)["春江街道"] == (True, ["春江社区"])
    factories.station("春江联络点", ELSEWHERE, licence=LicenceState.LICENSED)
    assert towns(OFFICE)["春江街道"] == (True, ["春江社区"]), "licensed is not open yet"
    move(home, StationAction.SUSPEND)
    db.session.flush()
    assert towns(OFFICE)["春江街道"] == (False, ["春江社区"])
    assert towns(STREET) == {"富春街道": (False, [])}


def test_only_what_is_missing_can_be_looked_at(world: World) -> None:
    factories.station("富春街道代表之家", TOWN, kind=StationKind.HOME)
    assert list(towns(OFFICE, open="yes")) == ["春江街道"]
    factories.station("春江街道代表之家", OTHER_TOWN, kind=StationKind.HOME)
    assert list(towns(OFFICE, open="yes")) == ["春江街道"], "a village is still missing"
    factories.station("春江联络点", ELSEWHERE)
    assert towns(OFFICE, open="yes") == {}


def test_the_totals_say_how_many_of_how_many(desk: At, world: World) -> None:
    with transaction():
        factories.station("富春街道代表之家", TOWN, kind=StationKind.HOME)
        service.note_step(OFFICE, world.station, 1, done_on=date(2023, 12, 1))
        closed = factories.station("旧站", VILLAGE, licence=LicenceState.CLOSED)
        service.note_step(OFFICE, closed, 1, done_on=date(2023, 12, 1))
    total = coverage.totals(OFFICE)
    assert (total.homes, total.towns, total.covered, total.villages) == (1, 2, 1, 2)
    assert (total.stations, total.reached) == (2, {1: 1, 2: 0, 3: 0})
    page = desk("npc_leader").page("/console/coverage")
    assert "中心站 1 / 2" in page
    assert "1 个还没有在运行的站点" in page
    assert "/console/stations/new" not in page, "a leader looks and changes nothing"
    assert "/console/stations/new?town=330111002000&amp;village=330111002001" in desk("npc_staff").page(
        "/console/coverage"
    )


def test_the_staff_of_a_station_have_no_coverage_to_look_at(desk: At, world: World) -> None:
    assert "这里没有镇街" in desk("liaison").page("/console/coverage")
    assert "/console/coverage" not in desk("liaison").page("/console/stations")
