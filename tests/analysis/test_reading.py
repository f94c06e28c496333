"""Who may read an analysis and do what with it; and the same by JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import event, select

from server.analysis.jobs import write_months
from server.analysis.models import Point
from server.core import clock
from server.core.db import db
from tests.analysis.october import ROOT, own, written
from tests.console.desk import at
from tests.factories import World

JSON = "/api/analyses"


def test_whoever_may_read_one_gets_it_by_json(app: Flask, month: World) -> None:
    made, path = written(month)
    one = f"{JSON}/{made.id}"
    liaison = month.phone("liaison")
    (line,) = liaison.get(JSON).json["items"]
    assert (line["id"], line["state"], line["month"]) == (str(made.id), "draft", "2026-10-01")
    paper = liaison.get(one).json
    assert [section["key"] for section in paper["sections"]] == [
        *("opening", "handling", "hot", "open", "went", "asked")
    ]
    assert "本站收到群众来信" in paper["sections"][0]["paragraphs"][0]
    assert [rate["name"] for rate in paper["rates"]] == ["反馈率", "解决率", "满意率", "参评率"]
    for who, status in (("street_npc", 404), ("other", 404), ("deputy", 403), ("resident", 403)):
        assert month.phone(who).get(one).status_code == status, who
    head = at(app, month, "station_head")
    head.post(f"{path}/points", {"to": "town", "text": "东门要装一盏路灯。"})
    head.post(f"{path}/send")
    assert month.phone("street_npc").get(JSON).json["items"][0]["forwarded"] == 1
    (point,) = month.phone("npc_leader").get(one).json["passed_up"]
    assert (point["text"], point["to"], point["outcome"]) == ("东门要装一盏路灯。", "town", None)
    assert own(month).sent_at is not None


def test_who_may_do_what(app: Flask, month: World) -> None:
    _, path = written(month)
    nothing = f"{ROOT}/{uuid4()}"
    read = [path, f"{path}/file", f"{path}/word", f"{path}/chart-months.png"]
    verbs: dict[str, dict[str, Any]] = {
        "text": {"opening": "改一改。"},
        "points": {"to": "town", "text": "一件事。"},
        "restore": {},
        "send": {},
        f"points/{uuid4()}/drop": {},
    }
    for who in ("other", "street_npc", "npc_staff", "npc_leader"):
        desk = at(app, month, who)
        assert {desk.get(one).status_code for one in read} == {404}, who
        assert path not in desk.page(ROOT)
        refused = {desk.post(f"{path}/{verb}", form).status_code for verb, form in verbs.items()}
        assert refused == ({404} if who == "other" else {403}), who
    for who in ("resident", "deputy", "handler", "sys_admin"):
        assert {at(app, month, who).get(one).status_code for one in [ROOT, *read]} == {403}, who
    head = at(app, month, "station_head")
    assert head.post(f"{path}/points", verbs["points"]).status_code == 303
    assert head.post(f"{path}/send").status_code == 303
    point = db.session.scalars(select(Point.id)).one()
    answers = {
        who: _answered(app, month, who, path, point)
        for who in ("liaison", "npc_leader", "other", "street_npc")
    }
    assert answers == {"liaison": 403, "npc_leader": 403, "other": 403, "street_npc": 303}
    for who in ("street_npc", "npc_staff", "npc_leader"):
        desk = at(app, month, who)
        assert path in desk.page(ROOT)
        assert {desk.get(one).status_code for one in read[:2]} == {200}
        assert desk.get(nothing).status_code == 404


def _answered(app: Flask, month: World, who: str, path: str, point: UUID) -> int:
    return at(app, month, who).post(f"{path}/points/{point}/answer", {"text": "办好了。"}).status_code


def test_a_list_of_many_takes_as_many_statements_as_of_one(app: Flask, month: World) -> None:
    desk = at(app, month, "liaison")
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    def counted() -> int:
        asked.clear()
        desk.page(ROOT)
        return len(asked)

    engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    counted()  # what this process keeps for a while is at hand from here on
    few = counted()
    with clock.frozen(datetime(2027, 1, 5, 9, tzinfo=clock.ZONE)):
        write_months()
    many = counted()
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
    assert few == many
