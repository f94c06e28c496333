"""Units of an area: who keeps them, who sees them, and what is left when one is closed."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server.accounts.models import RoleGrant
from server.accounts.queries import grants
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import AppError, Conflict, Forbidden, NotFound
from server.core.permissions import Role
from server.departments import queries, service, sheets
from server.departments.models import Department, RoutingRule
from server.departments.schemas import FindDepartments
from tests import factories
from tests.departments.saying import COUNTY, DAY, OFFICE, STREET, TOWN, rule, takes, unit

pytestmark = pytest.mark.usefixtures("areas")


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


def test_errors_of_this_feature_say_what_to_do() -> None:
    with pytest.raises(AppError) as refused:
        service.create(STREET, name="区水务局", area_code=COUNTY)
    assert refused.value.text == "那里不归您管，只能选本地区的地方。"
