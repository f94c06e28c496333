"""The list of what a station made public: its own, the newest first, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from server.core import clock
from server.core.db import transaction
from server.gateways.wechat import QuietWeChat
from tests import factories
from tests.console.desk import At
from tests.factories import World
from tests.messages.test_publication import answered, public, publish
from tests.safety.conftest import soothe


@pytest.fixture(autouse=True)
def calm(wechat: QuietWeChat) -> Iterator[None]:
    soothe(wechat)
    yield
    soothe(wechat)


def test_the_list_is_the_stations_own_the_newest_first_and_page_by_page(world: World, desk: At) -> None:
    letters = [answered(world, who=who) for who in ("resident", "neighbour") for _ in range(2)]
    with transaction():
        elsewhere = factories.station("远处站", "330111001001")
    for number, letter in enumerate(letters):
        with clock.shifted(timedelta(minutes=number)):
            publish(desk, letter, summary=f"第 {number} 件事办好了。")
    assert [case["summary"][2] for case in public(world)] == ["3", "2", "1", "0"]
    assert world.client.get(f"/api/stations/{elsewhere.id}/cases").json["items"] == []
    assert world.client.get(f"/api/stations/{uuid4()}/cases").status_code == 404


def test_a_cursor_goes_on_where_the_page_above_ended(
    world: World, desk: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.messages.routes.PUBLIC_LIMIT", 2)
    for letter in [answered(world, who=who) for who in ("resident", "resident", "neighbour")]:
        publish(desk, letter)
    path = f"/api/stations/{world.station.id}/cases"
    first = world.client.get(path).json
    rest = world.client.get(path, query_string={"cursor": first["next"]}).json
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)
    assert {one["id"] for one in first["items"]}.isdisjoint({one["id"] for one in rest["items"]})
    for bad in ("x", "2026-01-01_x", "_", "9" * 200):
        assert world.client.get(path, query_string={"cursor": bad}).status_code == 400
