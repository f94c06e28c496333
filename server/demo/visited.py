"""Visits of the five lists in their states, by the verbs of the service, each at its time; the units are invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from server.accounts.models import Account
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo.people import Register
from server.demo.places import AREA, Town
from server.departments.models import Department
from server.deputies.models import Deputy
from server.visits import queries, service
from server.visits.kinds import Frequency, VisitList as L
from server.visits.models import Visit
from server.visits.service import Plan


@dataclass(frozen=True, slots=True)
class Story:
    """One line of the plan: in how many days it was meant to be, and how far it has come."""

    kind: L
    who: str
    topic: str
    content: str
    frequency: Frequency
    planned: int
    stage: int
    """0 planned, 1 told, 2 promised, 3 kept."""


FOUND = "看了楼道和门口，听六户街坊说了一遍，和物业、社区一起对了账。"
ISSUES = (
    ("楼道的灯坏了三盏，晚上老人不敢下楼。", "三盏灯和线一起换，感应的换成声控的。"),
    ("门口的坡太陡，轮椅上不去。", "坡改缓，两边加扶手。"),
)
ANSWERED = ("快递堆在单元门口，挡了路。", "当场和快递点说好，放到门卫边上的架子。")
KEPT = "换好了，社区和三位街坊一起看过。"
STORIES = (
    Story(
        L.JUSTICE,
        "区人民法院（示范）",
        "物业纠纷怎么少一点",
        "讲三个案子，听街坊说",
        Frequency.YEARLY,
        -40,
        3,
    ),
    Story(L.DEPARTMENTS, "", "楼道和门口的小毛病", "看现场，当场答", Frequency.QUARTERLY, -20, 2),
    Story(
        L.COMMITTEE, "社会建设工作委员会（示范）", "家门口的养老", "看助餐点", Frequency.HALF_YEARLY, -15, 1
    ),
    Story(L.LEADERS, "区政府副区长（示范）", "老旧小区加装电梯", "看两个小区", Frequency.YEARLY, 12, 1),
    Story(L.DEPUTIES, "富春第一代表小组（示范）", "暑期孩子去哪里", "和学校一起听", Frequency.ONCE, 35, 0),
)


def play(
    register: Register, town: Town, deputy: Deputy, departments: list[Department], now: datetime
) -> None:
    """At the first town's home, planned by the district's office."""
    unit, area = departments[0], f"area:{AREA}"
    office = _actor(register.of[Role.NPC_STAFF, area], Role.NPC_STAFF, area)
    handler = _actor(register.of[Role.HANDLER, unit.scope], Role.HANDLER, unit.scope)
    for story in STORIES:
        with _at(now, story.planned - 30):
            made = _planned(office, town, story, unit, deputy, now)
        if story.stage:
            with _at(now, story.planned - 10):
                service.notify(office, made)
        if story.stage > 1:
            _held(office, made, story, unit, deputy, now)
        if story.stage > 2:
            _kept(handler, made, story, now)
    db.session.flush()


def _planned(
    office: Actor, town: Town, story: Story, unit: Department, deputy: Deputy, now: datetime
) -> Visit:
    is_unit = story.kind is L.DEPARTMENTS
    given = Plan(
        kind=story.kind,
        frequency=story.frequency,
        who=unit.name if is_unit else story.who,
        topic=story.topic,
        planned_on=(now + timedelta(days=story.planned)).date(),
        content=story.content,
        department_id=unit.id if is_unit else None,
    )
    return service.plan(office, town.home.station, given, unit_ids=[unit.id], deputy_ids=[deputy.id])


def _held(office: Actor, made: Visit, story: Story, unit: Department, deputy: Deputy, now: datetime) -> None:
    """Two promises and an answer on the spot; let through to be read."""
    with _at(now, story.planned):
        service.hold(office, made, held_on=clock.today(), findings=FOUND, deputy_ids=[deputy.id])
        due_on = clock.today() + timedelta(days=30)
        for words, answer in ISSUES:
            issue = service.list_issue(office, made, words=words)
            db.session.flush()
            service.respond(office, made, issue, answer=answer, department_id=unit.id, due_on=due_on)
        last = service.list_issue(office, made, words=ANSWERED[0])
        db.session.flush()
        service.respond(office, made, last, answer=ANSWERED[1])
        service.commit(office, made)
        made.is_public = True
        db.session.flush()


def _kept(handler: Actor, made: Visit, story: Story, now: datetime) -> None:
    with _at(now, story.planned + 21):
        for issue in queries.issues_of([made.id]):
            if issue.due_on:
                service.keep(handler, made, issue, result=KEPT)
                db.session.flush()


@contextmanager
def _at(now: datetime, days: int) -> Iterator[None]:
    """So many days from now, before it for those below nothing; never later than now."""
    with clock.frozen(min(now, now + timedelta(days=days))):
        yield


def _actor(account: Account, role: Role, scope: str, deputy_id: UUID | None = None) -> Actor:
    return Actor(role, scope, account.id, deputy_id, account.display_name)
