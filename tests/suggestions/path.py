"""A suggestion on its way: the people of a small congress, and verbs that take it from one state to the next."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from server.accounts.models import Account
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.departments.models import Department
from server.deputies.models import Deputy
from server.deputies.service import account_for
from server.messages.models import ResultClass
from server.notifications.models import Notice
from server.suggestions import handling, office, service
from server.suggestions.clocks import Level
from server.suggestions.handling import Answer
from server.suggestions.models import Suggestion, Verdict
from server.suggestions.service import Words
from tests import factories
from tests.factories import World

COUNTY, STREET = "330111000000", "330111001000"
WORDS = Words(
    title="给老小区的坡道装上扶手",
    category="C09",
    content="桂花社区有二十几幢老楼，出门就是陡坡，老人下雨天不敢出门。",
    proposal="请住建局今年把坡道的扶手装上，先装住着八十岁以上老人的楼。",
)
TEXT = "已经会同社区看过现场，扶手装好了，请您去看看。"


@dataclass
class Congress:
    """Who has to do with one suggestion."""

    leader: Actor
    colleague: Actor
    office: Actor
    handler: Actor
    lead: Actor
    helper: Actor
    main: Department
    support: Department
    other: Department


def congress(world: World, level: Level = Level.COUNTY) -> Congress:
    """The world's deputy and a colleague, the reviewing office, a main unit, a supporting and another one."""
    colleague = factories.deputy(world.station, "李芳")
    area = COUNTY if level is Level.COUNTY else STREET
    main, support, other = (Department(name=name, area_code=area) for name in ("住建局", "民政局", "交通局"))
    db.session.add_all([main, support, other])
    db.session.flush()
    county = Actor(
        Role.NPC_STAFF, f"area:{factories.COUNTY}", world.phone("npc_staff").account_id, name="何主任"
    )
    street = Actor(
        Role.STREET_NPC, f"area:{factories.TOWN}", world.phone("street_npc").account_id, name="老郑"
    )
    return Congress(
        deputy_actor(world.deputy),
        deputy_actor(colleague),
        county if level is Level.COUNTY else street,
        unit_actor(main, Role.HANDLER, "周经办"),
        unit_actor(main, Role.HANDLER_LEAD, "吴局长"),
        unit_actor(support, Role.HANDLER, "钱经办"),
        main,
        support,
        other,
    )


def deputy_actor(deputy: Deputy) -> Actor:
    account = account_for(deputy)
    return Actor(Role.DEPUTY, "self", account.id, deputy_id=deputy.id, name=deputy.name)


def unit_actor(unit: Department, role: Role, name: str) -> Actor:
    account: Account = factories.staff(role, unit.scope, name)
    return Actor(role, unit.scope, account.id, name=name)


def begun(people: Congress, level: Level = Level.COUNTY, words: Words = WORDS) -> Suggestion:
    area = COUNTY if level is Level.COUNTY else STREET
    return service.begin(people.leader, words, level=level, area_code=area)


def submitted(people: Congress, level: Level = Level.COUNTY) -> Suggestion:
    made = begun(people, level)
    service.submit(people.leader, made)
    return made


def reviewed(people: Congress, level: Level = Level.COUNTY) -> Suggestion:
    made = submitted(people, level)
    office.review(people.office, made)
    return made


def dispatched(people: Congress, level: Level = Level.COUNTY) -> Suggestion:
    made = reviewed(people, level)
    office.dispatch(people.office, made, main=people.main, supporting=[people.support])
    return made


def handled(people: Congress, level: Level = Level.COUNTY) -> Suggestion:
    made = dispatched(people, level)
    handling.sign(people.handler, made)
    return made


def answer(people: Congress, made: Suggestion, result: ResultClass = ResultClass.A, days: int = 40) -> None:
    promised = clock.today() + timedelta(days=days) if result is ResultClass.B else None
    handling.draft(people.handler, made, Answer(result=result, text=TEXT, promised_on=promised))
    handling.sign_off(people.lead, made)


def replied(people: Congress, result: ResultClass = ResultClass.A, level: Level = Level.COUNTY) -> Suggestion:
    made = handled(people, level)
    answer(people, made, result)
    return made


def judged(people: Congress, made: Suggestion, result: Verdict, text: str = "还差两幢楼没有装。") -> None:
    service.evaluate(people.leader, made, result=result, attitude=Verdict.SATISFIED, text=text)


def told(actor: Actor) -> list[str]:
    """The kinds of what somebody was told about suggestions, oldest first."""
    found = select(Notice.kind).where(Notice.account_id == actor.account_id, Notice.kind.like("suggestion.%"))
    return [
        kind.removeprefix("suggestion.") for kind in db.session.scalars(found.order_by(Notice.created_at))
    ]


def phone(client: FlaskClient, actor: Actor) -> Any:
    """The actor's own session."""
    return factories.phone_of(client, db.session.get_one(Account, actor.account_id))


__all__ = ["Actor", "Role", "asdict", "clock", "timedelta"]
