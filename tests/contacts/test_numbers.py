"""W03 on its days, reporting in with its rate, and that a list asks no more for more rows (R4-09, R2-04)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import event, update

from server.alerts.jobs import look
from server.alerts.registry import RULES, Look
from server.areas import settings
from server.areas.models import Setting
from server.contacts import service
from server.contacts.arriving import figures
from server.contacts.models import Arrival
from server.core import clock, workdays
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.demo import bulk
from server.deputies.models import Deputy, DeputyLevel
from tests import factories
from tests.console.desk import At
from tests.contacts.path import elected_to, in_touch, links
from tests.factories import COUNTY, World

OFFICE = Actor(Role.NPC_STAFF, f"area:{COUNTY}", uuid4())


def fires(**where: Any) -> list[str]:
    return [one.why for one in RULES["W03"].find(Look(**where))]


def by_day() -> AbstractContextManager[None]:
    """At ten on the next working day: at night nobody is told of what is yellow."""
    morning = datetime.combine(workdays.after(clock.today(), 1), time(10), clock.ZONE)
    return clock.frozen(morning)


def since(world: World, day: date) -> None:
    with transaction():
        db.session.execute(update(Deputy).where(Deputy.id == world.deputy.id).values(term_from=day))


def told(world: World, who: str) -> list[str]:
    items = world.phone(who).get("/api/notices").json["items"]
    return [one["title"] for one in items if one["kind"].startswith("alert.")]


def test_w03_fires_keeps_quiet_and_clears(world: World) -> None:
    """Thirty days in office, and fewer than five voters, or three deputies of the grassroots."""
    today = clock.today()
    for days, expected in ((29, 0), (30, 1)):
        since(world, today - timedelta(days=days))
        assert len(fires()) == expected, days
    assert fires() == ["固定联系的选民有 0 位，规定 5 位，还差 5 位"]
    assert (len(fires(area=COUNTY)), fires(area="320311"), fires(ids=(uuid4(),))) == (1, [], [])
    with by_day():
        look()
    people = ("deputy", "liaison", "station_head", "street_npc", "npc_staff", "resident")
    assert [who for who in people if told(world, who)] == ["deputy", "liaison"]
    held = in_touch(world, 4)
    assert fires() == ["固定联系的选民有 4 位，规定 5 位，还差 1 位"]
    in_touch(world, 1)
    assert fires() == []
    with by_day():
        look()
    assert world.phone("liaison").get("/api/alerts").json["items"] == []
    with transaction():
        service.forget(links()[0].account_id or held[0])
        service.end(OFFICE, next(link for link in links() if link.status.value == "active"))
    assert len(fires()) == 1, "who ended it counts no longer"
    elected_to(world.deputy, DeputyLevel.MUNICIPAL)
    assert fires() == ["固定联系的基层代表有 0 位，规定 3 位，还差 3 位"], (
        "voters do not count for a city's deputy"
    )


def test_a_county_may_ask_for_more_and_who_left_is_not_asked(world: World) -> None:
    in_touch(world, 5)
    assert fires() == []
    with transaction():
        db.session.add(
            Setting(
                area_code=COUNTY.ljust(12, "0"),
                key="links.minimum_direct",
                value=6,
                effective_on=clock.today(),
                set_at=clock.now(),
            )
        )
    settings.forget()
    assert fires() == ["固定联系的选民有 5 位，规定 6 位，还差 1 位"]
    with transaction():
        db.session.execute(update(Deputy).values(term_to=clock.today() - timedelta(days=1)))
    assert fires() == []


def test_reporting_in_once_a_term_and_the_rate(world: World, desk: At) -> None:
    """R2-04: 280 of 288 in office are 97.2 %, rounded down."""
    assert world.phone("deputy").post("/api/contacts/arrival").json["on"] == str(clock.today())
    assert world.phone("deputy").post("/api/contacts/arrival").status_code == 409
    assert desk("liaison").post(f"/console/contacts/{world.deputy.id}/arrival").status_code == 409
    with transaction():
        code, begun = COUNTY.ljust(12, "0"), date(2022, 1, 1)
        others = [
            Deputy(name=f"代表{n}", level=DeputyLevel.COUNTY, area_code=code, term_from=begun)
            for n in range(287)
        ]
        bulk.copy(others)
        arrived = [
            Arrival(deputy_id=one.id, term_from=begun, on=begun, area_code=code, recorded_by="联络员")
            for one in others[:279]
        ]
        bulk.copy(arrived)
    found = figures(OFFICE)
    assert (found.in_office, found.arrived, found.arrival_rate) == (288, 280, "97.2%")
    assert "97.2%" in desk("npc_staff").page("/console/contacts")
    since(world, date(2024, 1, 1))
    assert figures(OFFICE).arrived == 279, "a new term reports in anew"


def test_a_longer_list_asks_no_more(world: World, desk: At) -> None:
    def asked() -> int:
        seen: list[str] = []

        def note(*given: Any) -> None:
            # settings are read anew every few seconds, whatever is asked
            if "FROM settings" not in given[2]:
                seen.append(given[2])

        for engine in db.engines.values():
            event.listen(engine, "before_cursor_execute", note)
        assert "还差" in desk("liaison").page("/console/contacts")
        for engine in db.engines.values():
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    few = asked()
    with transaction():
        for n in range(8):
            factories.deputy(world.station, f"李{n}")
    in_touch(world, 3)
    assert asked() == few


def test_w03_leads_a_deputy_to_where_it_is_mended(world: World, desk: At) -> None:
    """Not to the notices: to one's own page, where one more is asked and the invitation shown once."""
    with by_day():
        look()
        assert "/console/contacts/own" in desk("deputy").page("/console/alerts")
        page = desk("deputy").page("/console/contacts/own")
        assert "还差" in page
        answer = desk("deputy").post("/console/contacts/own", {"name": "三幢的陈阿姨"})
    assert (answer.status_code, "invitation=" in answer.text) == (200, True)
    assert "invitation=" not in desk("deputy").page("/console/contacts/own"), "once"
    assert desk("deputy").post("/console/contacts/own", {}).status_code == 400
    assert [link.name for link in links()] == ["三幢的陈阿姨"]
