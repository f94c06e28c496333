"""Mediations in their states, and items of another platform in the pool: by the verbs of the services, each at its time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from server.accounts.models import Account
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo.dice import Dice
from server.demo.people import Register
from server.demo.places import AREA, Town
from server.demo.units import DISTRICT
from server.departments.models import Department
from server.deputies.models import Deputy
from server.mediation import opening, service as mediation
from server.mediation.models import Mediation
from server.mediation.service import Duty
from server.outside import service as outside
from server.outside.life import ItemState
from server.outside.models import OutsideItem

PLATFORM = "12345（示范）"
WHYS = (
    "两家为楼道里的鞋柜吵了三次，都说要去区里讲。",
    "几户合用的晒谷场分不拢，约好了一起去镇里。",
    "屋檐的水滴到邻家菜地，去年劝过，今年又吵起来。",
    "店门口堆货挡了路，老街坊联名写了两回。",
)
SETTLED = "鞋柜一家一层，过道留出一米；谁家办事要多放，先说一声。"
DUTIES = {1: Duty("把鞋柜挪到自家门内"), 2: Duty("擦干净墙上的印子")}
ITEMS = (
    "楼道的灯报过两次，修好三天又不亮。",
    "答复说河道清过了，去看还是老样子。",
    "公交站的棚漏雨，回复说已安排，两个月没人来。",
    "夜里摊子的油烟，说整改了，还是从窗户进来。",
    "小区门口的坑补过，雨一冲又塌了。",
    "健身路径的踏板断了，回访时还没有换。",
)
DONE = "带人去现场重做了一遍，反映的街坊看过，说可以了。"


def play(
    register: Register, town: Town, deputy: Deputy, departments: list[Department], now: datetime
) -> None:
    _talk(register, town, deputy, now)
    _do_again(register, departments, now)


def _talk(register: Register, town: Town, deputy: Deputy, now: datetime) -> None:
    """One signal, one that is talked over, one agreed, one that was kept."""
    scope = town.home.station.scope
    liaison = acting(register.of[Role.LIAISON, scope], Role.LIAISON, scope)
    mediator = acting(register.of[Role.DEPUTY, str(deputy.id)], Role.DEPUTY, "self", deputy.id)
    dice = Dice("调解示范")
    for why, stage in zip(WHYS, (3, 2, 1, 0), strict=True):
        with ago(now, 20):
            made = _signalled(liaison, town, why, dice, mediator if stage else None)
        if stage:
            _conduct(mediator, made, stage, now)


def _signalled(liaison: Actor, town: Town, why: str, dice: Dice, mediator: Actor | None) -> Mediation:
    made, _ = opening.signal(
        liaison,
        why=why,
        area_code=town.home.station.area_code,
        parties=[opening.Given(dice.name(), dice.phone()) for _ in range(2)],
        consent_record=True,
        mediator_id=mediator.account_id if mediator else None,
    )
    return made


def _conduct(mediator: Actor, made: Mediation, stage: int, now: datetime) -> None:
    with ago(now, 15):
        mediation.meet(mediator, made, text="两家都到了，各说了一遍，先看能让到哪里。")
    if stage == 1:
        return
    with ago(now, 12):
        revisit_on = clock.today() + timedelta(days=8)
        mediation.propose(mediator, made, text=SETTLED, duties=DUTIES, revisit_on=revisit_on)
        for position in DUTIES:
            mediation.take_answer(mediator, made, position=position, agrees=True, text="当面说的")
    if stage == 3:
        with ago(now, 3):
            mediation.revisit(mediator, made, is_kept=True, text="上门看过，过道空出来了，两家都说好。")


def _do_again(register: Register, departments: list[Department], now: datetime) -> None:
    """In each of their states, with the unit that has somebody to handle them."""
    unit, area = departments[0], f"area:{AREA}"
    office = acting(register.of[Role.NPC_STAFF, area], Role.NPC_STAFF, area)
    handler = acting(register.of[Role.HANDLER, unit.scope], Role.HANDLER, unit.scope)
    category = next(code for code, name in DISTRICT.items() if name == unit.name)
    items = [_item(place, text, category, unit, now) for place, text in enumerate(ITEMS)]
    db.session.add_all(items)
    db.session.flush()
    for item in items[:4]:
        outside.assign(office, item, unit=unit)
    for item in items[:3]:
        outside.finish(handler, item, text=DONE)
    for item in items[:2]:
        outside.confirm(office, item)
    db.session.flush()


def _item(place: int, text: str, category: str, unit: Department, now: datetime) -> OutsideItem:
    return OutsideItem(
        platform=PLATFORM,
        number=f"SF{place + 1:04d}",
        area_code=AREA.ljust(12, "0"),
        place="",
        content=text,
        category=category,
        received_on=(now - timedelta(days=30 - place)).date(),
        created_at=now,
        status=ItemState.OPEN,
        department_id=unit.id,
        result="",
    )


@contextmanager
def ago(now: datetime, days: int) -> Iterator[None]:
    with clock.frozen(now - timedelta(days=days)):
        yield
        db.session.flush()


def acting(account: Account, role: Role, scope: str, deputy_id: UUID | None = None) -> Actor:
    return Actor(role, scope, account.id, deputy_id=deputy_id, name=account.display_name)
