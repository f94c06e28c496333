"""Eight steps, each judged by what the registers hold."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from server.accounts.models import RoleGrant
from server.codes import service as codes
from server.codes.models import Code, CodeStatus
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.departments.models import Department
from server.deputies.models import Deputy
from server.messages.models import Message
from server.onboarding import queries, service
from server.onboarding.models import SetupKey, SetupState
from tests import factories
from tests.console.desk import at
from tests.factories import COUNTY, World

OFFICE = Actor(role=Role.SYS_ADMIN, scope=f"area:{COUNTY}", name="郑管理")


def done() -> set[SetupKey]:
    return {step.key for step in queries.steps(COUNTY) if step.is_done}


def begin() -> None:
    with transaction():
        service.begin(OFFICE)


def test_an_empty_area_has_everything_before_it(app: Flask) -> None:
    begin()
    steps = queries.steps(COUNTY)
    assert [step.number for step in steps] == list(range(1, 9))
    assert done() == set()
    assert queries.current(steps).key is SetupKey.AREAS


def test_what_the_registers_hold_counts_as_done_and_is_undone_when_it_goes(world: World) -> None:
    begin()
    assert {SetupKey.STATIONS, SetupKey.DEPUTIES} <= done()
    assert SetupKey.DEPARTMENTS not in done()
    with transaction():
        db.session.add(Department(name="区住建局", area_code=COUNTY.ljust(12, "0")))
    assert SetupKey.DEPARTMENTS in done()
    with transaction():
        db.session.execute(update(Deputy).values(term_to=clock.today() - timedelta(days=1)))
    assert SetupKey.DEPUTIES not in done(), "nobody is in office any more"


def test_looking_is_said_by_a_person_and_skipping_is_not_doing(app: Flask) -> None:
    begin()
    with transaction():
        service.settle(OFFICE, SetupKey.AREAS, SetupState.DONE)
        service.settle(OFFICE, SetupKey.SETTINGS, SetupState.SKIPPED)
    steps = {step.key: step for step in queries.steps(COUNTY)}
    assert steps[SetupKey.AREAS].is_done
    assert steps[SetupKey.SETTINGS].is_skipped
    assert not steps[SetupKey.SETTINGS].is_done
    assert queries.current(list(steps.values())).key is SetupKey.STATIONS


def test_what_was_skipped_comes_back_when_the_rest_is_done(app: Flask) -> None:
    begin()
    with transaction():
        for key in SetupKey:
            service.settle(OFFICE, key, SetupState.DONE)
        service.settle(OFFICE, SetupKey.DEPARTMENTS, SetupState.SKIPPED)
    assert queries.current(queries.steps(COUNTY)).key is SetupKey.DEPARTMENTS


def test_another_county_sees_nothing_of_it(app: Flask) -> None:
    begin()
    with transaction():
        service.settle(OFFICE, SetupKey.AREAS, SetupState.DONE)
    assert not any(step.is_done for step in queries.steps(factories.OTHER_COUNTY))


def test_codes_are_done_when_every_open_station_and_seated_deputy_has_one(world: World) -> None:
    begin()
    with transaction():
        factories.station("梅花社区代表联络点")
    assert SetupKey.CODES not in done(), "the new station has none"
    assert queries.codes(COUNTY).stations_without == 1
    with transaction():
        for kind in ("station", "duty", "deputy"):
            codes.issue_missing(OFFICE, codes.CodeKind(kind))
    assert SetupKey.CODES in done()
    with transaction():
        db.session.execute(
            update(Code).where(Code.id == world.station_code.id).values(status=CodeStatus.REVOKED)
        )
    assert SetupKey.CODES not in done()


def test_a_station_without_a_liaison_keeps_the_accounts_open(world: World) -> None:
    begin()
    with transaction():
        factories.station("梅花社区代表联络点")
    words = {step.key: step.found.words for step in queries.steps(COUNTY)}[SetupKey.ACCOUNTS]
    assert words == "1 个站有联络员，1 个还没有"


def test_the_walk_is_done_when_a_letter_since_the_beginning_was_answered(world: World) -> None:
    early = world.submit().get_json()
    with transaction():
        db.session.execute(
            update(Message)
            .where(Message.number == early["number"])
            .values(created_at=clock.now() - timedelta(days=1))
        )
    begin()
    assert queries.walk(COUNTY).message is None, "a letter from before the first day proves nothing"
    made = world.submit().get_json()
    liaison = world.phone("liaison")
    assert liaison.post(f"/api/messages/{made['id']}/accept", {}).status_code == 200
    assert queries.walk(COUNTY).was_accepted
    assert SetupKey.WALK not in done()
    liaison.post(f"/api/messages/{made['id']}/reply", {"text": "走通了，谢谢您试一试。"})
    assert SetupKey.WALK in done()


def test_the_walk_may_be_done_at_any_station_of_the_area(world: World) -> None:
    begin()
    with transaction():
        elsewhere = factories.station("春江社区代表联络点", "330111002001")
        codes.issue_missing(OFFICE, codes.CodeKind.STATION)
    sent, liaison = world.submit().get_json(), world.phone("liaison")
    liaison.post(f"/api/messages/{sent['id']}/accept", {})
    liaison.post(f"/api/messages/{sent['id']}/reply", {"text": "走通了，谢谢您试一试。"})
    with transaction():
        moved = {"station_id": elsewhere.id, "area_code": elsewhere.area_code}
        db.session.execute(update(Message).where(Message.number == sent["number"]).values(**moved))
    assert not queries.walk(COUNTY).was_answered, "the station that stands first had none"
    assert SetupKey.WALK in done()


def test_who_has_left_and_what_is_closed_do_not_count(world: World) -> None:
    begin()
    words = {step.key: step.found.words for step in queries.steps(COUNTY)}
    assert words[SetupKey.ACCOUNTS] == "1 个站有联络员，0 个还没有"
    yesterday = clock.today() - timedelta(days=1)
    with transaction():
        db.session.add(Department(name="区住建局", area_code=COUNTY.ljust(12, "0"), closed_on=yesterday))
        db.session.execute(update(RoleGrant).values(until=yesterday))
    words = {step.key: step.found.words for step in queries.steps(COUNTY)}
    assert words[SetupKey.ACCOUNTS] == "0 个站有联络员，1 个还没有"
    assert words[SetupKey.DEPARTMENTS] == "还没有单位"


def test_every_step_opens_and_leads_on(app: Flask, world: World) -> None:
    office = at(app, world, "npc_staff")
    office.post("/console/first-day")
    for key in SetupKey:
        page = office.page(f"/console/first-day/{key.value}")
        assert "已完成" in page
        assert 'aria-current="step"' in page
    answer = office.post("/console/first-day/areas", {"state": "done"})
    assert answer.status_code == 303 or answer.status_code == 302
    assert SetupKey.AREAS in done()


def test_a_liaison_does_not_set_up_an_area(app: Flask, world: World) -> None:
    assert at(app, world, "liaison").get("/console/first-day").status_code == 403


def test_an_unknown_step_and_an_unknown_word_are_refused(app: Flask, world: World) -> None:
    office = at(app, world, "npc_staff")
    assert office.get("/console/first-day/money").status_code == 404
    assert office.post("/console/first-day/areas", {"state": "perhaps"}).status_code == 400
