"""Codes on walls: replaced, withdrawn and still scanned, damaged, silent; and what a change behind them does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import select

from server.codes import jobs, queries, routes, service
from server.codes.models import Code, CodeKind, CodeReport, CodeStatus, ReportKind
from server.core import cache, clock, outbox, relay
from server.core.db import db, transaction
from server.core.errors import Conflict, NotFound
from server.deputies.models import Deputy
from server.notifications.models import Notice
from tests import factories
from tests.factories import World


def settle() -> None:
    while relay.pump(_no_queue):
        pass


def _no_queue(row_id: int) -> None:
    raise ConnectionError


def scan(world: World, code: Code) -> int:
    return world.client.get(f"/api/codes/{code.token}").status_code


def revoke(code: Code) -> None:
    with transaction():
        service.revoke(factories.SYSTEM, db.session.merge(code))
    settle()


def told(kind: str) -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.created_at)))


def test_replacing_gives_the_same_place_a_fresh_code_and_withdraws_the_old_one(world: World) -> None:
    old = world.station_code
    assert scan(world, old) == 200
    with transaction():
        fresh = service.replace(factories.SYSTEM, queries.get_for_update(_liaison(world), old.id))
    settle()
    db.session.expire_all()
    before = db.session.get_one(Code, old.id)
    assert (before.status, before.replaced_by) == (CodeStatus.REVOKED, fresh.id)
    assert (fresh.placement, fresh.kind, fresh.station_id) == ("大门口", CodeKind.STATION, world.station.id)
    assert (scan(world, old), scan(world, fresh)) == (410, 200)


def test_the_code_of_a_deputy_is_replaced_by_one_of_the_same_deputy(world: World) -> None:
    with transaction():
        fresh = service.replace(
            factories.SYSTEM, queries.get_for_update(_liaison(world), world.deputy_code.id)
        )
    assert (fresh.kind, fresh.deputy_id) == (CodeKind.DEPUTY, world.deputy.id)


def test_a_withdrawn_code_is_not_replaced(world: World) -> None:
    revoke(world.station_code)
    with pytest.raises(Conflict), transaction():
        service.replace(factories.SYSTEM, db.session.get_one(Code, world.station_code.id))


def _liaison(world: World) -> factories.Actor:
    return factories.Actor(factories.Role.LIAISON, world.station.scope)


def test_a_scan_of_a_withdrawn_code_tells_the_liaison_where_once_a_day(world: World) -> None:
    revoke(world.station_code)
    for _ in range(3):
        assert scan(world, world.station_code) == 410
    settle()
    (seen,) = db.session.scalars(select(CodeReport)).all()
    assert (seen.kind, seen.times, seen.on) == (ReportKind.REVOKED_SCANNED, 3, clock.today())
    (notice,) = told("code.revoked_scanned")
    assert notice.account_id == world.phone("liaison").account_id
    assert notice.text == "停用的码还有人扫：桂花社区代表联络站大门口，请去揭下来。"
    with clock.shifted(timedelta(days=1)):
        scan(world, world.station_code)
        settle()
    assert len(told("code.revoked_scanned")) == 2


def test_a_scan_of_a_code_in_force_reports_nothing(world: World) -> None:
    assert scan(world, world.station_code) == 200
    assert world.client.get("/api/codes/s1.never-issued").status_code == 404
    assert db.session.scalars(select(CodeReport)).all() == []


def damaged(world: World, code: Code, note: object = "下角撕掉了") -> int:
    return world.client.post(f"/api/codes/{code.token}/reports", json={"note": note}).status_code


def test_anybody_may_say_that_a_code_is_damaged_and_the_liaison_looks(world: World) -> None:
    assert damaged(world, world.station_code, "打 13912345678 找我") == 204
    assert damaged(world, world.station_code, "") == 204
    settle()
    (seen,) = db.session.scalars(select(CodeReport)).all()
    assert (seen.kind, seen.times, seen.note) == (ReportKind.DAMAGED, 2, "打 13912345678 找我")
    (notice,) = told("code.damaged")
    assert "桂花社区代表联络站大门口" in notice.text
    assert "139" not in notice.text, "what somebody wrote stays with the staff"


def test_what_a_second_resident_says_stands_beside_the_first(world: World) -> None:
    for note in ("下角撕掉了", "", "贴到隔壁去了"):
        assert damaged(world, world.station_code, note) == 204
    (seen,) = db.session.scalars(select(CodeReport)).all()
    assert (seen.times, seen.note) == (3, "下角撕掉了\n贴到隔壁去了")


@pytest.mark.parametrize("note", ["x" * 201, 5, None, ["a"]])
def test_a_report_that_cannot_be_read_is_refused_and_kept_nowhere(world: World, note: object) -> None:
    assert damaged(world, world.station_code, note) == 400
    assert db.session.scalars(select(CodeReport)).all() == []


def test_a_withdrawn_code_may_be_reported_too_and_an_unknown_one_is_nowhere(world: World) -> None:
    assert world.client.post("/api/codes/s1.nothing/reports", json={}).status_code == 404
    revoke(world.station_code)
    assert damaged(world, world.station_code, "还贴在三单元门口") == 204
    (seen,) = db.session.scalars(select(CodeReport)).all()
    assert (seen.kind, seen.note) == (ReportKind.DAMAGED, "还贴在三单元门口")


def test_reporting_has_a_limit(world: World) -> None:
    answers = [damaged(world, world.station_code) for _ in range(6)]
    assert answers == [204] * 5 + [429]


def test_a_report_is_settled_by_the_own_station_alone(world: World) -> None:
    damaged(world, world.station_code)
    seen = db.session.scalars(select(CodeReport)).one()
    with transaction():
        elsewhere = factories.station("春江社区代表联络点", "330111002001")
    with pytest.raises(NotFound):
        queries.report_for_update(factories.Actor(factories.Role.LIAISON, elsewhere.scope), seen.id)
    with transaction():
        service.settle(factories.SYSTEM, queries.report_for_update(_liaison(world), seen.id))
    assert db.session.get_one(CodeReport, seen.id).settled_at
    damaged(world, world.station_code)
    db.session.expire_all()
    assert db.session.get_one(CodeReport, seen.id).settled_at is None, "damaged again is open again"


def last_scan(code: Code) -> date | None:
    db.session.expire_all()
    return db.session.get_one(Code, code.id).last_scanned_on


def test_a_scan_is_remembered_by_its_day_alone_and_reaches_the_row_by_the_timer(world: World) -> None:
    for _ in range(5):
        scan(world, world.station_code)
    world.client.get("/api/codes/s1.never-issued")
    assert last_scan(world.station_code) is None, "a scan writes no row"
    assert cache.client().scard(queries.SCANNED) == 1
    jobs.note_scans()
    assert last_scan(world.station_code) == clock.today()
    assert last_scan(world.deputy_code) is None
    assert cache.client().scard(queries.SCANNED) == 0


def test_a_late_mark_never_turns_a_day_back(world: World) -> None:
    today = clock.today()
    with transaction():
        service.note_scans([world.station_code.token_digest], today)
        service.note_scans([world.station_code.token_digest], today - timedelta(days=1))
    assert last_scan(world.station_code) == today


def test_without_valkey_the_timer_finds_nothing_and_says_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = redis.Redis(host="127.0.0.1", port=9, retry=Retry(NoBackoff(), 0))
    monkeypatch.setattr(cache, "_client", away)
    jobs.note_scans()
    assert last_scan(world.station_code) is None


def kept(code: Code) -> bool:
    return cache.get(queries.cache_key(code.token_digest)) is not None


FACTS: list[tuple[str, Callable[[World], dict[str, object]]]] = [
    ("deputy.changed", lambda world: {"deputy_id": world.deputy.id}),
    ("deputy.left", lambda world: {"deputy_id": world.deputy.id, "on": clock.today()}),
    ("station.changed", lambda world: {"station_id": world.station.id}),
    ("register.imported", lambda world: {"area_code": factories.COUNTY, "register": "deputies"}),
    ("register.imported", lambda world: {"area_code": "330111001000", "register": "stations"}),
]


@pytest.mark.parametrize(
    ("fact", "payload"), FACTS, ids=[f"{fact}-{number}" for number, (fact, _) in enumerate(FACTS)]
)
def test_a_change_drops_the_answers_that_show_it_and_no_others(
    world: World, fact: str, payload: Callable[[World], dict[str, object]]
) -> None:
    with transaction():
        factories.area("320311001", "街道", factories.AreaLevel.TOWN, factories.OTHER_COUNTY)
        elsewhere = factories.station("泉山站", "320311001001")
        other = service.issue(factories.SYSTEM, elsewhere, CodeKind.STATION)
    for code in (world.station_code, world.deputy_code, other):
        scan(world, code)
        assert kept(code)
    with transaction():
        outbox.publish(fact, **payload(world))
    settle()
    assert not kept(world.station_code)
    assert not kept(world.deputy_code)
    assert kept(other)


def test_an_answer_is_kept_ten_minutes_and_shows_a_change_as_soon_as_it_was_told(world: World) -> None:
    scan(world, world.station_code)
    left = cache.client().ttl(queries.cache_key(world.station_code.token_digest))
    assert routes.KEPT - 5 <= left <= routes.KEPT == 600
    with transaction():
        db.session.get_one(Deputy, world.deputy.id).name = "王小明"
        outbox.publish("deputy.changed", deputy_id=world.deputy.id)
    settle()
    shown = world.client.get(f"/api/codes/{world.station_code.token}").json
    assert [card["name"] for card in shown["deputies"]] == ["王小明"]
