"""Who is told of a decision, who is reminded of what waits, and the sealing of the year that is over (domain §5.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from server.accounts.queries import account_of
from server.areas.queries import county_scope, town_scope
from server.core import clock, jobs, workdays
from server.core.db import db, transaction
from server.core.permissions import Role
from server.duties import alerts, coming, deciding
from server.duties.life import WAITING, DutyAction
from server.duties.models import Duty, DutyStep
from server.notifications.service import Target, tell_all
from server.stations.models import Station

WORK = (alerts, coming)
"""Listeners and rules that stand in a file of their own, loaded with this one."""
PAGE: Final = "deputy/duty/index?id="
REMIND_AFTER: Final = 5
"""Working days; nothing is ever confirmed by time alone."""
REMINDED_AT_ONCE: Final = 500
A = DutyAction
TO_DEPUTY: dict[DutyAction, tuple[str, str]] = {
    A.REJECT: ("有一条履职没有核实", "原因写在里面。确实做了的，10 天内可以申诉一次。"),
    A.GRANT: ("您的申诉通过了", "这条履职算数了。"),
    A.REFUSE: ("您的申诉没有通过", "原因写在里面。"),
    A.CORRECT: ("有一条履职更正了", "改了什么、为什么，里面都看得到。"),
    A.STRIKE: ("有一条履职作废了", "原因写在里面。不对的，请跟联络员说。"),
    A.UNSEAL: ("有一条履职解封了", "为什么解封，写在里面。"),
}


@jobs.on("duty.moved")
def tell_moved(duty_id: UUID, step_id: int) -> None:
    """The deputy reads what was decided; an appeal goes to those who may decide it, and to nobody else (F10)."""
    duty, step = db.session.get_one(Duty, duty_id), db.session.get_one(DutyStep, step_id)
    if step.action in TO_DEPUTY:
        title, text = TO_DEPUTY[step.action]
        _tell(account_of(Role.DEPUTY, subject_id=duty.deputy_id), duty, f"step-{step.id}", title, text)
    if step.action is A.APPEAL:
        text = "代表对没有核实有不同意见，请看看双方写的，定下来。"
        people = [one for one in _judges(duty) if one != _who_refused(duty)]
        _tell(people, duty, f"step-{step.id}", "有一条履职申诉等您定", text)


def _judges(duty: Duty) -> list[UUID]:
    """The station's head and the township; where there is neither, the county's office."""
    station = db.session.get_one(Station, duty.station_id)
    near = account_of(Role.STATION_HEAD, scope=station.scope)
    near += account_of(Role.STREET_NPC, scope=town_scope(duty.area_code))
    return list(dict.fromkeys(near)) or account_of(Role.NPC_STAFF, scope=county_scope(duty.area_code))


def _who_refused(duty: Duty) -> UUID | None:
    refused = select(DutyStep.account_id).where(DutyStep.duty_id == duty.id, DutyStep.action == A.REJECT)
    return db.session.scalars(refused.order_by(DutyStep.id.desc()).limit(1)).first()


def _tell(people: list[UUID], duty: Duty, what: str, title: str, text: str) -> None:
    tell_all(
        people,
        source=f"duty-{duty.id.hex}-{what}",
        kind="duty.moved",
        title=title,
        text=f"{clock.local(duty.at):%Y-%m-%d}，{duty.title}。{text}",
        target=Target("duty", duty.id, PAGE + str(duty.id)),
    )


@jobs.every(hour=7, minute=50)
def remind() -> None:
    """What has waited for five working days is said once to who can confirm it; it is never confirmed by itself."""
    until = clock.midnight(workdays.before(clock.today(), REMIND_AFTER))
    waits = Duty.status.in_(WAITING) & (Duty.recorded_at < until)
    with transaction():
        found = select(Duty).where(waits, Duty.recorded_at >= until - timedelta(days=14))
        for duty in db.session.scalars(found.order_by(Duty.recorded_at).limit(REMINDED_AT_ONCE)):
            station = db.session.get_one(Station, duty.station_id)
            people = account_of(Role.LIAISON, Role.STATION_HEAD, scope=station.scope) or _judges(duty)
            _tell(people, duty, "waits", "有一条履职等了 5 个工作日", "请核实一下，代表在等。")


@jobs.every(hour=23, minute=40)
def seal() -> None:
    """From 31 January on, the year before is sealed; what was confirmed since, the same night."""
    while True:
        with transaction():
            if deciding.seal_some(clock.today()) < deciding.SEALED_AT_ONCE:
                return
