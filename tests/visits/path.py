"""A visit on its way, at the console."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from server.core import clock
from server.core.db import db
from server.visits.models import Visit, VisitIssue
from tests.console.desk import At
from tests.factories import World

FOUND = {"held_on": str(clock.today()), "findings": "看了三幢的楼道，听居民说电梯停了两个月。"}
ISSUE = {"words": "三幢的电梯停了两个月，老人下不了楼。"}
KEPT = {"result": "换了控制柜，已经开起来了。"}


@dataclass
class Path:
    """One visit, with the people around it."""

    world: World
    desk: At
    id: str

    def post(self, verb: str, body: dict[str, Any] | None = None, who: str = "street_npc") -> TestResponse:
        return self.desk(who).post(f"/console/visits/{self.id}/{verb}", body or {})

    def on(self, serial: int, verb: str, body: dict[str, Any], who: str = "street_npc") -> TestResponse:
        return self.post(f"issues/{self.issue(serial).id}/{verb}", body, who)

    def seen(self, who: str = "street_npc") -> dict[str, Any]:
        answer = self.world.phone(who).get(f"/api/visits/{self.id}")
        assert answer.status_code == 200, (who, answer.text)
        read: dict[str, Any] = answer.json
        return read

    def issue(self, serial: int) -> VisitIssue:
        db.session.rollback()
        found = select(VisitIssue).where(VisitIssue.visit_id == self.id, VisitIssue.serial == serial)
        return db.session.scalars(found).one()

    def walk(self, *steps: tuple[str, dict[str, Any]]) -> None:
        for verb, body in steps:
            answer = self.post(verb, body)
            assert answer.status_code == 303, (verb, answer.text[:400])

    def to_issues(self, *, held_on: str | None = None, deputies: tuple[str, ...] = ()) -> None:
        """Told, held, and one matter on the list."""
        held = FOUND | {"deputy_ids": list(deputies)} | ({"held_on": held_on} if held_on else {})
        self.walk(("notify", {}), ("hold", held), ("issues", ISSUE))

    def promise(self, unit: str, due_on: str, serial: int = 1) -> TestResponse:
        body = {"answer": "月底以前修好。", "department_id": unit, "due_on": due_on}
        return self.on(serial, "respond", body)


def planned(world: World, desk: At, by: str = "street_npc", **fields: Any) -> Path:
    body = {
        "station_id": str(world.station.id),
        "kind": "departments",
        "who": "区城市管理局",
        "department_id": str(world.unit_id),
        "topic": "老旧小区加装电梯",
        "planned_on": str(clock.today()),
    }
    answer = desk(by).post("/console/visits", {k: v for k, v in (body | fields).items() if v is not None})
    assert answer.status_code == 303, answer.text[:600]
    db.session.rollback()
    found = db.session.scalars(select(Visit).order_by(Visit.created_at.desc()).limit(1)).one()
    return Path(world, desk, str(found.id))
