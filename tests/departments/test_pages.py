"""Units and rules at the console: registered, given letters, closed; only looked at by who only looks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from server.core import clock
from server.core.db import db
from server.departments.models import Department, RoutingRule
from tests.console.desk import Desk
from tests.departments.saying import COUNTY, DAY, takes, unit

pytestmark = pytest.mark.usefixtures("areas")


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
