"""A station is built up step by step, and suspended or closed with a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.errors import Conflict, InvalidInput
from server.stations import service
from server.stations.models import (
    WORKFLOW,
    LicenceState,
    Station,
    StationAction,
    StationKind,
)
from tests import factories
from tests.console.desk import At
from tests.factories import TOWN, World
from tests.stations.offices import OFFICE, form, move

# the way from planned to closed


def test_a_new_station_is_planned_and_comes_to_run_step_by_step(desk: At, world: World) -> None:
    office = desk("npc_staff")
    assert office.post("/console/stations", form()).status_code == 303
    station = db.session.scalars(select(Station).where(Station.name == "江滨代表联络点")).one()
    page = f"/console/stations/{station.id}"
    assert station.licence is LicenceState.PLANNED
    for action, state in (("check", "已核查"), ("license", "已授牌"), ("open", "运行")):
        assert f'id="do-{action}"' in office.page(page)
        assert office.post(f"{page}/licence", {"action": action}).status_code == 303
        assert f'">{state}</span>' in office.page(page)
    db.session.refresh(station)
    assert (station.licence, station.licensed_on) == (LicenceState.ACTIVE, clock.today())


def test_nothing_is_licensed_that_has_not_been_checked(world: World) -> None:
    station = factories.station("新站", licence=LicenceState.PLANNED)
    with pytest.raises(Conflict) as refused:
        service.advance(OFFICE, station, StationAction.LICENSE)
    assert refused.value.code == "station.not_now"
    assert "筹建" in refused.value.text


@pytest.mark.parametrize("state", LicenceState)
@pytest.mark.parametrize("action", StationAction)
def test_every_step_that_the_table_does_not_know_is_refused(
    world: World, state: LicenceState, action: StationAction
) -> None:
    station = factories.station("试站", licence=state)
    if (state, action) in WORKFLOW.table:
        move(station, action)
        assert station.licence is WORKFLOW.table[state, action]
        return
    with pytest.raises(Conflict):
        move(station, action)
    assert station.licence is state


@pytest.mark.parametrize("action", ["suspend", "close"])
def test_suspending_and_closing_need_a_reason_that_is_kept(desk: At, world: World, action: str) -> None:
    if action == "close":
        move(world.station, StationAction.SUSPEND)
        db.session.commit()
    path = f"/console/stations/{world.station.id}/licence"
    office = desk("npc_staff")
    refused = office.post(path, {"action": action})
    assert refused.status_code == 400
    assert "为什么" in refused.text
    assert office.post(path, {"action": action, "reason": "房子要修"}).status_code == 303
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == f"station.{action}")).all()[-1]
    assert (entry.subject_id, entry.reason) == (world.station.id, "房子要修")


def test_the_question_before_suspending_names_what_follows(desk: At, world: World) -> None:
    with transaction():
        factories.station("富春街道代表之家", TOWN, kind=StationKind.HOME)
    page = desk("npc_staff").page(f"/console/stations/{world.station.id}")
    assert "扫到的人会带去富春街道代表之家" in page
    assert "已经收到的来信不受影响" in page
    assert 'id="do-close"' not in page, "who runs is suspended first"


def test_an_old_station_says_when_it_was_licensed(desk: At, world: World) -> None:
    office = desk("npc_staff")
    missing = office.post("/console/stations", form(is_running="yes"))
    assert (missing.status_code, "授牌日期" in missing.text) == (400, True)
    tomorrow = clock.today() + timedelta(days=1)
    assert office.post("/console/stations", form(is_running="yes", licensed_on=tomorrow)).status_code == 400
    assert (
        office.post("/console/stations", form(is_running="yes", licensed_on="2023-05-01")).status_code == 303
    )
    station = db.session.scalars(select(Station).where(Station.name == "江滨代表联络点")).one()
    assert (station.is_open, station.licensed_on) == (True, date(2023, 5, 1))


def test_licensing_tomorrow_is_refused(world: World) -> None:
    station = factories.station("新站", licence=LicenceState.CHECKED)
    with pytest.raises(InvalidInput):
        service.advance(OFFICE, station, StationAction.LICENSE, on=clock.today() + timedelta(days=1))
