"""Sheets of letters: masked unless two agreed, marked in every row, harmless to open, gone after a week."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from io import BytesIO, StringIO
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update

from server.accounts.models import Account, RoleGrant
from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.permissions import Role
from server.exports import jobs, making, service
from server.exports.models import Export, ExportState
from server.gateways.registry import gateways
from server.gateways.storage import QuietStorage
from server.notifications.models import Notice
from tests import factories
from tests.console.desk import At, at
from tests.factories import World
from tests.messages.path import drain

ROOT = "/console/exports"
CSV = {"view": "all", "format": "csv"}
NAMES = CSV | {"with_people": "on", "reason": "回访停水的住户"}


@pytest.fixture(autouse=True)
def author(world: World) -> None:
    with transaction():
        account = db.session.get_one(Account, world.phone("resident").account_id)
        account.name, account.phone = "陈小明", "13812342046"


@pytest.fixture
def second(app: Flask, client: FlaskClient, world: World) -> World:
    """Another person of the same office."""
    with transaction():
        other = factories.staff(Role.NPC_STAFF, f"area:{factories.COUNTY}", "许主任")
        world.phones["second"] = factories.phone_of(client, other)
    return world


def ordered() -> Export:
    return db.session.scalars(select(Export).execution_options(populate_existing=True)).one()


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def downloaded(desk: At, who: str) -> bytes:
    answer = desk(who).get(f"{ROOT}/{ordered().id}/file")
    assert answer.status_code == 200
    return answer.data


def test_a_sheet_is_masked_marked_and_written_down(desk: At, world: World) -> None:
    world.submit(content="我是陈小明，路灯坏了，打 13812342046 找我。")
    assert desk("liaison").post(ROOT, CSV).status_code == 303
    drain()
    heading, row, last = lines(downloaded(desk, "liaison"))
    shown = dict(zip(heading, row, strict=True))
    assert (shown["来信人"], shown["电话"]) == ("陈**", "138****2046")
    assert "陈小明" not in shown["正文"]
    assert "13812342046" not in shown["正文"]
    assert "路灯坏了" in shown["正文"]
    assert shown["水印"].startswith(f"{ordered().number} 联络员 小林 ")
    assert last == [shown["水印"]]
    of_exports = select(AuditEntry.action).where(AuditEntry.subject_type == "export")
    acts = db.session.scalars(of_exports.order_by(AuditEntry.id)).all()
    assert acts == ["export.order", "export.download"]
    told = db.session.scalars(select(Notice.title).where(Notice.kind == "export.finished")).all()
    assert told == ["导出做好了"]


def test_what_narrows_the_list_narrows_the_sheet(desk: At, world: World) -> None:
    for content, category in (("路灯坏了三天。", "C02"), ("楼下烧烤太吵。", "C05"), ("路灯又坏了。", "C02")):
        letter = world.submit(content=content).json["id"]
        world.phone("liaison").post(f"/api/messages/{letter}/accept", {"category": category})
    chips = "view=accepted&category=C02&since=week"
    inbox = desk("liaison").page(f"/console/inbox?{chips}")
    (link,) = re.findall(r'href="(/console/exports[^"]*)"', inbox)
    page = desk("liaison").page(link.replace("&amp;", "&"))
    hidden = dict(re.findall(r'type="hidden" name="(category|since)" value="(\w+)"', page))
    assert hidden == {"category": "C02", "since": "week"}
    desk("liaison").post(ROOT, {"view": "accepted", "format": "csv", "q": "又"} | hidden)
    drain()
    assert [row[7] for row in lines(downloaded(desk, "liaison"))[1:-1]] == ["路灯又坏了。"]
    assert "7 天内来的" in ordered().said
    with transaction():
        db.session.execute(update(Export).values(q="", state="waiting", sittings=0, done=0, cursor=""))
        making.sit(ordered().id)
    assert len(lines(downloaded(desk, "liaison"))) == 4


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_begins_a_formula(start: str, desk: At, world: World) -> None:
    world.submit(content="路灯坏了三天。", place=f"{start}HYPERLINK(1)" if start != "\t" else "路边")
    desk("liaison").post(ROOT, CSV)
    drain()
    cells = [cell for row in lines(downloaded(desk, "liaison")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_excel_holds_text_alone_and_the_watermark_on_every_page(desk: At, world: World) -> None:
    world.submit(content="=1+1 是多少，路灯坏了。")
    desk("liaison").post(ROOT, {"view": "all", "format": "xlsx", "q": "路灯"})
    drain()
    sheet = load_workbook(BytesIO(downloaded(desk, "liaison"))).active
    assert sheet is not None
    content = sheet.cell(2, 8)
    assert (content.value, content.data_type, content.quotePrefix) == ("=1+1 是多少，路灯坏了。", "s", True)
    assert sheet.max_row == 2
    assert ordered().number in str(sheet.oddFooter.center.text)


def test_names_leave_only_when_a_second_person_agrees(desk: At, second: World, app: Flask) -> None:
    sent = second.submit().json["id"]
    asking, other = desk("npc_staff"), at(app, second, "second")
    assert asking.post(ROOT, NAMES).status_code == 303
    drain()
    path = f"{ROOT}/{ordered().id}"
    assert ordered().state is ExportState.ASKED
    assert asking.post(f"{path}/agree").status_code == 404
    assert desk("street_npc").post(f"{path}/agree").status_code == 403
    assert "回访停水的住户" in other.page(ROOT)
    assert other.post(f"{path}/agree").status_code == 303
    drain()
    heading, row, _ = lines(downloaded(desk, "npc_staff"))
    assert dict(zip(heading, row, strict=True))["电话"] == "13812342046"
    assert other.get(f"{path}/file").status_code == 404
    reads = second.phone("resident").get(f"/api/messages/{sent}").json["identity_reads"]
    assert [(one["by"], "回访停水的住户" in one["reason"]) for one in reads] == [("人大机关 何主任", True)]


def test_an_export_is_one_persons_alone(desk: At, second: World, app: Flask) -> None:
    """Every other role, and a colleague of the same office: as if there were none, or forbidden."""
    second.submit()
    desk("npc_staff").post(ROOT, CSV)
    drain()
    path = f"{ROOT}/{ordered().id}"
    for who in set(second.phones) - {"npc_staff"}:
        other = at(app, second, who)
        asked = [other.get(path), other.get(f"{path}/file")]
        asked += [other.post(f"{path}/{verb}", {"reason": "不要"}) for verb in ("again", "agree", "refuse")]
        assert {answer.status_code for answer in asked} <= {403, 404}, who
        if other.get(ROOT).status_code == 200:
            assert ordered().number not in other.page(ROOT), who
    assert ordered().state is ExportState.DONE


def test_a_refusal_says_why_and_nothing_is_made(desk: At, second: World, app: Flask) -> None:
    second.submit()
    desk("npc_staff").post(ROOT, NAMES)
    at(app, second, "second").post(f"{ROOT}/{ordered().id}/refuse", {"reason": "用不着姓名"})
    drain()
    assert (ordered().state, ordered().error) == (ExportState.REFUSED, "用不着姓名")
    assert desk("npc_staff").get(f"{ROOT}/{ordered().id}/file").status_code == 404


def test_names_want_a_reason_and_the_right_office(desk: At, world: World) -> None:
    world.submit()
    assert desk("liaison").post(ROOT, NAMES).status_code == 403
    assert desk("npc_staff").post(ROOT, NAMES | {"reason": ""}).status_code == 400
    assert desk("npc_leader").get(ROOT).status_code == 403


def test_nothing_foreign_is_in_a_sheet(desk: At, world: World) -> None:
    world.submit(content="本站的一件事，路灯坏了。")
    with transaction():
        elsewhere = factories.station("远处站", "320311001001")
    world.phone("neighbour").post(
        "/api/messages", {"station_id": str(elsewhere.id), "content": "别处的一件事。"}, key="elsewhere-1"
    )
    desk("npc_staff").post(ROOT, CSV)
    drain()
    assert [row[7] for row in lines(downloaded(desk, "npc_staff"))[1:-1]] == ["本站的一件事，路灯坏了。"]


def test_many_letters_take_several_sittings(desk: At, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "SITTING", 2)
    numbers = [world.submit(who).json["number"] for who in ("resident", "neighbour") * 2] + [
        world.submit().json["number"]
    ]
    desk("liaison").post(ROOT, CSV)
    desk("liaison").post(ROOT, CSV | {"q": "路灯"})
    drain()
    for export in db.session.scalars(select(Export)):
        found = lines(desk("liaison").get(f"{ROOT}/{export.id}/file").data)
        assert [row[0] for row in found[1:-1]] == numbers[::-1]
        assert (export.done, export.total) == (5, 5)


def test_a_role_that_is_gone_makes_no_sheet(desk: At, world: World) -> None:
    world.submit()
    desk("liaison").post(ROOT, CSV)
    with transaction():
        mine = RoleGrant.account_id == world.phone("liaison").account_id
        yesterday = clock.today() - timedelta(days=1)
        db.session.execute(update(RoleGrant).where(mine).values(until=yesterday))
    drain()
    assert (ordered().state, ordered().error) == (ExportState.FAILED, making.NOT_YOURS)


def test_too_much_says_what_to_do(desk: At, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST", 1)
    monkeypatch.setattr(making, "MOST", 1)
    assert desk("liaison").post(ROOT, CSV).status_code == 400
    world.submit()
    world.submit()
    assert desk("liaison").post(ROOT, CSV).status_code == 400
    desk("liaison").post(ROOT, CSV | {"q": "路灯"})
    drain()
    assert ordered().error == service.TOO_MANY
    assert re.search("再试一次", desk("liaison").page(ROOT))


def test_after_a_week_nothing_is_left(desk: At, world: World) -> None:
    world.submit()
    desk("liaison").post(ROOT, CSV)
    drain()
    storage = gateways().storage
    assert isinstance(storage, QuietStorage)
    key: UUID = ordered().id
    assert {name for name in storage.files if name.startswith(str(key))} == {str(key), f"{key}-0"}
    with clock.shifted(timedelta(days=7, minutes=1)):
        assert desk("liaison").get(f"{ROOT}/{key}/file").status_code in (302, 404)
        jobs.clear()
    assert not [name for name in storage.files if name.startswith(str(key))]
    assert db.session.scalar(select(Export)) is None
