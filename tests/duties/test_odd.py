"""Odd patterns are a quiet word to who looks after the station; they block nothing and weigh nothing."""

from __future__ import annotations

from uuid import uuid4

from server.core import clock
from server.core.db import db, transaction
from server.duties import odd
from server.duties.models import Duty, DutyHow, DutySource, DutyStatus
from server.stations.models import Station
from tests import factories
from tests.console.desk import At
from tests.factories import World


def scanned(world: World, station: Station, name: str, **proof: object) -> Duty:
    """A record of a scan, confirmed, as a screen's code makes it."""
    deputy = factories.deputy(station, name) if name else world.deputy
    made = Duty(
        deputy_id=deputy.id,
        station_id=station.id,
        area_code=station.area_code,
        kind="receive_voters",
        title="接待街坊",
        status=DutyStatus.CONFIRMED,
        source=DutySource.SCAN,
        how=DutyHow.ROTATING,
        at=clock.now(),
        recorded_at=clock.now(),
        dedupe=f"odd-{uuid4()}",
        **proof,
    )
    db.session.add(made)
    db.session.flush()
    return made


def test_many_on_one_half_minute_and_two_far_stations_are_said_quietly(world: World, desk: At) -> None:
    with transaction():
        here = db.session.get_one(Station, world.station.id)
        here.latitude, here.longitude = 30.05, 119.96
        far = factories.station("远处的站", factories.OTHER_TOWN, latitude=30.35, longitude=119.96)
        next_door = factories.station("隔壁的站", latitude=30.051, longitude=119.96)
        screen = uuid4()
        for number in range(odd.MANY):
            scanned(world, here, f"代表{number}", screen_id=screen, step=7)
        assert odd.at_station(here) == [], "as many as may stand before one screen"
        scanned(world, here, "再一位", screen_id=screen, step=7)
        scanned(world, here, "", screen_id=screen, step=8)
        scanned(world, next_door, "")
        scanned(world, far, "")
        words = [one.words for one in odd.at_station(here)]
    assert sorted(word[:11] for word in words) == ["9 位代表扫了屏上同一", "王明代表前后十分钟里在"]
    assert any("远处的站" in word for word in words)
    page = f"/console/stations/{world.station.id}"
    assert "9 位代表扫了屏上同一个半分钟的码" in desk("liaison").page(page)
    assert "有点特别的" not in desk("npc_leader").page(page), "for who looks after the station"
    with transaction():
        states = {one.status for one in db.session.query(Duty)}
    assert states == {DutyStatus.CONFIRMED}, "nothing is held back"
