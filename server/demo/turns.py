"""Letters that do not go straight on: asked about, proposed to be refused, refused with a way on, taken back."""

from __future__ import annotations

from datetime import datetime

from server.accounts.models import Account
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo import library
from server.demo.letters import Writer
from server.demo.library import ANYWHERE
from server.demo.life import Until
from server.demo.people import Register, Resident
from server.demo.places import Place
from server.messages import arranging, asking, refusals
from server.messages.aside_models import RefusalReason
from server.messages.models import Message

MISSING = "请补一句：是哪一幢、大概什么时候开始的。方便的话拍张照片。"
COURT = "这件事法院已经立案，站里不能插手。请带上传票找经办法官，或者到镇司法所问法律援助。"
ELSEWHERE = "这一段路归邻区管，已经把那边联络站的电话抄给您，打过去就有人接。"
SOLVED = "隔壁邻居帮忙修好了，不用麻烦了。"
COUNT = 5
PARKING = "C04"


def write(writer: Writer, here: Place, authors: list[Resident], moment: datetime) -> list[Message]:
    """Letters to one station that nobody has taken on yet; the last two are about one thing."""
    alone = [writer.write(here, writer.dice.pick(authors), moment, Until.SUBMITTED) for _ in range(COUNT)]
    fitting = [
        one for one in library.letters() if one.category == PARKING and one.where in (ANYWHERE, here.where)
    ]
    same = writer.dice.random.sample(fitting, 2)
    people = writer.dice.random.sample(authors, 2)
    return alone + [
        writer.write(here, person, moment, Until.SUBMITTED, letter)
        for person, letter in zip(people, same, strict=True)
    ]


def turn(letters: list[Message], register: Register, scope: str, town: str) -> None:
    """Each as its people would have done it, by the verbs of the service."""
    liaison = _actor(register.of[Role.LIAISON, scope], Role.LIAISON, scope)
    head = _actor(register.of[Role.STATION_HEAD, scope], Role.STATION_HEAD, scope)
    officer = _actor(register.of[Role.STREET_NPC, town], Role.STREET_NPC, town)
    asked, asked_too, proposed, refused, taken_back, main, merged = (
        db.session.get_one(Message, letter.id, with_for_update=True) for letter in letters
    )
    for letter in (asked, asked_too):
        asking.ask(liaison, letter, text=MISSING)
    refusals.refuse(liaison, proposed, reason=RefusalReason.J8, text=COURT)
    refusals.refuse(head, refused, reason=RefusalReason.J5, text=ELSEWHERE)
    author = db.session.get_one(Account, taken_back.author_id)
    asking.withdraw(_actor(author, Role.RESIDENT, "self"), taken_back, reason=SOLVED)
    arranging.merge(officer, merged, main)


def _actor(account: Account, role: Role, scope: str) -> Actor:
    return Actor(role, scope, account.id, name=account.display_name)
