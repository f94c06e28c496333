"""Reports of the first town's deputies in every state; votes come from residents who said where they belong."""

from __future__ import annotations

from datetime import datetime, timedelta

from server.accounts.models import Account
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo.people import Register, Resident
from server.demo.places import Town
from server.deputies.models import Deputy
from server.reports import ballots, service
from server.reports.life import Way
from server.reports.models import Answer, Report
from server.stations.models import Station
from server.stations.queries import deputies_at

AGO = (20, 14, 4, -3, 1)
"""Days since each was presented; a day to come is one that is announced; the last is still being edited."""
NEXT = "【站点】每月固定日我都在。老小区停车和路灯两件事，明年接着盯，办到哪一步随时来问。"
LIVE = "https://live.example.cn/demo"


def write(town: Town, folk: list[Resident], register: Register, now: datetime) -> None:
    """Published, judged, being judged, announced and edited: one each, of deputies who sit at the first home."""
    station = db.session.get_one(Station, town.home.station.id)
    voters = [one.account for one in folk[:24]]
    for account in voters:
        ballots.belong(_resident(account), station)
    db.session.flush()
    seated = [one for one in deputies_at(station.id) if (Role.DEPUTY, str(one.id)) in register.of]
    for number, (deputy, ago) in enumerate(zip(seated[1:], AGO, strict=False)):
        _one(deputy, register, voters, now - timedelta(days=ago), is_last=number == len(AGO) - 1)
    db.session.flush()


def _one(deputy: Deputy, register: Register, voters: list[Account], at: datetime, *, is_last: bool) -> None:
    account = register.of[Role.DEPUTY, str(deputy.id)]
    actor = Actor(Role.DEPUTY, account_id=account.id, deputy_id=deputy.id, name=deputy.name)
    today = clock.now()
    with clock.frozen(min(at, today) - timedelta(days=2)):
        report, is_new = service.draft(actor, year=clock.today().year)
        if not is_new:
            return
        service.edit(actor, report, texts={"next": NEXT})
        if is_last:
            return
        way = Way.LIVE if at > today else Way.WRITTEN
        service.schedule(actor, report, way=way, presents_at=at, live_url=LIVE if way is Way.LIVE else "")
    if at > today:
        return
    with clock.frozen(at):
        service.present(actor, report)
        db.session.flush()
        _judge(report, voters)
    _end(actor, report, at, today)


def _judge(report: Report, voters: list[Account]) -> None:
    """By the verb of the voters, whom nobody can find afterwards."""
    for number, account in enumerate(voters):
        answer = (Answer.SATISFIED, Answer.SATISFIED, Answer.BASIC, Answer.SATISFIED, Answer.UNSATISFIED)
        ballots.cast(_resident(account), report, answer=answer[number % len(answer)])


def _end(actor: Actor, report: Report, at: datetime, today: datetime) -> None:
    closed = at + timedelta(days=8)
    if closed > today:
        return
    with clock.frozen(closed):
        ballots.close(report)
        if at + timedelta(days=15) < today:
            service.publish(actor, report)


def _resident(account: Account) -> Actor:
    return Actor(Role.RESIDENT, account_id=account.id, name=account.display_name)
