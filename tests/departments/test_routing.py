"""Whose which letters are: the smallest area decides, and there is one answer for each day."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from server.areas.categories import CATEGORIES
from server.areas.models import AreaLevel
from server.core import clock
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from server.core.permissions import Role
from server.departments import queries, service, sheets
from server.departments.models import Department, RoutingRule
from server.departments.queries import unit_for
from tests import factories
from tests.departments.saying import COUNTY, DAY, OFFICE, OTHER_TOWN, STREET, TOWN, VILLAGE, rule, takes, unit

pytestmark = pytest.mark.usefixtures("areas")


def test_there_are_eighteen_categories_in_the_order_of_their_codes() -> None:
    assert list(CATEGORIES) == [*(f"C{number:02d}" for number in range(1, 18)), "C99"]
    assert len(set(CATEGORIES.values())) == 18


def test_the_smallest_area_that_says_something_decides() -> None:
    water, streets = unit("区水务局"), unit("富春城建办", TOWN)
    rule(water, "C02")
    rule(streets, "C02", TOWN)
    assert takes("C02", VILLAGE) == takes("C02", TOWN) == "富春城建办"
    assert takes("C02", OTHER_TOWN) == takes("C02", COUNTY) == "区水务局"
    assert takes("C02", "320311001001") is None


def test_the_rule_without_a_category_is_for_the_rest() -> None:
    water, rest, town = unit("区水务局"), unit("区信访局"), unit("富春综合办", TOWN)
    rule(water, "C02")
    rule(rest, None)
    assert (takes("C02", VILLAGE), takes("C07", VILLAGE), takes(None, VILLAGE)) == (
        "区水务局",
        "区信访局",
        "区信访局",
    )
    rule(town, None, TOWN)
    # the town has said something, so it decides before the county
    assert takes("C02", VILLAGE) == "富春综合办"
    assert takes("C02", OTHER_TOWN) == "区水务局"


def test_a_rule_holds_from_its_first_day_up_to_and_with_its_last() -> None:
    water = unit()
    rule(water, "C02", in_days=2, days=3)
    assert [takes("C02", COUNTY, in_days=day) for day in range(1, 7)] == [
        None,
        "区水务局",
        "区水务局",
        "区水务局",
        None,
        None,
    ]


OVERLAPS = [(0, None), (3, None), (0, 3), (5, 1), (3, 2), (2, 30)]


@pytest.mark.parametrize(("in_days", "days"), OVERLAPS)
def test_two_rules_for_one_category_and_place_on_one_day_are_refused_and_the_other_is_named(
    in_days: int, days: int | None
) -> None:
    water, streets = unit("区水务局"), unit("区城管局")
    rule(water, "C02", in_days=2, days=4)
    with pytest.raises(Conflict) as refused:
        rule(streets, "C02", in_days=in_days, days=days)
    assert refused.value.code == "routing.taken"
    assert "区水务局" in refused.value.text
    # another category, another place, the days before and after are free
    rule(streets, "C03", in_days=in_days, days=days)
    rule(streets, "C02", TOWN, in_days=in_days, days=days)
    rule(streets, "C02", in_days=1, days=1)
    rule(streets, "C02", in_days=6)
    assert takes("C02", COUNTY, in_days=5) == "区水务局"
    assert takes("C02", COUNTY, in_days=6) == "区城管局"


def test_the_rest_too_is_one_units_at_a_time() -> None:
    rule(unit("区水务局"), None)
    with pytest.raises(Conflict):
        rule(unit("区城管局"), None, in_days=9)


def test_another_unit_from_a_day_on_ends_the_rule_before_the_day_before() -> None:
    water, streets = unit("区水务局"), unit("区城管局")
    before = rule(water, "C02")
    rule(streets, "C02", in_days=10, replaces=True)
    assert db.session.get_one(RoutingRule, before.id).until == clock.today() + 9 * DAY
    assert (takes("C02", COUNTY, in_days=9), takes("C02", COUNTY, in_days=10)) == ("区水务局", "区城管局")
    # a plan that never came into force leaves no rule behind, only the audit knows
    rule(water, "C02", in_days=10, replaces=True)
    assert len(db.session.scalars(select(RoutingRule)).all()) == 2
    ended = db.session.scalars(select(AuditEntry.reason).where(AuditEntry.action == "routing.end")).all()
    assert len(ended) == 2


def test_two_offices_at_once_cannot_both_give_the_same_category(app: Flask) -> None:
    water, streets = unit("区水务局"), unit("区城管局")

    def give(department: Department) -> str:
        with app.app_context():
            try:
                rule(department, "C02")
                return "given"
            except Conflict:
                return "taken"
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(give, [water, streets])) == ["given", "taken"]


WRONG: list[Callable[[Department, Department], object]] = [
    lambda county, town: rule(county, "C18"),
    lambda county, town: rule(county, "C02", "330111999000"),
    lambda county, town: rule(town, "C02", COUNTY),
    lambda county, town: rule(town, "C02", OTHER_TOWN),
    lambda county, town: rule(county, "C02", "320311000000"),
    lambda county, town: rule(county, "C02", in_days=-1),
    lambda county, town: rule(county, "C02", days=-3),
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_rule_that_makes_no_sense_is_refused(wrong: Callable[[Department, Department], object]) -> None:
    county, town = unit("区水务局"), unit("城建办", TOWN)
    with pytest.raises((InvalidInput, Forbidden, NotFound)) as refused:
        wrong(county, town)
    assert refused.value.text.endswith("。")
    assert db.session.scalars(select(RoutingRule)).all() == []


def test_a_street_gives_only_what_is_its_own() -> None:
    town = unit("城建办", TOWN)
    with pytest.raises(Forbidden):
        service.route(STREET, town, category="C02", area_code=OTHER_TOWN, since=clock.today())
    with pytest.raises(Forbidden):
        service.route(STREET, town, category="C02", area_code=COUNTY, since=clock.today())


def test_a_rule_ends_with_the_day_that_is_said_and_no_later_than_it_was_to() -> None:
    water = unit()
    held = rule(water, "C02", days=10)
    for until in (clock.today() - 2 * DAY, clock.today() + 20 * DAY):
        with pytest.raises(InvalidInput):
            service.end_rule(OFFICE, db.session.merge(held), until=until)
    with transaction():
        service.end_rule(OFFICE, db.session.merge(held), until=clock.today(), reason="机构改革")
    assert (takes("C02", COUNTY), takes("C02", COUNTY, in_days=1)) == ("区水务局", None)
    with pytest.raises(NotFound):
        queries.rule_for_update(STREET, held.id)


def test_the_table_of_a_place_says_the_same_as_the_rule_book() -> None:
    """Whatever the table shows for a place is what a letter from there meets."""
    county = [unit(f"区{number}局") for number in range(4)]
    town = [unit(f"富春{number}办", TOWN) for number in range(2)]
    rule(county[0], "C01")
    rule(county[1], "C02", in_days=3)
    rule(county[2], None)
    rule(town[0], "C02", TOWN)
    for place in (COUNTY, TOWN, OTHER_TOWN):
        for row in sheets.table(OFFICE, place).rows:
            unit_of_row = row.unit or row.above
            expected = unit_for(row.category, place)
            assert unit_of_row == expected, (place, row.words)
    rule(town[1], None, TOWN)
    for row in sheets.table(OFFICE, TOWN).rows:
        assert (row.unit or row.above) == unit_for(row.category, TOWN), row.words
    (coming,) = (row.coming for row in sheets.table(OFFICE, COUNTY).rows if row.category == "C02")
    assert [department.name for _, department in coming] == ["区1局"]


def test_a_level_in_between_may_be_missing(app: Flask) -> None:
    """重庆's districts lie right below the city; a rule of the city still reaches them."""
    with transaction():
        factories.area("50", "重庆市", AreaLevel.PROVINCE)
        factories.area("500103", "渝中区", AreaLevel.COUNTY, "50")
    city = Actor(Role.NPC_STAFF, "area:50")
    with transaction():
        office = service.create(city, name="市城管局", area_code="500000000000")
        service.route(city, office, category="C06", area_code="500000000000", since=clock.today() + 9 * DAY)
    assert unit_for("C06", "500103001001", clock.today() + 9 * DAY) == office
