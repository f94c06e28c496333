"""A deputy's year becomes a report: drafted by itself, edited, announced, presented, judged by ten, published (R4-07)."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, inspect, select, text

from server.activities.kinds import DutyKind
from server.core import clock
from server.core.db import db, transaction
from server.duties.models import Duty
from server.reports.jobs import close_votes, remind
from server.reports.models import Report, VoteRoll
from tests import factories
from tests.console.desk import Desk, at
from tests.duties.years import record
from tests.factories import Phone, World
from tests.messages.path import drain

NOW = datetime(2026, 11, 20, 9, tzinfo=clock.ZONE)
WRITTEN = {"way": "written", "presents_at": "2026-11-20T10:00:00+08:00"}


@pytest.fixture
def year(client: FlaskClient) -> Any:
    """A year with two receptions, a visit that waits and one answer."""
    with clock.frozen(NOW):
        world = factories.world(client)
        with transaction():
            for month, kind, status in (
                (3, "receive_voters", "confirmed"),
                (9, "receive_voters", "confirmed"),
                (10, "visit_voters", "pending"),
                (11, "handle_opinion", "confirmed"),
            ):
                record(world, datetime(2026, month, 5, 9, tzinfo=clock.ZONE), kind=kind, status=status)
        yield world


def begun(world: World) -> dict[str, Any]:
    answer = world.phone("deputy").post("/api/reports", {})
    assert answer.status_code in (200, 201), answer.text
    return answer.json


def act(world: World, report_id: str, verb: str, body: dict[str, Any] | None = None) -> Any:
    return world.phone("deputy").post(f"/api/reports/{report_id}/{verb}", body or {})


def presented(world: World) -> str:
    made = begun(world)["id"]
    world.phone("deputy").put(f"/api/reports/{made}", {})
    act(world, made, "schedule", WRITTEN)
    assert act(world, made, "present").status_code == 200
    return str(made)


def voters(world: World, count: int) -> list[Phone]:
    with transaction():
        found = [factories.resident(world.client) for _ in range(count)]
    for one in found:
        assert one.put("/api/voters/own", {"station_id": str(world.station.id)}).status_code == 200
    return found


def titles(phone: Phone) -> list[str]:
    drain()
    return [one["title"] for one in phone.get("/api/notices").json["items"]]


def test_a_year_is_reported_judged_and_published(year: World) -> None:
    report_id = drafted(year)
    edited(year, report_id)
    first, *others = voters(year, 10)
    announced(year, report_id, first)
    asked(year, report_id, first)
    assert act(year, report_id, "present").json["error"]["code"] == "report.not_yet"
    with clock.frozen(NOW + timedelta(days=2)):
        judged(year, report_id, [first, *others])
    with clock.frozen(NOW + timedelta(days=10)):
        published(year, report_id, first)
        remind()
        assert "今年的履职报告可以起草了" not in titles(year.phone("deputy"))


def drafted(year: World) -> str:
    """By itself, of what was confirmed alone; nobody else sees it, and it has to be read before it is announced."""
    made = begun(year)
    report_id: str = made["id"]
    assert begun(year)["id"] == report_id, "asked again, it is the same"
    words = {one["key"]: one["text"] for one in made["sections"]}
    assert "参加活动 2 次：接待街坊 2 次" in words["did"], "what waits is not told"
    assert (made["months"][2], made["months"][9], made["kinds"][0]) == (
        1,
        0,
        {"name": "进站接待选民", "count": 2},
    )
    assert year.phone("resident").get(f"/api/reports/{report_id}").status_code == 404, "a draft is one's own"
    assert year.phone("liaison").get("/api/reports/mine").status_code == 403
    early = act(year, report_id, "schedule", WRITTEN)
    assert (early.status_code, early.json["error"]["code"]) == (409, "report.unread")
    return report_id


def edited(year: World, report_id: str) -> None:
    """What the deputy wrote stays; a gap that was left open is refused where it stands."""
    deputy = year.phone("deputy")
    given = {"next": "我继续在【站点】等大家，路灯的事接着盯。"}
    made = deputy.put(f"/api/reports/{report_id}", given).json
    assert [one["is_edited"] for one in made["sections"]] == [False] * 4 + [True]
    wrong = deputy.put(f"/api/reports/{report_id}", {"did": "参加活动【一百】次。"})
    assert set(wrong.json["error"]["fields"]) == {"did"}


def announced(year: World, report_id: str, voter: Phone) -> None:
    live = {"way": "live", "presents_at": "2026-11-22T19:00:00+08:00", "live_url": "http://x"}
    assert set(act(year, report_id, "schedule", live).json["error"]["fields"]) == {"live_url"}
    assert act(year, report_id, "schedule", live | {"live_url": "https://live.example/1"}).status_code == 200
    assert titles(voter) == ["代表要报告履职了"]
    seen = voter.get(f"/api/reports/{report_id}").json
    assert (seen["way_words"], seen["sections"], seen["may_vote"]) == ("云报告直播", [], False)
    at_station = voter.get(f"/api/reports?station={year.station.id}").json["items"]
    assert [one["id"] for one in at_station] == [report_id]


def asked(year: World, report_id: str, voter: Phone) -> None:
    """A question is a letter to the deputy, and says what it is about."""
    given = {"content": "路灯什么时候修好？"}
    made = voter.post(f"/api/reports/{report_id}/questions", given, key="question-1").json
    letter = year.phone("deputy").get(f"/api/messages/{made['message_id']}").json
    assert letter["steps"][0]["text"] == "向王明代表2026年履职报告（云报告直播）提的问题"
    assert year.phone("deputy").get(f"/api/reports/{report_id}/own").json["questions"] == 1


def judged(year: World, report_id: str, ten: list[Phone]) -> None:
    """Presented, it is a duty; each voter says one thing once, and nobody sees figures while they do."""
    assert act(year, report_id, "present").json["status"] == "presented"
    assert db.session.scalar(select(func.count()).where(Duty.kind == DutyKind.DUTY_REPORT)) == 1
    assert "请您评一评代表的履职报告" in titles(ten[0])
    for number, one in enumerate(ten):
        vote = {"answer": ("satisfied", "basic", "unsatisfied")[number % 3]}
        assert one.post(f"/api/reports/{report_id}/vote", vote).status_code == 204
    again = ten[0].post(f"/api/reports/{report_id}/vote", {"answer": "basic"})
    assert again.json["error"]["code"] == "report.voted"
    own = year.phone("deputy").get(f"/api/reports/{report_id}/own").json
    assert own["result"] is None, "not while it is open"


def published(year: World, report_id: str, voter: Phone) -> None:
    """The roll is gone with the vote; the figures are the deputy's until they are published."""
    deputy = year.phone("deputy")
    close_votes()
    assert "选民的评议收了" in titles(deputy)
    assert db.session.scalar(select(func.count()).select_from(VoteRoll)) == 0
    counted = {"satisfied": 4, "basic": 3, "unsatisfied": 3, "total": 10}
    assert deputy.get(f"/api/reports/{report_id}/own").json["result"] == counted
    assert voter.get(f"/api/reports/{report_id}").json["result"] is None, "not before it is published"
    assert act(year, report_id, "publish").json["status"] == "published"
    shown = voter.get(f"/api/reports/{report_id}").json
    assert (shown["result"], shown["sections"][1]["title"]) == (counted, "一、参加的活动")


def test_it_is_taken_away_as_word_and_as_pdf_with_the_same_words(year: World) -> None:
    made = begun(year)["id"]
    word, pdf = (year.phone("deputy").get(f"/api/reports/{made}/own/{kind}") for kind in ("word", "pdf"))
    document = Document(BytesIO(word.data))
    words = "\n".join(line.text for line in document.paragraphs)
    assert len(document.inline_shapes) == 2
    sheet = pypdfium2.PdfDocument(pdf.data)
    read = "".join(page.get_textpage().get_text_range() for page in sheet)
    for said in ("2026年履职报告", "参加活动 2 次", "富春第 1 选区", "图 1 每个月的履职（次）"):
        assert said in words, said
        assert said in read.replace("\r\n", ""), said
    assert year.phone("deputy").get(f"/api/reports/{made}/own/txt").status_code == 404


def kept_beside() -> list[int]:
    """How many rows stand where else something of a vote could be kept: log, outbox, answers to repeated requests."""
    tables = ("audit_entries", "outbox", "idempotency_keys")
    return [db.session.execute(text(f"select count(*) from {name}")).scalar_one() for name in tables]


def test_nothing_leads_from_a_voter_to_a_vote(year: World) -> None:
    """Tables, columns, order and the database's own marks (domain §5.5, 无记名)."""
    made = presented(year)
    people = voters(year, 6)
    before = kept_beside()
    seen = []
    for number, one in enumerate(people):
        one.post(f"/api/reports/{made}/vote", {"answer": ("basic", "satisfied", "unsatisfied")[number % 3]})
        marks = db.session.execute(text("select xmin::text, count(*) from report_boxes group by 1")).all()
        seen.append(len(marks))
    assert seen == [1] * 6, "one row, written whole by every vote: its mark tells of no answer"
    tables = {
        name: {c["name"]: str(c["type"]) for c in inspect(db.engine).get_columns(name)}
        for name in ("report_rolls", "report_boxes")
    }
    assert tables["report_rolls"].keys() == {"report_id", "account_id"}
    assert tables["report_boxes"].keys() == {"report_id", "satisfied", "basic", "unsatisfied"}
    assert tables["report_rolls"].keys() & tables["report_boxes"].keys() == {"report_id"}
    assert {kind for columns in tables.values() for kind in columns.values()} == {"UUID", "INTEGER"}
    joined = db.session.execute(
        text("select r.account_id, b.* from report_rolls r join report_boxes b using (report_id)")
    ).all()
    assert len(joined) == 6
    assert len({row[1:] for row in joined}) == 1, "joined by all they share, everybody looks the same"
    assert kept_beside() == before, "a vote leaves nothing anywhere else"


def test_below_ten_votes_nothing_is_shown(year: World) -> None:
    made = presented(year)
    for one in voters(year, 9):
        one.post(f"/api/reports/{made}/vote", {"answer": "satisfied"})
    with clock.frozen(NOW + timedelta(days=9)):
        close_votes()
        late = year.phone("resident").post(f"/api/reports/{made}/vote", {"answer": "basic"})
        assert late.json["error"]["code"] == "report.not_open"
        assert year.phone("deputy").get(f"/api/reports/{made}/own").json["result"] is None


def test_who_may_not_vote(year: World) -> None:
    made = presented(year)
    resident = year.phone("resident")
    refused = resident.post(f"/api/reports/{made}/vote", {"answer": "basic"})
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "report.not_a_voter")
    with transaction():
        elsewhere = factories.station("春江社区代表联络站", "330111002001")
    assert resident.put("/api/voters/own", {"station_id": str(elsewhere.id)}).status_code == 200
    assert resident.post(f"/api/reports/{made}/vote", {"answer": "basic"}).status_code == 403
    moved = resident.put("/api/voters/own", {"station_id": str(year.station.id)})
    assert moved.json["error"]["code"] == "voter.settled"
    for who in ("deputy", "liaison", "npc_staff"):
        assert year.phone(who).post(f"/api/reports/{made}/vote", {"answer": "basic"}).status_code == 403


def test_the_station_checks_the_roll_before_votes_open_and_never_while_one_is_open(
    app: Flask, year: World
) -> None:
    """A resident says where they belong; who does not is struck and told; the box stays nobody's to read."""

    def desk(who: str) -> Desk:
        return at(app, year, who)

    def table() -> str:
        return desk("liaison").page("/console/voters").partition("<tbody>")[2].partition("</tbody>")[0]

    stranger, neighbour = voters(year, 2)
    strike = f"/console/voters/{stranger.account_id}/strike"
    because = {"reason": "住在新登，不在本片区"}
    assert desk("liaison").post(f"/console/voters/{uuid4()}/strike", because).status_code == 404
    assert desk("npc_staff").post(strike, because).status_code == 403
    assert desk("liaison").post(strike, because).status_code == 303
    assert "不在本片区" in desk("station_head").page("/console/voters")
    assert "选民名册核对过了" in titles(stranger)
    made = presented(year)
    vote = f"/api/reports/{made}/vote"
    assert stranger.post(vote, {"answer": "basic"}).json["error"]["code"] == "report.not_a_voter"
    again = stranger.put("/api/voters/own", {"station_id": str(year.station.id)})
    assert again.json["error"]["code"] == "voter.struck"
    shown = table()
    assert neighbour.post(vote, {"answer": "basic"}).status_code == 204
    for verb, who in (("strike", neighbour), ("put-back", stranger)):
        late = desk("liaison").post(f"/console/voters/{who.account_id}/{verb}", because)
        assert (late.status_code, "名册先不动" in late.text) == (409, True)
    assert table() == shown, "nobody reads who has voted"
    with clock.frozen(clock.now() + timedelta(days=10)):
        close_votes()
        assert desk("liaison").post(f"/console/voters/{stranger.account_id}/put-back").status_code == 303
    with transaction():
        elsewhere = factories.station("春江社区代表联络站", "330111002001")
    own = {"station_id": str(elsewhere.id)}
    assert stranger.put("/api/voters/own", own).json["error"]["code"] == "voter.settled"


def test_a_deputy_without_a_report_hears_of_it_once_a_year(year: World) -> None:
    remind()
    remind()
    assert titles(year.phone("deputy")).count("今年的履职报告可以起草了") == 1
    lines = year.phone("deputy").get("/api/duties/overview").json["items"]
    assert [(one["key"], one["is_met"]) for one in lines] == [("receptions", False), ("report", False)]
    presented(year)
    met = {
        one["key"]: one["is_met"] for one in year.phone("deputy").get("/api/duties/overview").json["items"]
    }
    assert met["report"] is True


def test_nothing_anywhere_counts_looks_or_likes(year: World) -> None:
    """R4-19, F06: no column and no field of a report could hold it."""
    forbidden = ("view", "like", "watch", "share", "visit", "click", "hot")
    shown = year.phone("deputy").get(f"/api/reports/{presented(year)}/own").json
    names = {column.name for column in Report.__table__.columns} | set(shown)
    assert [name for name in names if any(word in name.split("_") for word in forbidden)] == []
