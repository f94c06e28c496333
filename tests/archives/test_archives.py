"""Nobody types a figure: quarter and half-year write themselves from the base tables, and are found again (§7, F08)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any, cast
from zipfile import ZipFile

import pytest
from docx import Document
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, text

from server.accounts.models import Account
from server.activities.kinds import DutyKind
from server.activities.life import ActivityStatus
from server.archives.jobs import write_reports
from server.archives.kinds import FilingKind, half, last_period, period_of
from server.archives.models import Filing
from server.archives.schemas import FindFilings, WriteAgain
from server.core import clock
from server.core.db import db, transaction
from server.suggestions.models import Verdict
from tests import factories
from tests.areas.conftest import statements as statements
from tests.assignments.desk import accepted
from tests.console.desk import At
from tests.factories import World
from tests.suggestions.path import congress, judged, replied, submitted

Once = Callable[[str, Callable[[], Any]], Any]
AUGUST = datetime(2026, 8, 10, 10, 0, tzinfo=clock.ZONE)
OCTOBER = datetime(2026, 10, 1, 6, 40, tzinfo=clock.ZONE)
NEW_YEAR = datetime(2027, 1, 1, 6, 40, tzinfo=clock.ZONE)
COUNTY, TOWN = "330111000000", "330111001000"


@pytest.fixture
def world(once: Once, client: FlaskClient) -> Iterator[World]:
    made = cast(World, once("archives", lambda: half_a_year(client)))
    with clock.frozen(NEW_YEAR):
        yield made


def half_a_year(client: FlaskClient) -> World:
    """A summer: two meetings, a point that never met, an answered letter, two suggestions of which one is judged."""
    with clock.frozen(AUGUST):
        made = factories.world(client)
        with transaction():
            factories.station("春江联络点", "330111002001", kind="point")
            for days, is_online in ((-30, False), (-3, False), (-2, True)):
                starts = AUGUST + timedelta(days=days)
                fields = {"kind": DutyKind.INSPECT, "status": ActivityStatus.ARCHIVED, "is_online": is_online}
                factories.activity(made.station, [made.deputy], starts=starts, **fields)
            people = congress(made)
            judged(people, replied(people), Verdict.SATISFIED)
            submitted(people).confidential = True
        letter = accepted(made, deputy_id=str(made.deputy.id))
        made.phone("deputy").post(f"/api/messages/{letter}/reply", {"text": "换好了灯泡，请看看。"})
        accepted(made, content="河边的护栏松了，老人靠着不放心。")
    with clock.frozen(OCTOBER):
        write_reports()
    with clock.frozen(NEW_YEAR):
        write_reports()
        with transaction():
            for who, phone in made.phones.items():
                account = db.session.get_one(Account, phone.account_id)
                made.phones[who] = factories.phone_of(client, account)
    return made


def filings(kind: str, first: date) -> dict[str, Filing]:
    db.session.expire_all()
    found = select(Filing).where(Filing.kind == kind, Filing.first == first, Filing.serial == 1)
    return {one.area_code: one for one in db.session.scalars(found)}


def table(filing: Filing, title: str) -> list[dict[str, str]]:
    one = next(one for one in filing.content["pieces"] if title in one.get("title", ""))
    return [dict(zip(one["headings"], row, strict=True)) for row in one["rows"]]


def asked(sql: str) -> Any:
    return db.session.execute(text(sql)).scalar_one()


def test_the_quarter_is_what_the_base_tables_say(world: World) -> None:
    """Against SQL of its own over the base tables, and no place for anybody to type a figure."""
    found = filings("stations", date(2026, 7, 1))
    assert sorted(found) == [COUNTY, TOWN, "330111002000"], "the county and every town with a station"
    county = found[COUNTY]
    here, there = table(county, "线下活动")
    assert (here["站点"], there["站点"]) == (world.station.name, "春江联络点"), (
        "by area code, never by a figure"
    )
    assert [here[f"{month} 月"] for month in (7, 8, 9)] == ["有", "有", "没有"]
    assert {there[f"{month} 月"] for month in (7, 8, 9)} == {"没有"}
    held = asked(
        "select count(*) from activities where status = 'archived' and not is_online and starts_at < '2026-10-01'"
    )
    assert here["场次"] == str(held) == "2"
    letters = table(county, "来信")[0]
    came = asked("select count(*) from messages where created_at between '2026-07-01' and '2026-10-01'")
    assert letters["收到"] == str(came) == "2"
    owed = asked("select count(*) from messages where promised_on between '2026-07-01' and '2026-09-30'")
    heard = asked("select count(*) from messages where answered_at < '2026-10-01'")
    assert (owed, heard, letters["反馈率"]) == (2, 1, "50.0%")
    marks = table(county, "六化标准")[1]
    assert (marks["年度计划定量化"], marks["品牌打造特色化"]) == ("还差", "未申报")
    assert any("计划里线下的 0 场" in row["还差什么"] for row in table(county, "还差什么"))
    assert len(table(found[TOWN], "线下活动")) == 1
    assert table(filings("six_standards", date(2026, 7, 1))[COUNTY], "六化标准") == table(county, "六化标准")
    assert set(WriteAgain.model_fields) == {"reason"}, "F08"
    assert set(FindFilings.model_fields) == {"kind", "year", "page"}


def test_the_half_year_of_suggestions(world: World) -> None:
    assert filings("suggestions", date(2026, 1, 1)) == {}, "nobody had handed anything in"
    found = filings("suggestions", date(2026, 7, 1))
    assert list(found) == [COUNTY]
    level = table(found[COUNTY], "办理情况")[0]
    came = asked(
        "select count(*) from suggestions where submitted_at < '2027-01-01' and status <> 'withdrawn'"
    )
    due = asked(
        "select count(*) from suggestion_units where is_main and due_on between '2026-07-01' and '2026-12-31'"
    )
    assert (level["提出"], level["到期"], level["按期"], level["没答复"]) == (str(came), str(due), "1", "1")
    assert (came, due) == (2, 1)
    lines = table(found[COUNTY], "每一件")
    assert [one["标题"] for one in lines] == ["给老小区的坡道装上扶手", "（代表不公开）"]
    assert table(found[COUNTY], "怎么评")[0] == {
        "评什么": "对结果",
        "满意": "1",
        "基本满意": "0",
        "不满意": "0",
        "没有评": "0",
    }


def test_written_once_and_anew_only_beside_the_first(world: World, desk: At) -> None:
    before = len(db.session.scalars(select(Filing.id)).all())
    write_reports()
    assert len(db.session.scalars(select(Filing.id)).all()) == before
    filing = filings("stations", date(2026, 7, 1))[TOWN]
    again = f"/console/archives/{filing.id}/again"
    assert desk("npc_staff").post(again, {"reason": "补登了"}).status_code == 403, "the town's own office"
    assert desk("npc_leader").post(again, {"reason": "补登了"}).status_code == 403
    refused = desk("street_npc").post(again, {"reason": ""})
    assert (refused.status_code, "这一项要填" in refused.text) == (400, True)
    with transaction():
        starts = datetime(2026, 9, 20, 9, 0, tzinfo=clock.ZONE)
        factories.activity(
            world.station, [], starts=starts, kind=DutyKind.INSPECT, status=ActivityStatus.ARCHIVED
        )
    made = desk("street_npc").post(again, {"reason": "补登了九月的一场"})
    assert made.status_code == 303
    newer = desk("street_npc").page(made.headers["Location"])
    assert "补登了九月的一场" in newer
    assert table(filings("stations", date(2026, 7, 1))[TOWN], "线下活动")[0]["9 月"] == "没有", (
        "kept as it was"
    )
    listed = desk("street_npc").page("/console/archives?kind=stations")
    assert len(set(re.findall(r"/console/archives/[0-9a-f-]{36}", listed))) == 2, "each period once, its last"


def test_who_finds_what(world: World, desk: At, statements: Callable[[], int]) -> None:
    """F10: stations beside each other only for the office of their area; elsewhere there is nothing at all."""
    county, town = (filings("stations", date(2026, 7, 1))[code] for code in (COUNTY, TOWN))
    expected = {
        "npc_staff": (200, 200),
        "npc_leader": (200, 200),
        "street_npc": (404, 200),
        "liaison": (404, 404),
        "station_head": (404, 404),
        "deputy": (403, 403),
        "handler_lead": (403, 403),
        "sys_admin": (403, 403),
    }
    for who, codes in expected.items():
        seen = tuple(desk(who).get(f"/console/archives/{one.id}").status_code for one in (county, town))
        assert seen == codes, who
    office = desk("npc_staff")
    shown = office.page("/console/archives")
    periods = re.findall("，富阳区，(2026年.{3,4})</span>", shown)
    assert periods == ["2026年第四季度"] * 2 + ["2026年第三季度"] * 2 + ["2026年下半年"], "the newest first"
    assert "还没有报表" in desk("liaison").page("/console/archives")
    asked_before = statements()
    office.page("/console/archives?kind=suggestions&year=2026")
    few = statements() - asked_before
    office.page("/console/archives?year=2026")
    assert statements() - asked_before - few == few, "one statement for the list, however long"
    assert office.get("/console/archives?kind=ranking").status_code == 400


def test_word_excel_and_pdf_say_the_same(world: World, desk: At) -> None:
    filing, office = filings("stations", date(2026, 7, 1))[COUNTY], desk("npc_staff")
    name = world.station.name
    document = Document(BytesIO(office.get(f"/console/archives/{filing.id}/word").data))
    assert any(name == row.cells[0].text for one in document.tables for row in one.rows)
    book = load_workbook(BytesIO(office.get(f"/console/archives/{filing.id}/excel").data))
    cells = [[str(cell.value) for cell in row] for row in book["表 1 线下活动"].iter_rows()]
    assert [name, "富春街道"] in [row[:2] for row in cells]
    assert any("数据截至 2026-10-01 06:40" in row[0] for row in cells)
    assert office.get(f"/console/archives/{filing.id}/pdf").data[:5] == b"%PDF-"
    assert office.get(f"/console/archives/{filing.id}/zip").status_code == 404
    assert ZipFile(BytesIO(office.get(f"/console/archives/{filing.id}/excel").data)).testzip() is None
    taken = asked("select count(*) from audit_entries where action = 'filing.take'")
    assert taken == 4


@pytest.mark.parametrize(
    ("kind", "today", "code"),
    [
        ("stations", date(2026, 1, 1), "2025-Q4"),
        ("stations", date(2026, 3, 31), "2025-Q4"),
        ("six_standards", date(2026, 4, 1), "2026-Q1"),
        ("suggestions", date(2026, 6, 30), "2025-H2"),
        ("suggestions", date(2026, 7, 1), "2026-H1"),
    ],
)
def test_the_period_that_is_over(kind: str, today: date, code: str) -> None:
    period = last_period(FilingKind(kind), today)
    assert (period.code, period_of(code)) == (code, period)
    assert period.after <= today
    assert half(2026, 2).after == date(2027, 1, 1)
