"""How the alerts about letters would have fired in the last twelve months: W06, W10, W19, from the steps themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from server.alerts.models import Level
from server.alerts.trials import Fired, Trial, looks_back_over_a_year, read
from server.areas import settings
from server.areas.catalogue import DANGER_HOURS, FOLLOWER_COUNT, REASSIGN_DAYS, REPLY_DAYS, URGENT_HOURS
from server.areas.queries import within
from server.core import clock, workdays
from server.messages.alerts import RESPONSES, REWORKS
from server.messages.aside_models import Signal
from server.messages.author_models import Follow
from server.messages.kinds import Urgency
from server.messages.life import MessageAction
from server.messages.models import Message, Step

BEGINS = (MessageAction.ACCEPT, MessageAction.FORWARD)
ENDS = (
    MessageAction.REPLY,
    MessageAction.HAND_UP,
    MessageAction.HAND_BACK,
    MessageAction.ASSIGN,
    MessageAction.CONVERT,
    MessageAction.MERGE,
    MessageAction.WITHDRAW,
)
OVER = (MessageAction.REJECT, MessageAction.WITHDRAW, MessageAction.MERGE, MessageAction.CONVERT)
EARLIER = timedelta(days=60)
"""What was accepted before the year may have been waited for within it."""
Turn = tuple[UUID, str, bool, MessageAction, datetime]


@looks_back_over_a_year(
    "W06",
    leaves_out="转给过代表的信，只从转来那天数；当时写给谁、后来换了人的，按现在的记录算。",
)
def unanswered(trial: Trial) -> Iterator[Fired]:
    found = (
        select(Step.message_id, Message.area_code, Message.deputy_id.is_not(None), Step.action, Step.at)
        .join(Message, Message.id == Step.message_id)
        .where(
            within(Message.area_code, trial.area),
            Message.accepted_at >= trial.since - EARLIER,
            Step.action.in_((*BEGINS, *ENDS)),
        )
        .order_by(Step.message_id, Step.id)
    )
    rows = cast(Sequence[Turn], read(found))
    for _, steps in groupby(rows, key=lambda row: row[0]):
        turns = list(steps)
        for begun, ended in _waits(turns):
            fired = _waited(trial, turns[0][1], clock.local(begun).date(), ended)
            if fired:
                yield fired


def _waits(turns: Sequence[Turn]) -> Iterator[tuple[datetime, datetime | None]]:
    """From when until when a deputy had it and had not answered."""
    actions = {turn[3] for turn in turns}
    is_a_deputys = turns[0][2] or MessageAction.HAND_BACK in actions
    first = MessageAction.FORWARD if MessageAction.FORWARD in actions else MessageAction.ACCEPT
    begun: datetime | None = None
    for _, _, _, action, at in turns:
        if begun and (action in ENDS or action is first):
            yield begun, at
            begun = None
        if action is first and is_a_deputys:
            begun = at
    if begun:
        yield begun, None


def _waited(trial: Trial, code: str, begun: date, ended: datetime | None) -> Fired | None:
    """It fires on the first working day that is too many."""
    last, calendar = clock.local(ended).date() if ended else trial.today, settings.calendar(code)
    limit, longest = trial.number(code, REPLY_DAYS), trial.number(code, REASSIGN_DAYS)
    on = workdays.after(begun, limit + 1, calendar)
    if on > last:
        return None
    is_worse = workdays.between(begun, last, calendar) > longest
    return Fired(on, Level.ORANGE if is_worse else None)


@looks_back_over_a_year(
    "W19", leaves_out="只算有人定为特急、紧急的，按现在定的级算；系统读出危险、没有人定过级的，过去的不留。"
)
def silent(trial: Trial) -> Iterator[Fired]:
    heard = select(func.min(Step.at)).where(
        Step.message_id == Message.id, Step.action.in_((*RESPONSES, *OVER))
    )
    found = select(
        Message.area_code, Message.urgency, Message.created_at, heard.correlate(Message).scalar_subquery()
    ).where(
        within(Message.area_code, trial.area),
        Message.created_at >= trial.since,
        Message.urgency.in_((Urgency.U1, Urgency.U2)),
    )
    rows = cast(Sequence[tuple[str, Urgency, datetime, datetime | None]], read(found))
    for code, urgency, created_at, first in rows:
        key = DANGER_HOURS if urgency is Urgency.U1 else URGENT_HOURS
        late = created_at + timedelta(hours=trial.number(code, key))
        if late < (first or clock.now()):
            yield Fired(clock.local(late).date())


@looks_back_over_a_year("W10", leaves_out="“我也遇到”后来收回的，查不到了，不算在内。")
def budding(trial: Trial) -> Iterator[Fired]:
    """The first day on which one of its three reasons held, while the letter was open."""
    firsts: dict[UUID, datetime] = {}
    for letter, ended, at in (*_gathered(trial), *_judged(trial)):
        if ended is None or at < ended:
            firsts[letter] = min(at, firsts.get(letter, at))
    yield from (Fired(clock.local(at).date()) for at in firsts.values())


def _gathered(trial: Trial) -> Iterator[tuple[UUID, datetime | None, datetime]]:
    """When the last of so many people joined; its author is one of them."""
    joined = func.array_agg(aggregate_order_by(Follow.at, Follow.at))
    found = (
        select(Message.id, Message.area_code, Message.concluded_at, Message.created_at, joined)
        .join(Follow, Follow.message_id == Message.id)
        .where(within(Message.area_code, trial.area))
        .group_by(Message.id)
        .having(func.count() + 1 >= trial.least(FOLLOWER_COUNT), func.max(Follow.at) >= trial.since)
    )
    rows = cast(Sequence[tuple[UUID, str, datetime | None, datetime, list[datetime]]], read(found))
    for letter, code, ended, created_at, times in rows:
        least = trial.number(code, FOLLOWER_COUNT)
        if len(times) + 1 >= least:
            yield letter, ended, max(created_at, times[least - 2])


def _judged(trial: Trial) -> Iterator[tuple[UUID, datetime | None, datetime]]:
    """Not satisfied for the second time, or confirmed by a person: no number changes these."""
    times = func.array_agg(aggregate_order_by(Step.at, Step.at))
    again = (
        select(Message.id, times)
        .join(Step, Step.message_id == Message.id)
        .where(within(Message.area_code, trial.area), Step.action == MessageAction.DISSATISFY)
        .where(Message.reworks >= REWORKS)
        .group_by(Message.id)
    )
    for letter, at in cast(Sequence[tuple[UUID, list[datetime]]], read(again)):
        yield from ((letter, None, one) for one in at[REWORKS - 1 : REWORKS])
    said = (
        select(Message.id, Message.concluded_at, Signal.at)
        .join(Signal, Signal.message_id == Message.id)
        .where(within(Message.area_code, trial.area), Signal.is_signal)
    )
    yield from cast(Sequence[tuple[UUID, datetime | None, datetime]], read(said))
