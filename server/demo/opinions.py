"""Suggestions of deputies in their states, and what people say of the app: by the verbs of the services, each at its time."""

from __future__ import annotations

from datetime import datetime

from server.accounts.models import Account
from server.core.db import db
from server.core.permissions import Role
from server.demo.heroes import Heroes
from server.demo.people import Register
from server.demo.places import AREA, Town
from server.demo.talks import acting, ago
from server.departments.models import Department
from server.feedback import service as feedback
from server.messages.models import ResultClass
from server.suggestions import handling, office, service
from server.suggestions.clocks import Level
from server.suggestions.handling import Answer
from server.suggestions.models import Suggestion, Verdict
from server.suggestions.service import Words

SUGGESTIONS = (
    Words(
        title="给老小区的陡坡装上扶手",
        category="C09",
        content="好几个老小区出门就是陡坡，下雨天滑，上了年纪的街坊不敢出门。",
        proposal="请今年先给住着八十岁以上老人的楼前坡道装上扶手，明年再装其余的。",
    ),
    Words(
        title="把学校门口的接送时间错开",
        category="C04",
        content="两所小学隔一条街，放学是同一个钟点，路口每天堵半个小时。",
        proposal="请教育部门让两所学校错开一刻钟放学，交警在路口加划一条临时停靠线。",
    ),
    Words(
        title="在菜场旁边添一个公厕",
        category="C02",
        content="菜场一早有几百人，最近的公厕要走七八分钟，摊主和老人都不方便。",
        proposal="请在菜场东侧的空地上建一个公厕，早上五点开门，由菜场负责打扫。",
    ),
    Words(
        title="让夜里看急诊的人坐得上车",
        category="C04",
        content="末班公交九点就收，夜里带孩子看急诊的人常常打不到车。",
        proposal="请开一条夜间班线，经过两家医院和火车站，一小时一班。",
    ),
)
"""From the one that is judged already to the one that is still a draft."""
ANSWER = "已经会同社区到现场看过，先装住着八十岁以上老人的十一幢楼，扶手都装好了，请您去看看。"
SAYINGS = (
    (
        "pages/compose/index",
        "录音的时候看不出还剩几秒，老人家怕说不完。",
        "谢谢您提醒，下一版加上倒着数的秒数。",
    ),
    ("deputy/today/index", "活动多的时候要翻很久，能不能先看今天的。", "今天的现在排在最前面了，谢谢您。"),
    ("pages/find/index", "名字里的生僻字搜不到，只能一页一页翻。", ""),
    ("manager/inbox/index", "字调到最大，按钮换行以后有点挤。", ""),
)


def play(
    register: Register, town: Town, heroes: Heroes, departments: list[Department], now: datetime
) -> None:
    _suggest(register, heroes, departments[0], now)
    _say(register, town, heroes, now)


def _suggest(register: Register, heroes: Heroes, unit: Department, now: datetime) -> None:
    """One judged, one with a unit, one handed in, one being written."""
    area = f"area:{AREA}"
    own = register.of[Role.DEPUTY, str(heroes.deputy.id)]
    leader = acting(own, Role.DEPUTY, "self", heroes.deputy.id)
    staff = acting(register.of[Role.NPC_STAFF, area], Role.NPC_STAFF, area)
    made = []
    with ago(now, 60):
        for words in SUGGESTIONS:
            made.append(service.begin(leader, words, level=Level.COUNTY, area_code=AREA.ljust(12, "0")))
    with ago(now, 55):
        for one in made[:3]:
            service.submit(leader, one)
    with ago(now, 53):
        for one in made[:2]:
            office.review(staff, one)
            office.dispatch(staff, one, main=unit)
    _handle(register, unit, made[:2], now)
    with ago(now, 8):
        text = "看过了，装得结实，街坊们都说好。"
        verdict = Verdict.SATISFIED
        service.evaluate(leader, made[0], result=verdict, attitude=verdict, text=text)


def _handle(register: Register, unit: Department, given: list[Suggestion], now: datetime) -> None:
    """Both signed for, the first answered."""
    handler = acting(register.of[Role.HANDLER, unit.scope], Role.HANDLER, unit.scope)
    lead = acting(register.of[Role.HANDLER_LEAD, unit.scope], Role.HANDLER_LEAD, unit.scope)
    with ago(now, 52):
        for one in given:
            handling.sign(handler, one)
    with ago(now, 12):
        handling.draft(handler, given[0], Answer(result=ResultClass.A, text=ANSWER))
        handling.sign_off(lead, given[0])


def _say(register: Register, town: Town, heroes: Heroes, now: datetime) -> None:
    """Two answered by the office, two that wait."""
    prefix = town.area.prefix
    scope = f"area:{prefix}"
    office_of_town = acting(register.of[Role.STREET_NPC, scope], Role.STREET_NPC, scope)
    people: list[tuple[Account, Role]] = [
        (heroes.resident.account, Role.RESIDENT),
        (register.of[Role.DEPUTY, str(heroes.deputy.id)], Role.DEPUTY),
        (heroes.other_resident.account, Role.RESIDENT),
        (register.of[Role.LIAISON, town.home.station.scope], Role.LIAISON),
    ]
    for days, ((account, role), (page, text, answer)) in enumerate(zip(people, SAYINGS, strict=True), 2):
        with ago(now, days * 3):
            said = feedback.say(
                acting(account, role, "self"),
                page=page,
                version="1.0.0",
                text=text,
                station_id=town.home.station.id,
            )
        if answer:
            with ago(now, days * 3 - 1):
                feedback.answer(office_of_town, said, text=answer)
    db.session.flush()
