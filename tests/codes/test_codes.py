"""A code is an address: unguessable, revocable at once, and never a dead end."""

from __future__ import annotations

import base64
from datetime import date, timedelta

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from server.codes import jobs, service
from server.codes.models import Code, CodeKind
from server.core import cache, clock, relay
from server.core.db import db, transaction
from server.core.errors import AppError
from server.deputies.models import Deputy
from tests import factories
from tests.factories import World


def resolve(world: World, code: Code) -> tuple[int, dict[str, object]]:
    answer = world.client.get(f"/api/codes/{code.token}")
    return answer.status_code, answer.json


def revoke(code: Code) -> None:
    with transaction():
        service.revoke(factories.SYSTEM, db.session.merge(code))
    while relay.pump(_no_queue):
        pass


def _no_queue(row_id: int) -> None:
    raise ConnectionError


def test_a_station_code_lists_every_deputy_of_the_station_without_signing_in(world: World) -> None:
    with transaction():
        factories.deputy(world.station, "李芳")
    status, shown = resolve(world, world.station_code)
    assert status == 200
    assert shown["kind"] == "station"
    assert [deputy["name"] for deputy in shown["deputies"]] == ["李芳", "王明"]
    assert shown["deputy"] is None


def test_a_deputy_code_shows_the_deputy_and_never_a_phone(world: World) -> None:
    with transaction():
        db.session.get_one(Deputy, world.deputy.id).phone = "13900001111"
    _, shown = resolve(world, world.deputy_code)
    assert shown["deputy"]["name"] == "王明"
    assert "1390000" not in str(shown)


def test_the_code_of_a_deputy_who_left_shows_the_station(world: World) -> None:
    with transaction():
        db.session.get_one(Deputy, world.deputy.id).term_to = clock.today() - timedelta(days=1)
    status, shown = resolve(world, world.deputy_code)
    assert (status, shown["deputy"], shown["station"]["name"]) == (200, None, world.station.name)


def test_a_code_holds_128_random_bits_and_fits_a_mini_program_scene(world: World) -> None:
    for code in (world.station_code, world.deputy_code, world.duty_code):
        kind, _, random = code.token.partition(".")
        assert len(base64.urlsafe_b64decode(random + "==")) * 8 >= 128
        assert len(code.token) <= 32
        assert kind in {"s1", "d1", "u1"}


def test_a_revoked_code_names_its_station_at_once_although_it_was_kept(world: World) -> None:
    assert resolve(world, world.station_code)[0] == 200
    revoke(world.station_code)
    status, shown = resolve(world, world.station_code)
    assert status == 410
    assert shown["error"]["code"] == "code.revoked"
    assert shown["error"]["station"]["name"] == world.station.name


def test_a_code_is_revoked_once(world: World) -> None:
    revoke(world.station_code)
    with pytest.raises(AppError), transaction():
        service.revoke(factories.SYSTEM, db.session.get_one(Code, world.station_code.id))


def test_a_revoked_code_takes_no_message_but_the_station_still_does(world: World) -> None:
    revoke(world.station_code)
    assert world.submit().status_code == 410
    assert world.submit(code=None, station_id=str(world.station.id)).status_code == 201


def test_one_placement_can_be_withdrawn_while_the_other_stays(world: World) -> None:
    with transaction():
        other = service.issue(factories.SYSTEM, world.station, CodeKind.STATION, placement="公告栏")
    revoke(world.station_code)
    assert resolve(world, other)[0] == 200


def test_a_scan_without_valkey_is_answered_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = redis.Redis(host="127.0.0.1", port=9, retry=Retry(NoBackoff(), 0))
    monkeypatch.setattr(cache, "_client", away)
    assert resolve(world, world.station_code)[0] == 200


def test_paper_codes_open_the_browser_build(world: World) -> None:
    answer = world.client.get(f"/c/{world.station_code.token}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/m/pages/enter/index?code={world.station_code.token}"
    nasty = world.client.get("/c/%22%3E%3Cscript%3E")
    assert nasty.headers["Location"].startswith("/m/pages/enter/index?code=%22")


def test_the_deputy_profile_shows_identity_duty_and_promise(world: World) -> None:
    shown = world.client.get(f"/api/deputies/{world.deputy.id}").json
    assert shown["duty"]
    assert shown["promise"]
    assert shown["title"] == "区人大代表"
    assert shown["term"] == {"since": date(2022, 1, 1).isoformat(), "until": None}
    assert [place["name"] for place in shown["stations"]] == [world.station.name]


def test_stations_are_found_by_area_and_words_in_code_order(world: World) -> None:
    with transaction():
        factories.station("春江社区代表联络点", "330111002001")
        factories.station("泉山站", "320311001001")
    names = [s["name"] for s in world.client.get("/api/stations?area=330111").json["items"]]
    assert names == ["桂花社区代表联络站", "春江社区代表联络点"]
    assert [s["name"] for s in world.client.get("/api/stations?q=春江").json["items"]] == [
        "春江社区代表联络点"
    ]


def test_what_is_to_come_at_a_station_is_open_to_everybody(world: World) -> None:
    with transaction():
        factories.activity(world.station, [world.deputy], starts=clock.now() + timedelta(days=2))
        factories.activity(world.station, [], starts=clock.now() - timedelta(days=2), title="过去的")
    coming = world.client.get(f"/api/activities/coming?station={world.station.id}").json["items"]
    assert [item["title"] for item in coming] == ["在联络站接待街坊"]
    assert coming[0]["deputies"] == [world.deputy.name], "who sits there, and nothing of who came"


def test_the_order_to_forget_a_code_is_idempotent(world: World) -> None:
    resolve(world, world.station_code)
    for _ in range(2):
        jobs.forget(world.station_code.id)
    assert resolve(world, world.station_code)[0] == 200
