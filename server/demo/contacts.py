"""Whom the deputies stay in touch with, who has reported in, and one deputy's diary and three questions."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle

from sqlalchemy import select

from server.contacts import asking, diary, service
from server.contacts.life import State
from server.contacts.models import Arrival, ConsentHow, ContactLink, Effect, LinkKind
from server.contacts.queries import by_invitation
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo.dice import Dice
from server.demo.heroes import Heroes
from server.demo.people import Register
from server.deputies.models import Deputy

NOT_YET = 8
"""How many of the 288 have not reported in: 280 of 288 are 97.2 % (R2-04)."""
FEWER = 9
"""Every so many-th deputy is in touch with too few people."""
ENOUGH = {True: 5, False: 3}
VISITS = (
    (1, "二幢 301 陈阿姨家", "电梯三天坏了两回，老人上下楼不敢乘。", "问物业要一份检修记录，周五回话。", ""),
    (6, "村口小店", "夜里路口太暗，拐弯看不清人。", "请镇里来看一次灯杆的位置。", "镇里量过了，月底装两盏。"),
    (6, "后山脚老周家", "山上的水管冬天会冻，去年断过两回。", "", ""),
    (19, "菜场门口，几位摊主", "早上卸货占了半边路，接送孩子的过不去。", "约市场管理方坐下来谈一次。", ""),
)
NEED, IDEA = "楼道的灯", "物业一个月查一次"


def links(dice: Dice, deputies: list[Deputy], register: Register, now: datetime) -> list[ContactLink]:
    """Most have as many as the rule asks for; all of them agreed. The hero's are made by the verbs."""
    grassroots = cycle([deputy for deputy in deputies if deputy.is_direct])
    made: list[ContactLink] = []
    for place, deputy in enumerate(deputies):
        count = ENOUGH[deputy.is_direct] - (2 if place % FEWER == FEWER - 1 else 0)
        made += [_link(dice, deputy, next(grassroots), register, now) for _ in range(count)]
    return made


def _link(dice: Dice, deputy: Deputy, other: Deputy, register: Register, now: datetime) -> ContactLink:
    asked_at = now - timedelta(days=dice.random.randint(40, 380))
    made = ContactLink(
        deputy_id=deputy.id,
        kind=LinkKind.VOTER if deputy.is_direct else LinkKind.DEPUTY,
        status=State.ACTIVE,
        asked_at=asked_at,
        asked_by=f"{deputy.name}代表",
        consent=ConsentHow.COUNTER,
        consent_by="联络员",
        since=clock.local(asked_at).date(),
        ended_by="",
    )
    if deputy.is_direct:
        made.name, made.phone = dice.name(), dice.phone()
    else:
        made.with_deputy_id, made.account_id = other.id, register.of[Role.DEPUTY, str(other.id)].id
    return made


def arrivals(deputies: list[Deputy]) -> list[Arrival]:
    """All but the last few, in the first weeks of their term."""
    return [
        Arrival(
            deputy_id=deputy.id,
            term_from=deputy.term_from,
            on=deputy.term_from + timedelta(days=20),
            area_code=deputy.area_code,
            recorded_by="联络员",
        )
        for deputy in deputies[:-NOT_YET]
    ]


def play(register: Register, heroes: Heroes, now: datetime) -> None:
    """By the verbs: one agreed on the phone, one is waited for, one said no, one has ended; visits and answers."""
    deputy = db.session.get_one(Deputy, heroes.deputy.id)
    account = register.of[Role.DEPUTY, str(deputy.id)]
    me = Actor(Role.DEPUTY, "self", account.id, deputy_id=deputy.id, name=account.display_name)
    voter = Actor(Role.RESIDENT, "self", heroes.resident.account.id, name="")
    _fewer(me, deputy)
    with clock.frozen(now - timedelta(days=25)):
        agreed, invitation = service.ask(me, deputy, name="三幢小李")
        service.answer(voter, by_invitation(invitation), agrees=True)
        _, invitation = service.ask(me, deputy, name="老徐")
        other = Actor(Role.RESIDENT, account_id=heroes.other_resident.account.id)
        service.answer(other, by_invitation(invitation), agrees=False)
    with clock.frozen(now - timedelta(days=2)):
        service.ask(me, deputy, name="周大娘")
    _visit(me, agreed, now)
    with clock.frozen(now - timedelta(days=1)):
        sent = asking.send(me)
        asking.answer(voter, sent, agreed, need=NEED, idea=IDEA, effect=Effect.MOVING)


def _fewer(me: Actor, deputy: Deputy) -> None:
    """The hero is one short, so that there is an alert with its mending to try."""
    held = select(ContactLink).where(ContactLink.deputy_id == deputy.id, ContactLink.status == State.ACTIVE)
    known = list(db.session.scalars(held.order_by(ContactLink.asked_at)))
    for link in known[: max(0, len(known) - ENOUGH[True] + 2)]:
        service.end(me, link)


def _visit(me: Actor, link: ContactLink, now: datetime) -> None:
    for ago, who, said, promised, later in VISITS:
        with clock.frozen(now - timedelta(days=ago)):
            is_first = ago == VISITS[0][0]
            diary.write(
                me,
                who=who,
                on=clock.today(),
                said=said,
                promised=promised,
                follow_up=later,
                link_id=link.id if is_first else None,
            )
