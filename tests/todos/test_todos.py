"""What waits for me, across all features, in one statement; a rail of at most ten (R0-09)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask, url_for

from server.core import clock, todos
from server.core.actor import Actor
from server.core.permissions import Role
from server.todos import rail
from tests.console.desk import At
from tests.factories import World

SCOPES = {
    Role.DEPUTY: "self",
    Role.LIAISON: "station:00000000-0000-4000-8000-000000000001",
    Role.STATION_HEAD: "station:00000000-0000-4000-8000-000000000001",
    Role.STREET_NPC: "area:330111100",
    Role.NPC_STAFF: "area:330111",
    Role.NPC_LEADER: "area:330111",
    Role.GOV_DISPATCHER: "area:330111",
    Role.CPPCC_STAFF: "area:330111",
    Role.HANDLER: "department:00000000-0000-4000-8000-000000000002",
    Role.HANDLER_LEAD: "department:00000000-0000-4000-8000-000000000002",
    Role.SYS_ADMIN: "self",
}
EVERYBODY = [
    Actor(role, scope, uuid4(), deputy_id=uuid4() if role is Role.DEPUTY else None)
    for role, scope in SCOPES.items()
]
by_role = pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.role.value)


def test_a_letter_waits_for_its_station_and_one_click_leads_to_it(desk: At, world: World) -> None:
    assert "没有等您办的" in desk("liaison").page("/console/todos")
    world.submit()
    world.submit()
    page = desk("liaison").page("/console/todos")
    assert "来信等着受理" in page
    assert 'href="/console/inbox?view=submitted"' in page
    assert re.search(r'<span class="num">2</span> 件', page)
    assert 'aria-label="待办，2 件等您"' in page
    # a unit has nothing to do with it
    assert "来信等着受理" not in desk("handler").page("/console/todos")
    with clock.shifted(timedelta(days=30)):
        late = todos.of(Actor(Role.LIAISON, world.station.scope, uuid4()))
        assert [(one.kind.name, one.count) for one in late] == [("message.accept", 2)]
        assert (late[0].days_left or 0) < 0


def test_many_kinds_are_one_statement_however_much_waits(
    world: World, desk: At, statements: Callable[[], int]
) -> None:
    asked = []
    for _ in range(2):
        world.submit()
        before = statements()
        desk("street_npc").page("/console/todos")
        asked.append(statements() - before)
    assert asked[0] == asked[1] <= 6


@by_role
def test_every_role_is_asked_in_one_statement_and_its_pages_can_be_opened(
    app: Flask, actor: Actor, statements: Callable[[], int]
) -> None:
    before = statements()
    assert todos.of(actor) == []
    assert statements() - before <= 1
    with app.test_request_context("/console/todos"):
        for kind in todos.kinds():
            if actor.may(kind.permission) and kind.waits(actor) is not None:
                assert url_for(kind.endpoint, **kind.values(actor)).startswith("/console/")


@by_role
def test_nobody_sees_more_than_ten_entries_and_every_place_once(app: Flask, actor: Actor) -> None:
    groups = rail.of(actor, {"inbox": 3})
    assert len(groups) <= 10
    keys = [place.key for group in groups for place in group.places]
    shown = {place.key for group in rail.RAIL for place in group.places if place.shows(actor)}
    assert sorted(keys) == sorted(shown)


def test_each_kind_adds_to_a_place_of_the_rail() -> None:
    places = {place.key for group in rail.RAIL for place in group.places}
    assert {kind.place for kind in todos.kinds()} <= places
