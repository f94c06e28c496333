"""What the demonstration's deputy put down without a code: one waits, one was refused, one is disputed, one corrected."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from server.accounts.queries import by_openid
from server.activities.kinds import DutyKind
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo import heroes
from server.duties import deciding, own
from server.duties.models import Duty

K = DutyKind
SAID = (
    (2, K.VISIT_VOTERS, "走访三户独居老人", "演示新村 4 幢", ""),
    (6, K.PUBLICITY, "给老年学校讲防诈骗", "演示社区活动室", "draft"),
    (16, K.RESEARCH, "看小区充电桩够不够用", "", "refused"),
    (24, K.MEDIATION, "调解楼上楼下漏水", "演示新村 9 幢", "disputed"),
    (33, K.OBSERVE_MEETING, "列席街道工作会", "街道三楼会议室", "corrected"),
)
"""Days ago, what, where, and how it stands; all of it is made up."""


def put_down() -> None:
    """Only where none of it is there yet."""
    account = by_openid(heroes.DEPUTY)
    assert account is not None, "the demonstration binds its deputies"
    deputy_id = heroes.deputy_of(heroes.DEPUTY)
    speaks = Actor(Role.DEPUTY, account_id=account.id, deputy_id=deputy_id, name=account.display_name)
    holder, scope = heroes.holder(heroes.USERNAMES[Role.LIAISON])
    liaison = Actor(Role.LIAISON, scope, account_id=holder.id, name=holder.display_name)
    for ago, kind, title, place, state in SAID:
        at = datetime.combine(clock.today() - timedelta(days=ago), time(15), clock.ZONE)
        if at < deciding.sealed_before(clock.today()):
            continue
        made = own.enter(speaks, kind=kind, at=at, title=title, place=place, is_draft=state == "draft")
        if made.is_new:
            _go_on(speaks, liaison, db.session.get_one(Duty, made.duty.id), state)


def _go_on(deputy: Actor, liaison: Actor, duty: Duty, state: str) -> None:
    if state in ("refused", "disputed"):
        deciding.reject(liaison, duty, reason="那天站里没有登记，物业也没有人记得，请补充谁在场。")
    if state == "disputed":
        deciding.appeal(deputy, duty, reason="是晚上去的，两家都在，可以打电话问。")
    if state == "corrected":
        deciding.confirm(liaison, duty)
        deciding.correct(liaison, duty, title="列席街道重点工作会", reason="会议名称写全。")
