"""The tenant matrix of the console: every page about an object × every role × own, sibling, parent, elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.core.grants import allows
from server.core.http import PERMISSIONS
from server.core.permissions import Role
from tests.architecture.stage import RELATIONS, Stage, acts, build as build_stage, covers
from tests.architecture.test_routes import endpoints
from tests.console.desk import at
from tests.console.table import TABLE, Page
from tests.console.things import Things, build as build_things, fill
from tests.console.without_object import WITHOUT_OBJECT

Once = Callable[[str, Callable[[], Any]], Any]
Scene = tuple[Stage, dict[str, Things]]


@pytest.fixture
def begin_desk(once: Once, client: FlaskClient) -> Callable[[], Scene]:
    """The stage with what the console's pages are about."""

    def build() -> Scene:
        stage = build_stage(client)
        return stage, build_things(stage)

    return lambda: cast(Scene, once("desk", build))


@pytest.mark.parametrize("endpoint", TABLE)
def test_each_row_of_the_consoles_matrix(app: Flask, begin_desk: Callable[[], Scene], endpoint: str) -> None:
    """Every role × own, sibling, parent, elsewhere."""
    page = TABLE[endpoint]
    for (stage, things), role in acts(page.owners, begin_desk, changes=page.form is not None):
        for relation in RELATIONS:
            answer = open_page(app, stage, page, things[relation], role)
            cell = (endpoint, role.value, relation, answer.status_code, answer.data[:300])
            if covers(role, relation, page.owners):
                assert answer.status_code in (200, 303), cell
            elif allows(role, PERMISSIONS[endpoint]):
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


def test_the_lists_of_the_console_hold_nothing_foreign(app: Flask, begin_desk: Callable[[], Scene]) -> None:
    stage, things = begin_desk()
    desk = at(app, stage.world, "liaison")
    foreign = things["other_county"]
    for path in ("inbox?view=all", "stations", "deputies", "codes", "departments", "routing", "on-call"):
        page = desk.page(f"/console/{path}")
        for name in (
            foreign.objects.submitted,
            foreign.objects.invited,
            foreign.objects.station,
            foreign.code,
        ):
            assert str(name) not in page, path
