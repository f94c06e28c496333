"""The demonstration's units: every category is somebody's, somebody is called tonight, and something is to come."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from server.areas import history
from server.areas.categories import CATEGORIES
from server.areas.models import Area, AreaLevel, Setting
from server.areas.queries import within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo import units
from server.demo.places import AREA
from server.departments import roster, sheets
from server.departments.models import Department, OnCall
from server.departments.queries import unit_for
from server.departments.schemas import FindDepartments

pytestmark = pytest.mark.usefixtures("loaded")
OFFICE = Actor(Role.NPC_STAFF, f"area:{AREA}")


def towns() -> list[Area]:
    found = select(Area).where(within(Area.code, AREA), Area.level == AreaLevel.TOWN)
    return list(db.session.scalars(found.order_by(Area.code)))


def test_every_category_is_a_units_in_every_town() -> None:
    for town in towns():
        for category in CATEGORIES:
            unit = unit_for(category, town.code)
            assert unit is not None, (town.name, category)
            own = category in units.TOWN
            assert unit.area_code == (town.code if own else AREA.ljust(12, "0")), (town.name, category)


def test_the_table_of_the_district_has_one_change_to_come() -> None:
    table = sheets.table(OFFICE, AREA.ljust(12, "0"))
    assert table.missing == 0
    assert [row.category for row in table.rows if row.coming] == [units.COMING[0]]
    coming = unit_for(units.COMING[0], AREA.ljust(12, "0"), units.next_month(clock.today()))
    assert coming is not None
    assert coming.name == units.COMING[1]


def test_one_unit_has_a_lead_and_a_handler() -> None:
    lines = sheets.units(OFFICE, FindDepartments()).lines
    assert len(lines) == 20
    assert [
        line.department.name for line in lines if line.named("handler_lead") and line.named("handler")
    ] == ["区住房和城乡建设局"]
    assert db.session.scalar(select(func.count()).select_from(Department)) == 20 + 24 * 6


def test_somebody_is_called_everywhere_tonight_and_one_gap_is_shown() -> None:
    for town in towns():
        assert len(roster.on_call(town.code)) >= 3, town.name
    first, *others = towns()
    gaps = [
        day.day
        for day in roster.fortnight(first.code)
        for s in day.first
        if s.span is None and s.ends > s.begins
    ]
    assert clock.today() + timedelta(days=5) in gaps
    inner = [day for day in roster.fortnight(others[0].code)[1:-2] if len(day.first) != 2]
    assert inner == []


def test_the_roster_goes_on_when_the_demonstration_is_started_again_later() -> None:
    before = db.session.scalar(select(func.count()).select_from(OnCall)) or 0
    units.keep_on_call()
    db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(OnCall)) == before
    with clock.shifted(timedelta(days=40)):
        # the roster has run out: only the two of the district's office are left
        assert len(roster.on_call(towns()[3].code)) == 2
        units.keep_on_call()
        db.session.flush()
        assert len(roster.on_call(towns()[3].code)) >= 3
        overlapping = Counter(
            (span.area_code, span.turn, span.starts_at) for span in db.session.scalars(select(OnCall))
        )
        assert max(overlapping.values()) == 1
    db.session.execute(delete(OnCall).where(OnCall.created_at > clock.now() + timedelta(days=1)))


def test_the_district_has_set_something_of_its_own() -> None:
    assert db.session.scalar(select(func.count()).select_from(Setting)) == 4
    book = [one for group in history.pages(AREA.ljust(12, "0")).values() for one in group]
    assert [one.parameter.key for one in book if one.coming] == ["station.inactive_scan_days"]
    for one in book:
        for row in one.rows:
            assert one.parameter.kind.check(row.value) == row.value
