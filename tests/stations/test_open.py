"""Residents are led to open stations only; at one that is not, everybody is told kindly where to go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from server.core import clock
from server.core.db import db, transaction
from server.stations import queries
from server.stations.models import LicenceState, Seat, Station, StationKind
from tests import factories
from tests.factories import TOWN, VILLAGE, World

NOT_OPEN = [state for state in LicenceState if state is not LicenceState.ACTIVE]


def set_state(station: Station, state: LicenceState) -> None:
    with transaction():
        station.licence = state


def home(name: str = "富春街道代表之家", area: str = TOWN, **fields: object) -> Station:
    with transaction():
        return factories.station(name, area, kind=StationKind.HOME, **fields)


@pytest.mark.parametrize("state", NOT_OPEN)
def test_only_open_stations_are_found(world: World, client: FlaskClient, state: LicenceState) -> None:
    assert len(client.get("/api/stations?area=330111").json["items"]) == 1
    set_state(world.station, state)
    assert client.get("/api/stations?area=330111").json["items"] == []
    assert client.get("/api/stations?q=桂花").json["items"] == []


@pytest.mark.parametrize("state", NOT_OPEN)
def test_a_code_of_a_station_that_is_not_open_leads_to_the_next_open_one(
    world: World, client: FlaskClient, state: LicenceState
) -> None:
    other = home()
    set_state(world.station, state)
    answer = client.get(f"/api/codes/{world.station_code.token}")
    shown = answer.json["station"]
    assert (answer.status_code, shown["is_open"], shown["name"]) == (200, False, world.station.name)
    assert shown["instead"] == {"id": str(other.id), "name": other.name, "address": other.address}


def test_an_open_station_names_no_other(world: World, client: FlaskClient) -> None:
    home()
    for path in (f"codes/{world.station_code.token}", f"stations/{world.station.id}"):
        shown = client.get(f"/api/{path}").json
        shown = shown.get("station", shown)
        assert (shown["is_open"], shown["instead"]) == (True, None)


def test_the_way_on_is_the_village_then_the_home_then_any_of_the_town_and_never_another_town(
    world: World, client: FlaskClient
) -> None:
    set_state(world.station, LicenceState.SUSPENDED)
    path = f"/api/stations/{world.station.id}"
    home("春江街道代表之家", "330111002")
    assert client.get(path).json["instead"] is None
    for name, area, kind in (
        ("甲村代表联络点", "330111001900", StationKind.POINT),
        ("富春街道代表之家", TOWN, StationKind.HOME),
        ("桂花二号联络点", VILLAGE, StationKind.POINT),
    ):
        with transaction():
            factories.station(name, area, kind=kind)
        assert client.get(path).json["instead"]["name"] == name


def test_a_deputys_code_leads_to_where_the_deputy_also_sits(world: World, client: FlaskClient) -> None:
    home()
    with transaction():
        second = factories.station("江滨代表联络点", "330111002001")
        db.session.add(Seat(station_id=second.id, deputy_id=world.deputy.id))
    set_state(world.station, LicenceState.CLOSED)
    shown = client.get(f"/api/codes/{world.deputy_code.token}").json
    assert shown["station"]["instead"]["name"] == "江滨代表联络点"
    profile = client.get(f"/api/deputies/{world.deputy.id}").json
    assert [place["name"] for place in profile["stations"]] == ["江滨代表联络点"]


def test_a_letter_to_a_station_that_is_not_open_is_refused_naming_the_other(world: World) -> None:
    other = home()
    set_state(world.station, LicenceState.SUSPENDED)
    for answer in (world.submit(), world.submit(code=None, station_id=str(world.station.id))):
        error = answer.json["error"]
        assert (answer.status_code, error["code"]) == (409, "station.not_open")
        assert error["text"] == "桂花社区代表联络站现在不开，请写给富春街道代表之家。您写的还在。"
        assert error["station"] == {"id": str(other.id), "name": other.name, "phone": other.phone}
    assert world.submit(code=None, station_id=str(other.id)).status_code == 201


def test_where_no_other_station_is_near_the_hotline_is_named(world: World) -> None:
    set_state(world.station, LicenceState.CLOSED)
    error = world.submit().json["error"]
    assert "12345" in error["text"]
    assert "station" not in error


def test_letters_that_are_there_stay_with_the_station_that_closes(world: World) -> None:
    sent = world.submit().json
    set_state(world.station, LicenceState.SUSPENDED)
    liaison = world.phone("liaison")
    assert liaison.post(f"/api/messages/{sent['id']}/accept", {}).status_code == 200
    answered = liaison.post(f"/api/messages/{sent['id']}/reply", {"text": "已经修好了，您看看。"})
    assert answered.json["status"] == "answered"
    rated = world.phone("resident").post(f"/api/messages/{sent['id']}/rate", {"reply": 3, "solved": True})
    assert rated.json["status"] == "concluded"


def test_opened_again_it_takes_letters_again(world: World) -> None:
    set_state(world.station, LicenceState.SUSPENDED)
    assert world.submit().status_code == 409
    set_state(world.station, LicenceState.ACTIVE)
    assert world.submit().status_code == 201


def test_a_deputy_who_left_leads_nowhere(world: World, client: FlaskClient) -> None:
    with transaction():
        gone = factories.deputy(home(), "前任", term_to=clock.today() - timedelta(days=1))
    assert [deputy.name for deputy in queries.deputies_at(queries.stations_of(gone.id)[0].id)] == []
    assert client.get(f"/api/deputies/{gone.id}").status_code == 404


def test_from_a_park_the_way_on_is_the_home_of_the_town(world: World, client: FlaskClient) -> None:
    with transaction():
        parks = [
            factories.station(name, TOWN, kind=StationKind.STATION) for name in ("乙园联络站", "丙园联络站")
        ]
    home()
    set_state(parks[0], LicenceState.SUSPENDED)
    assert client.get(f"/api/stations/{parks[0].id}").json["instead"]["name"] == "富春街道代表之家"
