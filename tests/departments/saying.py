"""Units and rules as an office makes them, and whose a letter is then."""

from __future__ import annotations

from datetime import timedelta

from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.departments import service
from server.departments.models import Department, RoutingRule
from server.departments.queries import unit_for
from tests import factories

COUNTY, TOWN, VILLAGE = "330111000000", "330111001000", "330111001001"
OTHER_TOWN = "330111002000"
DAY = timedelta(days=1)
OFFICE = Actor(Role.NPC_STAFF, f"area:{factories.COUNTY}", name="何主任")
STREET = Actor(Role.STREET_NPC, f"area:{factories.TOWN}", name="老郑")


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
