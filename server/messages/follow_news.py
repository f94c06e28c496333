"""Followers hear each step of a case once, by the ways by which its author hears it."""

from __future__ import annotations

from uuid import UUID

from server.core import clock, jobs
from server.core.db import transaction
from server.core.text import day_words
from server.messages import follow_queries as queries, following
from server.messages.author_models import Follow
from server.messages.life import MessageAction as A, MessageStatus
from server.messages.models import Message, Step
from server.messages.telling import with_station
from server.notifications.asks import Ask
from server.notifications.service import Target, tell
from server.stations.models import Station

PAGE = "pages/followed/index?id="
WORDS = {
    A.ACCEPT: ("有人收下了", "答应 {day}前答复。"),
    A.ASSIGN: ("交给单位办了", "单位签收了再告诉您。"),
    A.SIGN: ("单位在办了", "答应 {day}前答复。"),
    A.EXTEND: ("要多等几天", "改到 {day}前答复。"),
    A.UNIT_RETURN: ("要换一家单位", "定了新的单位再告诉您。"),
    A.PROGRESS: ("有新进展", "还在办，有答复马上告诉您。"),
    A.REPLY: ("有答复了", "点开看答复。"),
    A.SIGN_OFF: ("有答复了", "点开看答复。"),
    A.FULFIL: ("答应的事办好了", "点开看看。"),
    A.SATISFY: ("办结了", "您那里还没好，可以自己写一封。"),
    A.LAPSE: ("收尾了", "您那里还没好，可以自己写一封。"),
    A.DISSATISFY: ("还要再办", "有了新的答复再告诉您。"),
    A.REOPEN: ("还要再办", "有了新的答复再告诉您。"),
    A.WAKE: ("接着办", "有了结果再告诉您。"),
    A.ASK: ("在等反映的人补充", "补来了接着办。"),
    A.SUPPLEMENT: ("补充好了，接着办", "有人收下再告诉您。"),
    A.RESTORE: ("接着办了", "有人收下再告诉您。"),
    A.APPEAL: ("再看一次", "有了结果再告诉您。"),
    A.CONVERT: ("转出去办了", "有了结果再告诉您。"),
    A.REJECT: ("不在这里办", "您那里还没好，请自己写一封，会告诉您该找谁。"),
    A.SHELVE: ("先收起来了", "您那里还没好，请自己写一封。"),
    A.WITHDRAW: ("反映的人撤回了", "您那里还没好，请自己写一封。"),
}
PUSHED = {A.REPLY: "reply", A.SIGN_OFF: "reply", A.PROGRESS: "progress", A.REJECT: "elsewhere"}


@jobs.on("message.accepted")
@jobs.on("message.replied")
@jobs.on("message.progressed")
@jobs.on("message.rated")
@jobs.on("message.converted")
@jobs.on("message.rejected")
@jobs.on("message.withdrawn")
def tell_followers(message_id: UUID, **_: object) -> None:
    """Whatever turned the letter: the latest step that is told, to everybody who does not know it yet."""
    waiting = queries.untold(message_id)
    if not waiting:
        return
    message, station = with_station(message_id)
    for follow, step in waiting:
        follow.told_step = step.id
        if step.action in WORDS and not _is_only_said(step, message):
            _tell(follow, step, message, station)


def _is_only_said(step: Step, message: Message) -> bool:
    """One of several authors said how they found it, and the letter stays where it is (O25)."""
    ends = {A.SATISFY: MessageStatus.CONCLUDED, A.DISSATISFY: MessageStatus.REWORKING}
    return ends.get(step.action, message.status) is not message.status


def _tell(follow: Follow, step: Step, message: Message, station: Station) -> None:
    what, then = WORDS[step.action]
    then = then.format(day=day_words(message.promised_on))
    tell(
        follow.account_id,
        source=f"follow-{message.id.hex}-{step.id}",
        kind="message.followed",
        title=f"您也遇到的事，{what}",
        text=f"编号 {message.number}，{then}",
        target=Target("followed", message.id, PAGE + str(message.id)),
        push=_push(step, message, station),
    )


def _push(step: Step, message: Message, station: Station) -> Ask | None:
    """As its author's: no name, and nothing that was written."""
    match PUSHED.get(step.action):
        case "reply":
            return Ask(
                "reply",
                {
                    "thing1": f"您也遇到的事 {message.number}",
                    "phrase2": "已答复",
                    "thing3": station.name,
                    "time4": f"{clock.now():%Y-%m-%d %H:%M}",
                    "thing5": "点开看答复",
                },
            )
        case "progress":
            return Ask(
                "progress",
                {
                    "thing1": f"您也遇到的事 {message.number}",
                    "phrase2": "有新进展",
                    "time3": f"{clock.now():%Y-%m-%d %H:%M}",
                    "thing4": "点开看一看",
                },
            )
        case "elsewhere":
            return Ask(
                "progress",
                {
                    "thing1": f"您也遇到的事 {message.number}",
                    "phrase2": "不在这里办",
                    "time3": f"{clock.now():%Y-%m-%d %H:%M}",
                    "thing4": "点开看一看",
                },
            )
        case _:
            return None


@jobs.on("account.merged")
def move_follows(account_id: UUID, into_id: UUID) -> None:
    following.move(account_id, into_id)


@jobs.on("account.closed")
def forget_person(account_id: UUID) -> None:
    """What they wrote stays, without a key to it; what they followed is nobody's any more."""
    following.forget(account_id)


@jobs.every(minute="*/5")
def catch_up() -> None:
    """Steps that no fact tells of, such as a silence or a deadline."""
    with transaction():
        late = queries.behind()
    for message_id in late:
        with transaction():
            tell_followers(message_id)
