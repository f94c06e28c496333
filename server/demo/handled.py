"""Letters that departments have: one for every place on the way, given to the unit whose people a visitor plays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from server.accounts.models import Account
from server.alerts import jobs as alerts
from server.assignments import drafting, extending, queries, service as assignments
from server.core import clock, workdays
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo import library, supervised, turned
from server.demo.letters import Writer
from server.demo.library import ANYWHERE
from server.demo.life import Until
from server.demo.people import Register, Resident
from server.demo.places import AREA, Place
from server.demo.units import DISTRICT
from server.departments.models import Department
from server.messages import rating
from server.messages.kinds import Category, Kind
from server.messages.models import Message

BEFORE = timedelta(days=7)
"""A letter is older than the day on which it is given out."""
ANSWER = "已经到现场看过，情况属实。请了施工队，按图纸重做，做完请您去看。"
NOT_NOW = "这一段还没有交付，眼下动不了工。交付以后我们再来看一次，能做就排进计划。"
BETTER = "这一处归镇街自己管，不在区里的清单里。"
Step = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Story:
    """Given out so many working days ago as a letter of this kind, and what followed, each so many days ago.

    Without a kind it stays with the station.
    """

    given: int
    kind: Kind | None
    steps: tuple[Step, ...] = ()


STORIES = (
    Story(0, Kind.HELP),
    Story(1, Kind.CONSULT),
    Story(4, Kind.COMPLAINT),
    Story(3, Kind.COMPLAINT, ((2, "sign"), (1, "save"))),
    Story(5, Kind.HELP, ((4, "sign"), (1, "hand_up"))),
    Story(6, Kind.HELP, ((5, "sign"), (1, "ask"))),
    Story(18, Kind.COMPLAINT, ((17, "sign"),)),
    Story(2, Kind.CONSULT, ((1, "give_back"),)),
    Story(9, Kind.HELP, ((8, "sign"), (6, "refuse"), (5, "sign_off"))),
    Story(14, Kind.HELP, ((13, "sign"), (11, "hand_up"), (10, "sign_off"), (8, "unsatisfied"))),
    Story(15, Kind.SUGGEST, ((14, "sign"), (12, "promise"), (11, "sign_off"), (9, "satisfied"))),
    Story(4, None, ((2, "topic"), (1, "look"))),
    Story(9, None, ((7, "project"), (6, "look"), (2, "adopt"))),
    Story(8, None, ((6, "law"), (5, "look"), (3, "decline"))),
)


def write(
    writer: Writer, here: Place, authors: list[Resident], departments: list[Department]
) -> list[Message]:
    """A letter for every story, taken on by the station, about what the first department sees to."""
    category = next(code for code, name in DISTRICT.items() if name == departments[0].name)
    fitting = [
        one for one in library.letters() if one.category == category and one.where in (ANYWHERE, here.where)
    ]
    made = []
    for story, letter in zip(STORIES, writer.dice.random.sample(fitting, len(STORIES)), strict=True):
        given = _ago(writer.now.date(), story.given)
        created = writer.dice.at_home(given - BEFORE)
        made.append(writer.write(here, writer.dice.pick(authors), created, Until.ACCEPTED, letter))
    return made


@dataclass
class Players:
    """Those by whose verbs the stories happen."""

    office: Actor
    handler: Actor
    lead: Actor
    unit: Department
    other: Department
    category: Category


def play(letters: list[Message], register: Register, now: datetime) -> None:
    """By the verbs of the service, each at its own time."""
    players = _players(register)
    for story, letter in zip(STORIES, letters, strict=True):
        message = db.session.get_one(Message, letter.id, with_for_update=True)
        if story.kind:
            with clock.frozen(_moment(now, story.given, 9)):
                assignments.assign(
                    players.office, message, unit=players.unit, kind=story.kind, category=players.category
                )
        for hour, (ago, verb) in enumerate(story.steps, start=10):
            with clock.frozen(_moment(now, ago, hour)):
                _VERBS[verb](players, message)
                db.session.flush()
    supervised.play(letters, register, now)


def tell_what_is_late() -> None:
    """The alerts stand as they did on the last working morning, each told once."""
    with clock.frozen(_moment(clock.now(), 1, 9)):
        alerts.look()
        alerts.look_back()


def _players(register: Register) -> Players:
    district = AREA.ljust(12, "0")
    found = select(Department).where(Department.area_code == district).order_by(Department.name)
    departments = {unit.id: unit for unit in db.session.scalars(found)}
    held = {scope: account for (role, scope), account in register.of.items() if role is Role.HANDLER}
    scope = next(iter(held))
    unit = next(unit for unit in departments.values() if unit.scope == scope)
    other = next(one for one in departments.values() if one is not unit)
    office = f"area:{AREA}"
    return Players(
        _actor(register.of[Role.NPC_STAFF, office], Role.NPC_STAFF, office),
        _actor(register.of[Role.HANDLER, scope], Role.HANDLER, scope),
        _actor(register.of[Role.HANDLER_LEAD, scope], Role.HANDLER_LEAD, scope),
        unit,
        other,
        Category(next(code for code, name in DISTRICT.items() if name == unit.name)),
    )


def _draft(players: Players, message: Message, **more: Any) -> dict[str, Any]:
    return {"text": ANSWER, "result": more.pop("result", "A"), "fulfil_on": None, "look_on": None} | more


def _held(players: Players, message: Message) -> queries.Held:
    held = queries.main_of(message.id)
    assert held is not None, "a story keeps its unit"
    return held


def _give_back(players: Players, message: Message) -> None:
    assignments.give_back(players.handler, _held(players, message), better=players.other, text=BETTER)


def _promise(players: Players, message: Message) -> None:
    draft = _draft(players, message, result="B", fulfil_on=clock.today() + timedelta(days=30))
    drafting.hand_up(players.handler, _held(players, message), **draft)


def _refuse(players: Players, message: Message) -> None:
    """Not for now, and looked at again in a few days: for a visitor that day has come."""
    draft = _draft(players, message, result="C", text=NOT_NOW, look_on=workdays.after(clock.today(), 2))
    drafting.hand_up(players.handler, _held(players, message), **draft)


def _judge(reply: int) -> Callable[[Players, Message], None]:
    def judge(_: Players, message: Message) -> None:
        author = _actor(db.session.get_one(Account, message.author_id), Role.RESIDENT, "self")
        rating.rate(author, message, reply=reply, solved=False)

    return judge


def _by_office(verb: turned.Verb) -> Callable[[Players, Message], None]:
    return lambda players, message: verb(players.office, message)


_VERBS: dict[str, Callable[[Players, Message], Any]] = {
    "sign": lambda p, m: assignments.sign(p.handler, _held(p, m)),
    "save": lambda p, m: drafting.save(p.handler, _held(p, m), **_draft(p, m)),
    "hand_up": lambda p, m: drafting.hand_up(p.handler, _held(p, m), **_draft(p, m)),
    "promise": _promise,
    "refuse": _refuse,
    "sign_off": lambda p, m: drafting.sign_off(p.lead, _held(p, m)),
    "ask": lambda p, m: extending.ask(p.handler, _held(p, m), days=5, text="材料下周才到，到了就做。"),
    "give_back": _give_back,
    **{name: _by_office(verb) for name, verb in turned.VERBS.items()},
    "satisfied": _judge(3),
    "unsatisfied": _judge(1),
}


def _moment(now: datetime, ago: int, hour: int) -> datetime:
    """That hour of the working day so many ago; what would lie ahead happens now."""
    day = _ago(now.date(), ago)
    return min(now, datetime(day.year, day.month, day.day, hour, 20, tzinfo=clock.ZONE))


def _ago(today: date, count: int) -> date:
    """The working day that lies so many before today, or before the last one where today is none."""
    day = today
    while not workdays.is_workday(day):
        day -= timedelta(days=1)
    while count > 0:
        day -= timedelta(days=1)
        count -= workdays.is_workday(day)
    return day


def _actor(account: Account, role: Role, scope: str) -> Actor:
    return Actor(role, scope, account.id, name=account.display_name)
