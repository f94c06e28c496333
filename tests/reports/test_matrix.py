"""Reports × everybody: a deputy's own, an announced one at the reader's station or area, and a foreign one (§4.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from server.core import clock
from server.core.db import db, transaction
from server.core.grants import allows
from server.core.http import PERMISSIONS
from server.core.permissions import Role
from server.deputies.service import account_for
from server.reports.models import BallotBox, Report
from tests import factories
from tests.conftest import Once
from tests.console.desk import at
from tests.factories import World

NOW = datetime(2026, 11, 20, 9, tzinfo=clock.ZONE)
DAY = {"way": "written", "presents_at": "2026-11-20T10:00:00+08:00"}
FORM = {"way": "onsite", "on": "2026-12-05", "at": "09:00"}
DEPUTY = frozenset({Role.DEPUTY})
STATION = frozenset({Role.LIAISON, Role.STATION_HEAD})
OFFICES = frozenset({Role.STREET_NPC, Role.NPC_STAFF, Role.NPC_LEADER})
READERS = DEPUTY | STATION | OFFICES
# who reaches it, method, path with one report, body
JSON: dict[str, tuple[frozenset[Role], str, str, Any]] = {
    "own": (DEPUTY, "get", "{one}/own", None),
    "own_file": (DEPUTY, "get", "{one}/own/word", None),
    "schedule": (DEPUTY, "post", "{one}/schedule", DAY),
    "recall": (DEPUTY, "post", "{one}/recall", {}),
    "edit": (DEPUTY, "put", "{one}", {}),
    "restore": (DEPUTY, "post", "{one}/restore", {}),
    "present": (DEPUTY, "post", "{one}/present", {}),
    "publish": (DEPUTY, "post", "{one}/publish", {}),
}
PAGES: dict[str, tuple[frozenset[Role], str, dict[str, str] | None]] = {
    "listed": (READERS, "reports?year=2026", None),
    "read": (READERS, "reports/{one}", None),
    "chart": (READERS, "reports/{one}/chart/months", None),
    "download": (READERS, "reports/{one}/file/pdf", None),
    "schedule": (DEPUTY | STATION, "reports/{one}/schedule", FORM),
    "recall": (DEPUTY, "reports/{one}/recall", {}),
    "edit": (DEPUTY, "reports/{one}/text", {"next": "我还在【站点】。"}),
    "restore": (DEPUTY, "reports/{one}/restore", {}),
    "present": (DEPUTY | STATION, "reports/{one}/present", {}),
    "publish": (DEPUTY | STATION, "reports/{one}/publish", {}),
    "draft": (DEPUTY, "reports", {"year": "2026"}),
    "voters": (STATION, "voters", None),
}
# in which state each may be done
STATES = {"edit": "self_edit", "restore": "self_edit", "publish": "evaluated"}


@pytest.fixture
def scene(app: Flask, client: FlaskClient, once: Once) -> Any:
    """One report here and one far away, both announced."""
    with clock.frozen(NOW):
        yield cast(tuple[World, str, str], once("reports", lambda: _build(client)))


def _build(client: FlaskClient) -> tuple[World, str, str]:
    world = factories.world(client)
    with transaction():
        far = factories.station("远处站", "320311001001")
        other = factories.deputy(far, "李远", area_code="320311000000")
        world.phones["far"] = factories.phone_of(client, account_for(other))
    made = [_announced(world, who) for who in ("deputy", "far")]
    return world, made[0], made[1]


def _announced(world: World, who: str) -> str:
    phone = world.phone(who)
    made = phone.post("/api/reports", {}).json["id"]
    phone.put(f"/api/reports/{made}", {})
    assert phone.post(f"/api/reports/{made}/schedule", DAY).status_code == 200
    return str(made)


def _put_in(report_id: str, state: str) -> None:
    given: dict[str, Any] = {"status": state, "way": "written", "presents_at": NOW}
    given |= {"place": "", "live_url": "", "presented_at": None, "published_at": None}
    given |= {"self_edit": {"way": None, "presents_at": None}, "evaluated": {"presented_at": NOW}}.get(
        state, {}
    )
    with transaction():
        db.session.execute(delete(BallotBox))
        db.session.execute(update(Report).where(Report.id == report_id).values(**given))


@pytest.mark.parametrize("name", JSON)
def test_by_json(scene: tuple[World, str, str], once: Once, name: str) -> None:
    owners, method, path, body = JSON[name]
    world, own, foreign = scene
    for one in (own, foreign):
        _put_in(one, STATES.get(name, "scheduled"))
    for who in (role for role in Role if role.value in world.phones):
        phone = world.phone(who.value)
        for one in (foreign, own):
            given = () if method == "get" else (body,)
            answer = getattr(phone, method)("/api/reports/" + path.format(one=one), *given)
            cell = (name, who.value, one == own, answer.status_code, answer.data[:200])
            if not allows(who, PERMISSIONS[f"reports.{name}"]):
                assert answer.status_code == 403, cell
            else:
                assert (answer.status_code == 200) is (who in owners and one == own), cell
                assert answer.status_code in (200, 404), cell


@pytest.mark.parametrize("name", PAGES)
def test_in_the_console(app: Flask, scene: tuple[World, str, str], name: str) -> None:
    owners, path, form = PAGES[name]
    world, own, foreign = scene
    for who in (role for role in Role if role.value in world.phones):
        _put_in(own, STATES.get(name, "scheduled"))
        desk = at(app, world, who.value)
        for one in (foreign, own) if "{one}" in path else (own,):
            where = "/console/" + path.format(one=one)
            answer = desk.get(where) if form is None else desk.post(where, form)
            cell = (name, who.value, one == own, answer.status_code)
            if who in owners and one == own:
                assert answer.status_code in (200, 303), (cell, answer.data[:300])
            else:
                assert answer.status_code in (403, 404), cell


def test_the_list_says_how_many_took_part_and_not_who_did_not(
    app: Flask, scene: tuple[World, str, str]
) -> None:
    world, _, _ = scene
    office, station = (at(app, world, who).page("/console/reports") for who in ("npc_staff", "liaison"))
    assert "应参加活动的代表 1 位，参加过线下活动的 0 位" in office
    assert "应参加活动的代表" not in station
    assert "李远" not in office
