"""What belongs to others looks as if there were no such thing; a role that was taken away is gone at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from server.accounts.models import RoleGrant
from server.core import clock
from server.core.db import db, transaction
from server.core.permissions import Role
from tests import factories
from tests.architecture.stage import ROLES, STAFF, Stage


@pytest.fixture
def stage(begin: Callable[[], Stage]) -> Stage:
    return begin()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.value)
def test_a_foreign_object_looks_like_no_object(stage: Stage, role: Role) -> None:
    """The answer for another tenant's object is the answer for an id that never was, byte for byte."""
    phone = stage.world.phone(role.value)
    foreign = phone.get(f"/api/messages/{stage.objects['other_county'].submitted}")
    nothing = phone.get(f"/api/messages/{uuid4()}")
    assert (foreign.status_code, foreign.data) == (nothing.status_code, nothing.data)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.value)
def test_only_whom_it_was_told_to_may_read_a_notice(stage: Stage, role: Role) -> None:
    phone = stage.world.phone(role.value)
    for relation, target in stage.objects.items():
        mine = role is Role.RESIDENT and relation == "own"
        answer = phone.post(f"/api/notices/{target.notice}/read")
        assert answer.status_code == (200 if mine else 404), (role.value, relation)


def test_nobody_plans_at_a_foreign_station(stage: Stage) -> None:
    with transaction():
        elsewhere = factories.station("远处站", "320311001001")
    times = {"starts_at": "2026-12-05T09:00:00+08:00", "ends_at": "2026-12-05T11:00:00+08:00"}
    body = {"title": "接待街坊", "kind": "receive_voters", **times}
    for role in ROLES:
        phone = stage.world.phone(role.value)
        foreign = phone.post("/api/activities", body | {"station_id": str(elsewhere.id)})
        own = phone.post("/api/activities", body | {"station_id": str(stage.world.station.id)})
        if role in STAFF:
            assert (foreign.status_code, own.status_code) == (404, 201), role
        else:
            assert (foreign.status_code, own.status_code) == (403, 403), role


def test_a_role_taken_away_ends_its_sessions_at_once(stage: Stage) -> None:
    phone = stage.world.phone("liaison")
    assert phone.get("/api/messages?box=inbox").status_code == 200
    with transaction():
        yesterday = clock.today() - timedelta(days=1)
        ended = update(RoleGrant).where(RoleGrant.account_id == phone.account_id).values(until=yesterday)
        db.session.execute(ended)
    assert phone.get("/api/messages?box=inbox").status_code == 401
