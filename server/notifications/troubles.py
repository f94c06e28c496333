"""What the administrators must know of the deliveries: one notice an episode, which ends by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from server.accounts.queries import account_of
from server.core import clock, jobs, outbox
from server.core.db import db, transaction
from server.core.outbox import OutboxRow
from server.core.permissions import Role
from server.notifications.asks import Ask
from server.notifications.models import Push, PushState, Trouble
from server.notifications.service import Target, tell

log = logging.getLogger(__name__)

STUBBORN: Final = 3
"""Failed tries after which a push tells that the line itself is broken."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Fires when its measure is over `over`; is over when it has come down to `calm`."""

    name: str
    measure: Callable[[], float]
    over: float
    calm: float
    title: str
    text: str


def _oldest() -> float:
    return outbox.state()["oldest_s"]


def _dead() -> float:
    return outbox.state()["dead"]


def _unknown() -> float:
    """Those that nobody has settled for an hour."""
    return _pushes(PushState.UNKNOWN, before=clock.now() - timedelta(hours=1))


def _failed() -> float:
    """Of the last hour: a setting or a template is wrong."""
    return _pushes(PushState.FAILED, after=clock.now() - timedelta(hours=1))


def _pushes(state: PushState, **between: object) -> float:
    found = select(func.count()).select_from(Push).where(Push.state == state)
    if "before" in between:
        found = found.where(Push.settled_at < between["before"])
    if "after" in between:
        found = found.where(Push.settled_at > between["after"])
    return db.session.execute(found).scalar_one()


def _stuck() -> float:
    """Pushes that surely did not go out, several times in a row: no line, no token, an open breaker."""
    tried = OutboxRow.name == "notifications.push", OutboxRow.tries >= STUBBORN, ~OutboxRow.is_dead
    return db.session.execute(select(func.count()).select_from(OutboxRow).where(*tried)).scalar_one()


RULES: Final = (
    Rule("outbox", _oldest, 300, 60, "要发的东西排队超过五分钟", "后台任务可能停了。请到“送达”看一看。"),
    Rule("dead", _dead, 0, 0, "有办不成的后台任务", "试了很多次都没办成。请到“送达”看原因，修好后再试。"),
    Rule(
        "unknown", _unknown, 0, 0, "有的推送说不准到没到", "一个小时没有结果。请到“送达”决定再发还是算送到。"
    ),
    Rule("failed", _failed, 0, 0, "有推送因为设置不对发不出", "微信模板或密钥可能不对。“送达”里写着怎么改。"),
    Rule("line", _stuck, 0, 0, "推送一直发不出去", "连不上微信或短信，或者凭据不对。请看网络和密钥。"),
)


@jobs.every(minute="*")
def watch() -> None:
    """Every minute; each rule in a transaction of its own, so that one that cannot be measured hides no other."""
    for rule in RULES:
        with transaction():
            _look(rule)


def _look(rule: Rule) -> None:
    value = rule.measure()
    if value > rule.over:
        begun = insert(Trouble).values(name=rule.name, since=clock.now()).on_conflict_do_nothing()
        if db.session.execute(begun.returning(Trouble.name)).first() is not None:
            _raise(rule)
    elif value <= rule.calm:
        over = delete(Trouble).where(Trouble.name == rule.name).returning(Trouble.name)
        if db.session.execute(over).first() is not None:
            log.info("an alert is over", extra={"task": rule.name})


def _raise(rule: Rule) -> None:
    log.error("an alert", extra={"task": rule.name})
    now = clock.now()
    ask = Ask(
        "urgent", {"thing1": rule.title, "time2": f"{now:%Y-%m-%d %H:%M}", "thing3": "请到后台的“送达”看"}
    )
    for account_id in account_of(Role.SYS_ADMIN):
        tell(
            account_id,
            source=f"alert-{rule.name}-{now:%Y%m%d%H%M%S}",
            kind="alert",
            title=rule.title,
            text=rule.text,
            target=Target("delivery", None, "pages/notices/index"),
            push=ask,
        )
