"""Every figure of the cabin against the rows themselves, from the city down to a station, and who may look where."""

from __future__ import annotations

from typing import cast
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.dashboard import folding, service
from server.dashboard.definitions import FIGURES
from server.dashboard.shapes import Figure, Screen, ScreenName
from server.indicators import periods, places
from server.indicators.sheets import sheet
from server.stations.models import Station
from tests import factories
from tests.conftest import Once
from tests.dashboard import year
from tests.dashboard.statements import STATEMENTS
from tests.factories import COUNTY, OTHER_TOWN, TOWN, VILLAGE, World
from tests.indicators import letters

CITY = Actor(Role.NPC_STAFF, "area:3301", name="市里")
OFFICE = Actor(Role.NPC_STAFF, f"area:{COUNTY}", name="何主任")


@pytest.fixture
def scene(once: Once, client: FlaskClient) -> World:
    """Letters at two stations in two towns; nobody changes them."""

    def build() -> World:
        world = factories.world(client)
        authors = [world.phone(name).account_id for name in ("resident", "neighbour")]
        with clock.frozen(letters.NOW), transaction():
            elsewhere = factories.station("春江社区代表联络站", "330111002001")
            letters.write([world.station, elsewhere], authors)
            year.plant([world.station, elsewhere], authors)
        with clock.frozen(letters.NOW):
            while folding.fold():
                pass
        return world

    return cast(World, once("cabin", build))


def look(
    actor: Actor,
    area: str | None = None,
    station: UUID | None = None,
    period: str = "2026-10",
    name: ScreenName = ScreenName.OVERVIEW,
) -> Screen:
    with clock.frozen(letters.NOW):
        return service.screen(actor, name, area=area, station=station, period=period)


def figures(*screens: Screen) -> dict[str, Figure]:
    return {one.id: one for screen in screens for block in screen.blocks for one in block.figures}


def test_letters_are_counted_as_the_indicators_count_them(scene: World) -> None:
    station = db.session.query(Station).filter_by(name="桂花社区代表联络站").one().id
    for period in ("2026-10", "2026-Q3", "2026"):
        for area, at in ((COUNTY, None), (TOWN, None), (VILLAGE, None), (None, station)):
            shown = figures(*(look(OFFICE, area, at, period, name) for name in ScreenName))
            with clock.frozen(letters.NOW):
                place = places.look(OFFICE, area, at)
                wanted = sheet(OFFICE, place, periods.parse(period)).figures
            for key in set(shown) & set(wanted) - {"on_time", "due_soon", "late", "very_late", "paused"}:
                one, two = shown[key], wanted[key]
                assert (one.denominator, one.numerator) == (two.denominator, two.numerator), (
                    period,
                    area,
                    key,
                )
                assert two.indicator.is_rate is False or one.value == two.shown.split(" ")[0], (
                    key,
                    one.value,
                    two.shown,
                )


def test_the_city_sees_what_the_county_sees_and_parts_make_up_the_whole(scene: World) -> None:
    for period in ("2026-10", "2026"):
        for name in ScreenName:
            county = figures(look(OFFICE, None, None, period, name))
            assert county == figures(look(CITY, COUNTY, None, period, name))
            towns = [
                figures(look(OFFICE, town, None, period, name))
                for town in (f"{COUNTY}000", TOWN, OTHER_TOWN)
                if town != f"{COUNTY}000"
            ]
            for key, whole in county.items():
                if key in ("deputies", "deputy_codes", "reported", "coverage", "in_touch"):
                    continue
                assert whole.denominator == sum(one[key].denominator or 0 for one in towns), key
                assert whole.numerator == sum(one[key].numerator or 0 for one in towns), key


def test_work_and_registers_equal_another_statement_each(scene: World) -> None:
    filled = set()
    for period in ("2026-10", "2026-Q3", "2026"):
        with clock.frozen(letters.NOW):
            span, today = periods.parse(period), clock.today()
        for area in (COUNTY, TOWN, OTHER_TOWN, "3301", VILLAGE):
            shown = figures(*(look(CITY, area, None, period, name) for name in ScreenName))
            asked = {"since": span.first, "before": span.after, "today": today, "place": f"{area}%"}
            for key, (over, went) in STATEMENTS.items():
                wanted = db.session.execute(text(over), asked).scalar_one()
                assert shown[key].denominator == wanted, (key, period, area)
                if went:
                    assert shown[key].numerator == db.session.execute(text(went), asked).scalar_one(), (
                        key,
                        period,
                    )
                filled |= {key} if wanted else set()
    assert set(STATEMENTS) - filled <= {"licensed"}
    counted = {one for one in FIGURES if one not in STATEMENTS and not FIGURES[one].of_letters}
    assert counted == {"milestone_3"}
