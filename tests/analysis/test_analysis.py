"""A station's month: written by itself, edited in words only, passed up, answered, and the same in Word (R2-05)."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

from docx import Document
from flask import Flask
from PIL import Image
from sqlalchemy import select

from server.analysis import charts, monthly, writing
from server.analysis.jobs import write_months
from server.analysis.models import Analysis, Point, Version
from server.areas.categories import CATEGORIES
from server.codes.lettering import Box, letter
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.indicators import periods, places
from server.indicators.sheets import sheet
from server.messages.models import Message
from server.papers import canvas, marks
from tests.analysis.october import PHONE, titles, versions, written
from tests.console.desk import Desk, at
from tests.factories import World
from tests.indicators import letters
from tests.messages.path import drain


def test_every_station_has_its_month_once_and_what_was_missed_is_caught_up(month: World) -> None:
    for _ in range(2):
        write_months()
    assert _months() == ["2026-10-01"] * 2
    with clock.frozen(datetime(2027, 1, 5, 9, tzinfo=clock.ZONE)):
        write_months()
    assert _months() == ["2026-10-01"] * 2 + ["2026-11-01"] * 2 + ["2026-12-01"] * 2
    assert "10月的社情民意分析写好了" in titles(month, "station_head")


def _months() -> list[str]:
    return [str(day) for day in db.session.scalars(select(Analysis.month).order_by(Analysis.month))]


def test_its_numbers_are_those_of_the_indicators(month: World) -> None:
    analysis, _ = written(month)
    liaison = Actor(Role.LIAISON, month.station.scope)
    shown = sheet(liaison, places.look(liaison, None, None), periods.parse("2026-10")).figures
    kept = analysis.figures["indicators"]
    assert kept == {key: [one.numerator, one.denominator] for key, one in shown.items()}
    assert kept["received"][0] > 20
    assert sum(row["count"] for row in analysis.figures["categories"]) == kept["received"][0]
    assert sum(count for _, count in analysis.figures["went"]) == kept["received"][0]
    assert analysis.figures["months"][-1][1:] == [kept["received"][0], kept["concluded"][0]]


def test_hot_is_what_came_thick_and_fast(month: World) -> None:
    analysis, _ = written(month)
    for one in analysis.figures["hot"]:
        assert one["count"] >= 5
        assert one["count"] >= 2 * float(one["monthly"])
    with transaction():
        sudden = [m for m in db.session.scalars(select(Message)) if m.station_id == month.station.id][:6]
        for one in sudden:
            one.category, one.created_at = "C13", letters.NOW - timedelta(days=9)  # type: ignore[assignment]
        db.session.execute(Version.__table__.delete())  # type: ignore[attr-defined]
        db.session.execute(Analysis.__table__.delete())  # type: ignore[attr-defined]
    write_months()
    again, _ = written(month)
    assert [row["what"] for row in again.figures["hot"] if "安全" in row["what"]] == [
        "桂花社区 公共安全与应急"
    ]


def test_words_are_edited_numbers_are_not(app: Flask, month: World) -> None:
    analysis, path = written(month)
    desk = at(app, month, "liaison")
    received = analysis.figures["marks"]["收到"]
    assert f"本站收到群众来信 {received} 件" in desk.page(path)
    unknown = desk.post(f"{path}/text", {"opening": "收到【多少】件。"})
    assert (unknown.status_code, "多少" in unknown.text) == (400, True)
    personal = desk.post(f"{path}/text", {"opening": f"打 {PHONE} 问过了。"})
    assert (personal.status_code, "认出人" in personal.text) == (400, True)
    assert desk.post(f"{path}/text", {"opening": "十月来信【收到】件，多说路灯。"}).status_code == 303
    assert f"十月来信 {received} 件，多说路灯。" in (page := desk.page(path))
    assert page.count('class="says edited"') == 1
    assert desk.post(f"{path}/restore").status_code == 303
    assert "多说路灯" not in desk.page(path)
    assert [one.serial for one in versions(analysis)] == [1, 2, 3]


def test_what_is_passed_up_is_answered_and_the_station_sees_it(app: Flask, month: World) -> None:
    _, path = written(month)
    desk, street, county = (at(app, month, who) for who in ("station_head", "street_npc", "npc_staff"))
    author = month.phone("resident").account_id
    found = select(Message.id).where(Message.station_id == month.station.id, Message.author_id == author)
    letter_id = db.session.scalars(found.where(Message.status == "handling").limit(1)).one()
    assert desk.post(f"{path}/points", {"to": "town", "message_id": letter_id}).status_code == 303
    assert desk.post(f"{path}/points", {"to": "town", "message_id": letter_id}).status_code == 409
    assert desk.post(f"{path}/points", {"to": "county"}).status_code == 400
    assert desk.post(f"{path}/points", {"to": "county", "text": "全区路灯要统一换灯头。"}).status_code == 303
    assert (street.get(path).status_code, county.get(path).status_code) == (404, 404)
    assert desk.post(f"{path}/send").status_code == 303
    assert desk.post(f"{path}/text", {"opening": "再改一下。"}).status_code == 409
    assert "桂花社区代表联络站送来10月分析" in titles(month, "street_npc")
    assert "桂花社区代表联络站送来10月分析" in titles(month, "npc_staff")
    town, region = _points()
    assert (PHONE in town.text, "陈小明" in town.text, "路灯" in town.text) == (False, False, True)
    said = {"text": "镇里排进十一月的维修，周五前修好。"}
    assert county.post(f"{path}/points/{town.id}/answer", said).status_code == 403
    assert street.post(f"{path}/points/{town.id}/answer", said).status_code == 303
    assert county.post(f"{path}/points/{region.id}/answer", {"text": "已列入明年计划。"}).status_code == 303
    assert said["text"] in desk.page(path)
    assert titles(month, "liaison").count("10月报送的一件事有了结果") == 2
    with clock.frozen(letters.NOW + timedelta(days=30)):
        write_months()
    november = select(Analysis).where(Analysis.station_id == month.station.id).order_by(Analysis.month.desc())
    earlier = db.session.scalars(november.limit(1)).one().figures["earlier"]
    assert {one["outcome"] for one in earlier} == {said["text"], "已列入明年计划。"}


def _points() -> list[Point]:
    return list(db.session.scalars(select(Point).order_by(Point.addressee.desc(), Point.created_at)))


def test_word_says_the_same(app: Flask, month: World) -> None:
    analysis, path = written(month)
    desk = at(app, month, "liaison")
    desk.post(f"{path}/points", {"to": "town", "text": "路灯要统一换灯头。"})
    assert desk.get(f"{path}/word").status_code == 404
    drain()
    made = Document(BytesIO(_downloaded(desk, path)))
    headings = [line.text for line in made.paragraphs if line.style and line.style.name == "Heading 1"]
    assert headings == [title for title in writing.SECTIONS.values() if title]
    words = "\n".join(line.text for line in made.paragraphs)
    first = versions(analysis)[0].texts
    for text in first.values():
        assert marks.filled(text, analysis.figures["marks"]) in words
    rates, categories, *_ = ([[c.text for c in row.cells] for row in table.rows] for table in made.tables)
    assert [cell.split("\n")[1] for cell in rates[0]] == [one["shown"] for one in analysis.figures["rates"]]
    assert [row[:3] for row in categories[1:]] == [
        [row["name"], str(row["before"]), str(row["count"])] for row in analysis.figures["categories"]
    ]
    assert ["镇街", "路灯要统一换灯头。", "还没有结果"] in [
        [c.text for c in row.cells] for row in made.tables[-1].rows
    ]
    assert len(made.inline_shapes) == 2
    everything = words + str([[c.text for row in table.rows for c in row.cells] for table in made.tables])
    assert PHONE not in everything
    assert "陈小明" not in everything


def _downloaded(desk: Desk, path: str) -> bytes:
    answer = desk.get(f"{path}/word")
    assert answer.status_code == 200
    return answer.data


def test_the_charts_are_drawn_in_characters_that_the_font_has() -> None:
    def drawn(words: str) -> bytes:
        page = Image.new("RGB", (60, 60), "white")
        letter(words, Box(0, 0, 60, 60), 40, "black").draw(page)
        return page.tobytes()

    nothing = drawn("\U0001f9ff")
    said = {*"收到办结月还没有分类这个来信0123456789", *"".join(CATEGORIES.values())}
    assert [one for one in sorted(said) if drawn(one) in (nothing, drawn(""))] == []
    months = [(f"2026-{number:02d}", number, number // 2) for number in range(1, 13)]
    course = Image.open(BytesIO(charts.course(months))).convert("RGB")
    assert course.width == canvas.WIDTH
    colours = {colour for _, colour in course.getcolors(1 << 16) or []}
    assert len(colours) > 8


def test_a_month_without_letters_is_said_plainly(month: World) -> None:
    with clock.frozen(letters.NOW + timedelta(days=150)), transaction():
        assert monthly.write(periods.parse("2027-03")) == 2
    kept = db.session.scalars(select(Analysis).order_by(Analysis.month.desc())).first()
    assert kept is not None
    first = versions(kept)[0].texts
    texts = marks.sections(writing.SECTIONS, kept.figures["marks"], first, first)
    assert texts[0].text.startswith("3月，本站没有收到群众来信")
    assert "【" not in "".join(one.text for one in texts)
