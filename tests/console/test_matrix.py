"""The tenant matrix of the console: every page about an object × every role × own, sibling, parent, elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from server.codes import service as codes
from server.codes.models import Code, CodeKind
from server.core.db import db, transaction
from server.core.http import PERMISSIONS
from server.core.permissions import Role, allows
from server.stations.models import Seat, Station
from tests import factories
from tests.architecture.test_matrix import (
    READERS,
    RELATIONS,
    ROLES,
    STAFF,
    Objects,
    Stage,
    covers,
    stage as stage_of_the_matrix,
)
from tests.architecture.test_routes import endpoints
from tests.console.desk import at

stage = stage_of_the_matrix
KEEPERS = STAFF | {Role.NPC_STAFF}
REGISTERS = KEEPERS | {Role.NPC_LEADER}
PLAN = {"title": "接待街坊", "kind": "receive_voters", "on": "2026-12-05", "begins": "09:00", "ends": "11:00"}


@dataclass
class Things:
    """What the paths of one place are made of."""

    objects: Objects
    station: UUID
    code: UUID


@dataclass(frozen=True)
class Page:
    """Who holds the own cell; a path with the names of Things and Objects; a form makes it a POST."""

    owners: frozenset[Role]
    path: str
    form: dict[str, str] | None = None


TABLE: dict[str, Page] = {
    "messages_pages.case": Page(READERS, "messages/{submitted}"),
    "messages_pages.author": Page(KEEPERS, "messages/{submitted}/author"),
    "messages_pages.accept": Page(STAFF | {Role.DEPUTY}, "messages/{submitted}/accept", {}),
    "messages_pages.reply": Page(
        STAFF | {Role.DEPUTY}, "messages/{accepted}/reply", {"text": "好的，来看。"}
    ),
    "messages_pages.reveal": Page(KEEPERS, "messages/{submitted}/identity", {"reason": "回电话问位置"}),
    "duties_pages.station": Page(REGISTERS, "stations/{station}"),
    "duties_pages.deputy": Page(REGISTERS, "deputies/{activity_deputy}"),
    "duties_pages.invite": Page(KEEPERS, "deputies/{invited}/invitation", {}),
    "duties_pages.enter": Page(STAFF, "duties", {"activity_id": "{activity}", "deputy_id": "{invited}"}),
    "duties_pages.confirm": Page(STAFF, "duties/{pending}/confirm", {}),
    "activities_pages.plan": Page(STAFF, "stations/{station}/activities", PLAN),
    "codes_pages.issue": Page(KEEPERS, "stations/{station}/codes", {"kind": "station"}),
    "codes_pages.picture": Page(KEEPERS, "codes/{code}/qr.png"),
    "codes_pages.poster": Page(KEEPERS, "codes/{code}/poster.pdf"),
    "codes_pages.revoke": Page(KEEPERS, "codes/{code}/revoke", {}),
    "notifications_pages.read": Page(frozenset({Role.RESIDENT}), "notices/{notice}/read", {}),
}
# lists of one's own scope and things about oneself: no other's object can be named
WITHOUT_OBJECT = {
    "accounts_pages.home",
    "accounts_pages.nothing_yet",
    "accounts_pages.sign_in",
    "accounts_pages.enter",
    "accounts_pages.sign_out",
    "accounts_pages.choose_look",
    "accounts_pages.reset",
    "accounts_pages.redeem",
    "stations_pages.identity",
    "stations_pages.switch",
    "stations_pages.stations",
    "stations_pages.deputies",
    "stations_pages.accounts",
    "notifications_pages.box",
    "codes_pages.codes",
    "messages_pages.inbox",
    "uploads_pages.take_in",
    # only for the administrator, whose scope is every account: tried beside the door's tests
    "stations_pages.give_reset_link",
}


@pytest.fixture
def things(stage: Stage) -> dict[str, Things]:
    """A code at each place's station."""
    made = {}
    with transaction():
        for relation, objects in stage.objects.items():
            seat = db.session.scalars(select(Seat).where(Seat.deputy_id == objects.invited)).one()
            station = db.session.get_one(Station, seat.station_id)
            code: Code = codes.issue(factories.SYSTEM, station, CodeKind.STATION)
            made[relation] = Things(objects, station.id, code.id)
    return made


def fill(text: str, thing: Things) -> str:
    return text.format(**vars(thing.objects), station=thing.station, code=thing.code)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.value)
@pytest.mark.parametrize("endpoint", TABLE)
def test_each_cell_of_the_consoles_matrix(
    app: Flask, stage: Stage, things: dict[str, Things], endpoint: str, role: Role
) -> None:
    page, may = TABLE[endpoint], allows(role, PERMISSIONS[endpoint])
    for relation in RELATIONS:
        answer = open_page(app, stage, page, things[relation], role)
        cell = (endpoint, role.value, relation, answer.status_code, answer.data[:300])
        if covers(role, relation, page.owners):
            assert answer.status_code in (200, 303), cell
        elif may:
            assert answer.status_code in (403, 404), cell
        else:
            assert answer.status_code == 403, cell


def open_page(app: Flask, stage: Stage, page: Page, thing: Things, role: Role) -> Any:
    desk = at(app, stage.world, role.value)
    path = "/console/" + fill(page.path, thing)
    if page.form is None:
        return desk.get(path)
    return desk.post(path, {name: fill(value, thing) for name, value in page.form.items()})


def test_a_page_missing_from_the_matrix_fails(application: Flask) -> None:
    pages = {name for name in endpoints(application) if name.split(".")[0].endswith("_pages")}
    assert pages == set(TABLE) | WITHOUT_OBJECT


def test_the_owners_of_a_page_hold_its_permission(application: Flask) -> None:
    for endpoint, page in TABLE.items():
        assert all(allows(role, PERMISSIONS[endpoint]) for role in page.owners), endpoint


def test_the_lists_of_the_console_hold_nothing_foreign(
    app: Flask, stage: Stage, things: dict[str, Things]
) -> None:
    desk = at(app, stage.world, "liaison")
    foreign = things["other_county"]
    for path in ("inbox?view=all", "stations", "deputies", "codes"):
        page = desk.page(f"/console/{path}")
        for name in (foreign.objects.submitted, foreign.objects.invited, foreign.station, foreign.code):
            assert str(name) not in page, path
