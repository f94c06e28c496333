"""What ended an alert about a letter: the last step until then, in words, without anybody's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import and_, func, select

from server.alerts.endings import tells_the_end
from server.alerts.models import Alert
from server.core import clock
from server.core.db import db
from server.core.text import day_words
from server.messages.life import MessageAction as A
from server.messages.models import Message, Step

WORDS = {
    A.REPLY: "答复了",
    A.SIGN_OFF: "单位答复了",
    A.HAND_UP: "请镇街交办了",
    A.HAND_BACK: "转回站里了",
    A.FORWARD: "转给别的代表了",
    A.ASSIGN: "交给单位了",
    A.SIGN: "签收了",
    A.UNIT_RETURN: "单位退回了",
    A.EXTEND: "延期了",
    A.PROGRESS: "告诉来信人进展了",
    A.ASK: "请来信人补充了",
    A.REJECT: "不予受理，写明该找谁",
    A.WITHDRAW: "来信人撤回了",
    A.SHELVE: "没有等到补充，先收起来了",
    A.MERGE: "并到别件里了",
    A.CONVERT: "转出去了",
    A.SATISFY: "来信人说满意",
    A.DISSATISFY: "来信人不满意，再办了",
    A.REOPEN: "退回再办了",
    A.FULFIL: "答应的事说办好了",
    A.LAPSE: "没有评价，按期收尾",
}


@tells_the_end("message")
def of_letters(alerts: Sequence[Alert]) -> Mapping[UUID, str]:
    return by_steps({alert.id: (alert.target_id, alert) for alert in alerts})


def by_steps(letters: Mapping[UUID, tuple[UUID | None, Alert]]) -> dict[UUID, str]:
    """By alert: the last step of its letter while it was open, one statement for all of them."""
    if not letters:
        return {}
    last = (
        select(Alert.id.label("alert_id"), Message.id.label("letter"), func.max(Step.id).label("step"))
        .select_from(Alert)
        .join(Message, Message.id.in_({letter for letter, _ in letters.values() if letter}))
        .join(
            Step,
            and_(Step.message_id == Message.id, Step.at >= Alert.opened_at, Step.at <= Alert.closed_at),
        )
        .where(Alert.id.in_(letters), Step.action.in_(WORDS))
        .group_by(Alert.id, Message.id)
        .subquery()
    )
    rows = db.session.execute(
        select(last.c.alert_id, last.c.letter, Step.action, Step.at).join(Step, Step.id == last.c.step)
    )
    return {
        alert_id: f"{day_words(clock.local(at).date())}{WORDS[action]}"
        for alert_id, letter, action, at in rows.tuples()
        if letters[alert_id][0] == letter
    }
