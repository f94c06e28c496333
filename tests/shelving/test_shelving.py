"""F15: what nobody needs goes out of use with one press, in this county alone; its records stay and leave as an archive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update

from server.alerts.registry import RULES, Look
from server.areas import offered
from server.areas.models import AreaLevel, Setting
from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.errors import Gone
from server.core.optional import OPTIONAL
from server.core.permissions import Role
from server.exports.models import Export
from server.visits.models import Visit
from tests import factories
from tests.console.desk import At, at
from tests.contacts.path import asked, at_counter, say
from tests.factories import World
from tests.messages.path import drain
from tests.visits.path import planned

ROOT = "/console/features"
OFF = {"reason": "主任会议定的，今年不开展", "is_sure": "on"}
ON = {"reason": "明年又要开展"}


def switch(desk: At, name: str, verb: str = "shelve") -> None:
    answer = desk("npc_staff").post(f"{ROOT}/{name}/{verb}", OFF if verb == "shelve" else ON)
    assert answer.status_code == 303, answer.text[:400]


def sheets(content: bytes) -> dict[str, list[list[str]]]:
    found = {}
    with ZipFile(BytesIO(content)) as packed:
        for name in packed.namelist():
            page = load_workbook(BytesIO(packed.read(name))).active
            assert page is not None
            found[name] = [[str(cell.value or "") for cell in row] for row in page.iter_rows()]
    return found


def test_a_feature_goes_out_of_use_and_comes_back_as_it_was(world: World, desk: At) -> None:
    path = planned(world, desk, planned_on=str(clock.today()))
    with transaction():
        db.session.execute(update(Visit).values(planned_on=clock.today() - timedelta(days=20)))
    assert [one.area_code[:6] for one in RULES["W12"].firing(Look())] == [factories.COUNTY]
    page = desk("npc_staff").page(f"{ROOT}/visits")
    assert "在用" in page
    unsure = desk("npc_staff").post(f"{ROOT}/visits/shelve", {"reason": "不开展"})
    assert (unsure.status_code, "我看过了" in unsure.text) == (400, True)
    switch(desk, "visits")

    gone = desk("street_npc").get("/console/visits")
    assert gone.status_code == 410
    assert "进站会商在本区县停用了，以前的记录都还在" in gone.text
    assert "/console/visits" not in desk("street_npc").page("/console/stations"), "the menu"
    said = world.phone("liaison").get(f"/api/visits/{path.id}")
    assert (said.status_code, said.json["error"]["code"]) == (410, "feature.off")
    assert world.phone("resident").get(f"/api/stations/{world.station.id}/visits").status_code == 410
    assert world.client.get(f"/api/stations/{world.station.id}/visits").status_code == 410
    assert desk("street_npc").post(f"/console/visits/{path.id}/notify").status_code == 410
    assert list(RULES["W12"].firing(Look())) == [], "its alerts rest"
    assert desk("street_npc").get("/console/inbox").status_code == 200, "nothing else rests"
    assert "停用了" in desk("npc_staff").page(ROOT)
    assert desk("npc_staff").post(f"{ROOT}/visits/shelve", OFF).status_code == 409

    switch(desk, "visits", "restore")
    assert path.post("notify").status_code == 303, "nothing was lost"
    assert len(list(RULES["W12"].firing(Look()))) == 1
    acts = select(AuditEntry.action).where(AuditEntry.subject_type == "feature").order_by(AuditEntry.id)
    assert db.session.scalars(acts).all() == ["feature.shelve", "feature.restore"]
    rows = db.session.scalars(
        select(Setting).where(Setting.key == "offered.visits").order_by(Setting.id)
    ).all()
    assert [(row.value, row.reason) for row in rows] == [(False, OFF["reason"]), (True, ON["reason"])]


def test_elsewhere_it_goes_on(world: World, desk: At, app: Flask, client: FlaskClient) -> None:
    with transaction():
        factories.area("330183", "另一个区", AreaLevel.COUNTY)
        other = factories.staff(Role.NPC_STAFF, "area:330183", "别处")
        city = factories.staff(Role.NPC_STAFF, "area:3301", "市里")
        world.phones["elsewhere"] = factories.phone_of(client, other)
        world.phones["city"] = factories.phone_of(client, city)
    path = planned(world, desk)
    switch(desk, "visits")
    assert at(app, world, "elsewhere").get("/console/visits").status_code == 200
    city_desk = at(app, world, "city")
    assert city_desk.get("/console/visits").status_code == 200
    assert city_desk.get(f"/console/visits/{path.id}").status_code == 410, "what lies in this county rests"
    assert city_desk.get(ROOT).status_code == 403, "a county decides for itself"
    assert "在用" in at(app, world, "elsewhere").page(f"{ROOT}/visits")


def test_every_optional_feature_rests_as_a_whole(world: World, desk: At) -> None:
    """Each of its rights is refused in the same kind words, and the page of each can be opened."""
    paths = {
        "contacts": ("liaison", "/console/contacts"),
        "reports": ("liaison", "/console/reports"),
        "mediation": ("liaison", "/console/mediations"),
        "outside": ("street_npc", "/console/outside"),
        "leads": ("liaison", "/console/leads"),
        "points": ("npc_staff", "/console/points-switch"),
        "visits": ("liaison", "/console/visits"),
    }
    phones = {
        "contacts": ("deputy", "/api/contacts"),
        "reports": ("deputy", "/api/reports/mine"),
        "calendars": ("deputy", "/api/activities/calendars/own"),
    }
    public = {"calendars": f"/api/activities/calendars/stations/{world.station.id}.ics"}
    for name in OPTIONAL:
        assert desk("npc_staff").get(f"{ROOT}/{name}").status_code == 200, name
        switch(desk, name)
    for name, (who, path) in paths.items():
        answer = desk(who).get(path)
        assert (answer.status_code, OPTIONAL[name].instead in answer.text) == (410, True), name
    for name, (who, path) in phones.items():
        answer = world.phone(who).get(path)
        assert (answer.status_code, answer.json["error"]["feature"]) == (410, name)
    for path in public.values():
        assert world.client.get(path).status_code == 410
    with pytest.raises(Gone):
        offered.require("screens", factories.VILLAGE)
    assert set(paths) | set(phones) | {"screens"} == set(OPTIONAL)
    assert desk("liaison").get("/console/inbox").status_code == 200
    for name in OPTIONAL:
        switch(desk, name, "restore")
    assert desk("liaison").get("/console/contacts").status_code == 200


def test_last_use_is_counted_from_the_records(world: World, desk: At, statements: Callable[[], int]) -> None:
    planned(world, desk)
    page = desk("npc_staff").page(ROOT)
    assert "长期没有用" not in page
    with transaction():
        db.session.execute(update(Visit).values(created_at=clock.now() - timedelta(days=200)))
    page = desk("npc_staff").page(ROOT)
    assert (page.count("长期没有用"), str(clock.today() - timedelta(days=200)) in page) == (1, True)
    office = desk("npc_staff")
    before = statements()
    office.page(ROOT)
    few = statements() - before
    planned(world, desk)
    before = statements()
    office.page(ROOT)
    assert (few < 12, statements() - before) == (True, few), (
        "one statement for all features, however much there is"
    )


def test_the_archive_holds_everything_and_names_only_by_agreement(
    world: World, desk: At, app: Flask, client: FlaskClient
) -> None:
    say(world, asked(world, name="陈小明", phone="13812342046"))
    at_counter(world, desk, name="周大娘")
    assert desk("npc_staff").post(f"{ROOT}/contacts/archive", {}).status_code == 303
    drain()
    order = db.session.scalars(select(Export)).one()
    found = sheets(desk("npc_staff").get(f"/console/exports/{order.id}/file").data)
    assert list(found) == ["01-固定联系.xlsx", "02-走访.xlsx", "03-报到.xlsx"]
    links = found["01-固定联系.xlsx"]
    assert (len(links), "称呼" in links[0], "陈小明" in str(found)) == (3, False, False)
    assert all(row[-1].startswith(order.number) for row in links[1:])

    names = {"with_people": "on", "reason": "移交给接手的科室"}
    assert desk("npc_staff").post(f"{ROOT}/contacts/archive", {"with_people": "on"}).status_code == 400
    assert desk("npc_staff").post(f"{ROOT}/visits/archive", names).status_code == 400, "nothing on record"
    assert desk("npc_staff").post(f"{ROOT}/contacts/archive", names).status_code == 303
    with transaction():
        second = factories.staff(Role.NPC_STAFF, f"area:{factories.COUNTY}", "许主任")
        world.phones["second"] = factories.phone_of(client, second)
    drain()
    asked_for = db.session.scalars(select(Export).where(Export.with_people)).one()
    path = f"/console/exports/{asked_for.id}"
    assert desk("npc_staff").post(f"{path}/agree").status_code == 404
    assert "固定联系的归档" in at(app, world, "second").page("/console/exports")
    assert at(app, world, "second").post(f"{path}/agree").status_code == 303
    drain()
    links = sheets(desk("npc_staff").get(f"{path}/file").data)["01-固定联系.xlsx"]
    assert {row[2] for row in links[1:]} == {"陈小明", "周大娘"}
    [read] = world.phone("resident").get("/api/contacts/mine").json["items"][0]["identity_reads"]
    assert "移交给接手的科室" in read["reason"]


def test_who_may_not(world: World, desk: At) -> None:
    for who in ("liaison", "street_npc", "sys_admin"):
        for verb in ("shelve", "restore", "archive"):
            assert desk(who).post(f"{ROOT}/visits/{verb}", OFF).status_code == 403, (who, verb)
        assert desk(who).get(ROOT).status_code == 403
    assert desk("npc_staff").get(f"{ROOT}/messages").status_code == 404, "letters are no option"
    assert desk("npc_staff").post(f"{ROOT}/messages/shelve", OFF).status_code == 404
    assert desk("npc_staff").post(f"{ROOT}/visits/shelve", {"is_sure": "on"}).status_code == 400
