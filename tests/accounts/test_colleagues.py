"""A colleague's account at the console: opened with a link and no password, found only by its own offices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from server.accounts.models import Account
from server.accounts.queries import grants
from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.permissions import Role
from tests import factories
from tests.accounts.people import signed_in
from tests.console.desk import At, stranger
from tests.factories import COUNTY, World


def test_a_new_colleague_gets_a_link_and_no_default_password(app: Flask, desk: At, world: World) -> None:
    form = {
        "role": "liaison",
        "scope": world.station.scope,
        "username": "xiao-zhou",
        "display_name": "小周",
    }
    staff = desk("street_npc")
    assert world.station.name in staff.page("/console/accounts/new?role=liaison&q=桂花")
    shown = staff.post("/console/accounts/new", form)
    assert shown.status_code == 200
    link = shown.text.split('id="secret">')[1].split("<")[0]
    made = db.session.query(Account).filter_by(username="xiao-zhou").one()
    assert made.password_hash is None
    assert (
        stranger(app).post("/console/sign-in", {"username": "xiao-zhou", "password": "小周"}).status_code
        == 401
    )
    path = link[link.index("/console/") :]
    with clock.shifted(timedelta(days=6)):
        assert stranger(app).get(path).status_code == 200
    with clock.shifted(timedelta(days=8)):
        assert stranger(app).get(path).status_code == 410
    twice = staff.post("/console/accounts/new", form)
    assert (twice.status_code, "有人用了" in twice.text) == (400, True)
    listed = staff.page("/console/accounts")
    assert "xiao-zhou" in listed
    actions = {entry.action for entry in db.session.query(AuditEntry).filter_by(subject_id=made.id)}
    assert actions == {"account.open", "role.give", "link.reset"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "大写"),
        ("username", "AB"),
        ("username", "a" * 31),
        ("username", "x;drop"),
        ("display_name", "　"),
        ("display_name", "长" * 41),
        ("role", "emperor"),
        ("until", "2026-02-30"),
        ("scope", "s" * 61),
    ],
)
def test_a_form_that_is_wrong_opens_no_account(desk: At, world: World, field: str, value: str) -> None:
    form = {"role": "liaison", "scope": world.station.scope, "username": "zhou", "display_name": "小周"}
    before = db.session.query(Account).count()
    assert desk("street_npc").post("/console/accounts/new", form | {field: value}).status_code == 400
    assert db.session.query(Account).count() == before


def test_who_has_a_password_is_not_invited_again(desk: At, world: World) -> None:
    made, _, _ = signed_in(world, "lin", Role.LIAISON, world.station.scope)
    path = f"/console/accounts/{made.id}/invitation"
    assert desk("street_npc").post(path).status_code == 200
    with transaction():
        db.session.get_one(Account, made.id).password_hash = "set"
    assert desk("street_npc").post(path).status_code == 409


def test_the_register_of_accounts_shows_a_town_only_its_own_people(desk: At, world: World) -> None:
    with transaction():
        elsewhere = factories.station("春江站", "330111002001").scope
    signed_in(world, "gui", Role.LIAISON, world.station.scope)
    signed_in(world, "chun", Role.LIAISON, elsewhere)
    signed_in(world, "boss", Role.NPC_STAFF, f"area:{COUNTY}")

    def shown(who: str) -> set[str]:
        page = desk(who).page("/console/accounts")
        return {name for name in ("gui", "chun", "boss") if f">{name}</a>" in page}

    assert shown("street_npc") == {"gui"}
    assert shown("npc_staff") == {"gui", "chun"}
    assert shown("sys_admin") == {"gui", "chun", "boss"}


def test_giving_by_the_console_shows_where_and_keeps_the_link_to_the_page(desk: At, world: World) -> None:
    made, _, _ = signed_in(world, "lin", Role.LIAISON, world.station.scope)
    staff = desk("npc_staff")
    page = staff.page(f"/console/accounts/{made.id}?role=station_head&q=桂花")
    assert f'value="{world.station.scope}"' in page
    given = staff.post(
        f"/console/accounts/{made.id}/roles", {"role": "station_head", "scope": world.station.scope}
    )
    assert given.location == f"/console/accounts/{made.id}"
    assert {one.role for one in grants(made.id)} == {Role.LIAISON, Role.STATION_HEAD}
