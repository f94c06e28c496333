"""Letters that are watched: one by the clock, one by the government with its answer to be read, one met about,
and one that waits for a second person."""

from __future__ import annotations

from datetime import datetime, timedelta

from server.accounts.models import Account
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo.people import Register
from server.demo.places import AREA
from server.messages.models import Message
from server.supervision import service
from server.supervision.models import Meeting

WAITED, ASKED, LATE = 3, 5, 6
"""Places in `handled.STORIES`: signed and drafted, more time asked for, over its day."""
WHY = "一条街都在等，单位没有说明为什么拖。"
WHY_MEET = "住户找过三次，几家单位都说不归自己。"
MET = "代表和住户都在，当场定了由主办单位牵头，月底前拿出办法。"
WHY_MEDIA = "三级开了还没有动静，关系到一条街的出行。"
LAWYER = "示范律师看过：事实清楚，没有个人信息，可以请媒体。"
ANSWER = "图纸改了一版，负责人每周去看一次，下周三进场，月底前做完。"


def play(letters: list[Message], register: Register, now: datetime) -> None:
    """By the verbs of the service, in the last days."""
    county = f"area:{AREA}"
    office = _actor(register.of[Role.NPC_STAFF, county], Role.NPC_STAFF, county)
    colleague = _actor(_colleague(register), Role.NPC_STAFF, county)
    government = _actor(register.of[Role.GOV_DISPATCHER, county], Role.GOV_DISPATCHER, county)
    scope = next(scope for role, scope in register.of if role is Role.HANDLER_LEAD)
    lead = _actor(register.of[Role.HANDLER_LEAD, scope], Role.HANDLER_LEAD, scope)
    waited, asked, late = (
        db.session.get_one(Message, letters[place].id, with_for_update=True)
        for place in (WAITED, ASKED, LATE)
    )
    with clock.frozen(now - timedelta(days=2)):
        service.rise(late, late=3)
        watched = service.supervise(government, waited, level=3, text=WHY)
        met = service.supervise(office, asked, level=4, text=WHY_MEET)
    with clock.frozen(now - timedelta(days=1)):
        service.respond(lead, watched, text=ANSWER)
        service.meet(office, met, meeting=Meeting.CONSULTATION, on=clock.today(), outcome=MET)
        service.supervise(colleague, waited, level=2, text=WHY_MEDIA, legal_review=LAWYER)


def _colleague(register: Register) -> Account:
    """The other one of the district's office, who may not agree to what they proposed themselves."""
    own = {grant.account_id for grant in register.grants if grant.role is Role.NPC_STAFF}
    hero = register.of[Role.NPC_STAFF, f"area:{AREA}"].id
    return next(account for account in register.accounts if account.id in own and account.id != hero)


def _actor(account: Account, role: Role, scope: str) -> Actor:
    return Actor(role, scope, account.id, name=account.display_name)
