"""Units of an area: who keeps them, whose which letters are, and that there is one answer for each day."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.accounts.models import RoleGrant
from server.accounts.queries import grants
from server.areas.categories import CATEGORIES
from server.areas.models import AreaLevel
from server.core import clock
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.errors import AppError, Conflict, Forbidden, InvalidInput, NotFound
from server.core.permissions import Role
from server.departments import queries, service, sheets
from server.departments.models import Department, RoutingRule
from server.departments.queries import unit_for
from server.departments.schemas import FindDepartments
from tests import factories
from tests.console.desk import Desk, at
from tests.factories import World

COUNTY, TOWN, VILLAGE = "330111000000", "330111001000", "330111001001"
OTHER_TOWN = "330111002000"
DAY = timedelta(days=1)
OFFICE = Actor(Role.NPC_STAFF, f"area:{factories.COUNTY}", name="何主任")
STREET = Actor(Role.STREET_NPC, f"area:{factories.TOWN}", name="老郑")


@pytest.fixture
def areas(app: Flask) -> None:
    with transaction():
        factories.areas()


def unit(name: str = "区水务局", area_code: str = COUNTY) -> Department:
    with transaction():
        return service.create(OFFICE, name=name, area_code=area_code)


def rule(
    to: Department,
    category: str | None = "C05",
    area_code: str = COUNTY,
    *,
    in_days: int = 0,
    days: int | None = None,
    replaces: bool = False,
) -> RoutingRule:
    since = clock.today() + DAY * in_days
    until = since + DAY * (days - 1) if days else None
    with transaction():
        return service.route(
            OFFICE,
            db.session.merge(to),
            category=category,
            area_code=area_code,
            since=since,
            until=until,
            reason="三定方案",
            replaces=replaces,
        )


def takes(category: str | None, area_code: str, in_days: int = 0) -> str | None:
    found = unit_for(category, area_code, clock.today() + DAY * in_days)
    return found.name if found else None


pytestmark = pytest.mark.usefixtures("areas")


def test_there_are_eighteen_categories_in_the_order_of_their_codes() -> None:
    assert list(CATEGORIES) == [*(f"C{number:02d}" for number in range(1, 18)), "C99"]
    assert len(set(CATEGORIES.values())) == 18


def test_a_unit_is_kept_by_the_office_of_its_area_and_seen_by_no_other() -> None:
    water = unit()
    town = unit("城建办", TOWN)
    assert queries.get(OFFICE, water.id).name == "区水务局"
    assert queries.get(STREET, town.id).name == "城建办"
    for actor in (
        STREET,
        Actor(Role.NPC_STAFF, f"area:{factories.OTHER_COUNTY}"),
        Actor(Role.LIAISON, f"station:{uuid4()}"),
        Actor(Role.SYS_ADMIN),
    ):
        with pytest.raises(NotFound):
            queries.get(actor, water.id)


@pytest.mark.parametrize("actor", [STREET, Actor(Role.SYS_ADMIN), Actor(Role.NPC_STAFF, "area:320311")])
def test_nobody_adds_a_unit_outside_the_own_area(actor: Actor) -> None:
    with pytest.raises(Forbidden):
        service.create(actor, name="区水务局", area_code=COUNTY)


def test_a_name_is_there_once_in_an_area() -> None:
    unit()
    unit(area_code=TOWN)
    with pytest.raises(Conflict):
        unit()
    other = unit("区应急局")
    with pytest.raises(Conflict), transaction():
        service.edit(OFFICE, db.session.merge(other), name="区水务局", phone="")
    with pytest.raises(NotFound):
        unit(area_code="330111999000")


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


def test_a_unit_that_is_closed_takes_nothing_and_its_people_hold_nothing(client: FlaskClient) -> None:
    water = unit()
    rule(water, "C02")
    rule(water, "C03", in_days=30)
    with transaction():
        lead = factories.staff(Role.HANDLER_LEAD, water.scope, "老方", "laofang")
        db.session.flush()
        phone = factories.phone_of(client, lead)
    assert phone.get("/api/notices").status_code == 200
    later = clock.today() + 5 * DAY
    with transaction():
        service.close(OFFICE, db.session.merge(water), on=later, reason="并入区城管局")
    assert (takes("C02", COUNTY, in_days=4), takes("C02", COUNTY, in_days=5)) == ("区水务局", None)
    assert [rule.category for rule in db.session.scalars(select(RoutingRule))] == ["C02"]
    assert [given.until for given in grants(lead.id)] == [later - DAY]
    with pytest.raises(Conflict):
        service.close(OFFICE, db.session.merge(water), on=later, reason="再撤一次")
    with pytest.raises(Conflict):
        rule(water, "C07")
    rule(water, "C07", days=2)


def test_closing_today_ends_the_sessions_of_its_people_at_once(client: FlaskClient) -> None:
    water = unit()
    with transaction():
        lead = factories.staff(Role.HANDLER_LEAD, water.scope, "老方", "laofang")
        db.session.flush()
        phone = factories.phone_of(client, lead)
    with transaction():
        service.close(OFFICE, db.session.merge(water), on=clock.today(), reason="并入区城管局")
    assert phone.get("/api/notices").status_code == 401
    held = db.session.scalars(select(RoleGrant).where(RoleGrant.account_id == lead.id)).one()
    assert held.until == clock.today() - DAY


def test_units_stand_in_the_order_of_code_and_pinyin_with_their_people_and_categories() -> None:
    for name in ("区住建局", "区城管局", "区水务局"):
        unit(name)
    water = db.session.scalars(select(Department).where(Department.name == "区水务局")).one()
    unit("城建办", TOWN)
    rule(water, "C03")
    rule(water, "C02")
    with transaction():
        factories.staff(Role.HANDLER, water.scope, "小钱")
        factories.staff(Role.HANDLER_LEAD, water.scope, "老方")
    found = sheets.units(OFFICE, FindDepartments())
    assert [line.department.name for line in found.lines] == ["区城管局", "区水务局", "区住建局"]
    line = found.lines[1]
    assert (line.named("handler_lead"), line.named("handler")) == ("老方", "小钱")
    assert line.takes == "市政设施与管网、供水供电供气供热"
    everywhere = sheets.units(OFFICE, FindDepartments(q="办"))
    assert [line.department.name for line in everywhere.lines] == ["城建办"]
    assert sheets.units(STREET, FindDepartments(area=COUNTY)).lines == []


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


@pytest.fixture
def world(client: FlaskClient) -> World:
    return factories.world(client)


@pytest.fixture
def desk(app: Flask, world: World) -> Callable[[str], Desk]:
    return lambda who: at(app, world, who)


def test_an_office_registers_a_unit_and_gives_it_letters_in_the_console(desk: Callable[[str], Desk]) -> None:
    office, today = desk("npc_staff"), clock.today()
    made = office.post(
        "/console/departments", {"name": "区水务局", "area_code": COUNTY, "phone": "0571-6300"}
    )
    assert made.status_code == 303
    path = made.headers["Location"]
    assert "区水务局" in office.page(path)
    given = {"category": "C02", "area_code": COUNTY, "since": today.isoformat(), "reason": "三定方案"}
    assert office.post(f"{path}/rules", given).status_code == 303
    assert office.post(f"{path}/rules", given).status_code == 409
    assert "市政设施与管网" in office.page(path)
    later = today + 40 * DAY
    rest = {"category": "rest", "area_code": COUNTY, "since": later.isoformat(), "replaces": "true"}
    unit_id = path.rsplit("/", 1)[-1]
    assert office.post("/console/routing", rest | {"department_id": unit_id}).status_code == 303
    page = office.page("/console/routing")
    assert f"{later.month}月{later.day}日起" in page
    assert "17 类还没有单位" in page
    assert "区水务局" in office.page("/console/departments")
    (first,) = db.session.scalars(select(RoutingRule).where(RoutingRule.category == "C02"))
    assert office.post(f"/console/routing/{first.id}/end", {"until": today.isoformat()}).status_code == 303
    assert takes("C02", COUNTY, in_days=1) is None
    assert office.post(f"{path}/close", {"on": today.isoformat(), "reason": "机构合并"}).status_code == 303
    assert "不再接件" in office.page(path)
    assert "区水务局" not in office.page("/console/departments")
    assert "区水务局" in office.page("/console/departments?state=closed")


BAD = [
    {"name": "局", "area_code": COUNTY},
    {"name": "……", "area_code": COUNTY},
    {"name": "区水务局", "area_code": "3301"},
    {"name": "区水务局", "area_code": COUNTY, "phone": "13812340000"},
    {"name": "区水务局", "area_code": COUNTY, "phone": "问老王"},
    {"name": "区水务局", "area_code": COUNTY, "closed_on": "2026-01-01"},
]


@pytest.mark.parametrize("form", BAD)
def test_a_form_that_is_filled_in_wrongly_is_refused(
    desk: Callable[[str], Desk], form: dict[str, str]
) -> None:
    assert desk("npc_staff").post("/console/departments", form).status_code == 400
    assert db.session.scalars(select(Department)).all() == []


def test_whoever_only_looks_finds_no_buttons_and_can_press_none(desk: Callable[[str], Desk]) -> None:
    water = unit("区水务局")
    leader = desk("npc_leader")
    for path in ("departments", f"departments/{water.id}", "routing", "on-call"):
        page = leader.page(f"/console/{path}")
        assert 'action="/console/departments' not in page
        assert 'action="/console/routing' not in page
    assert leader.post(f"/console/departments/{water.id}", {"name": "区水利局"}).status_code == 403
    for who in ("deputy", "resident", "handler", "handler_lead"):
        assert desk(who).get("/console/departments").status_code == 403
    liaison = desk("liaison")
    for path in ("departments", "routing", "on-call"):
        assert "区水务局" not in liaison.page(f"/console/{path}")


def test_errors_of_this_feature_say_what_to_do() -> None:
    with pytest.raises(AppError) as refused:
        service.create(STREET, name="区水务局", area_code=COUNTY)
    assert refused.value.text == "那里不归您管，只能选本地区的地方。"


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
