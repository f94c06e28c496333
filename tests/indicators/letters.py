"""Letters in every state, spread over three months at two stations, as rows: drawn, but always the same."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from uuid import UUID

from server.core import clock, workdays
from server.core.db import db
from server.messages.arranging_models import Arranged, Arrangement
from server.messages.kinds import Category, Kind, Urgency
from server.messages.life import MessageAction as A, MessageStatus as S
from server.messages.models import Message, Rating, ResultClass, Step, Visibility
from server.stations.models import Station

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=clock.ZONE)
FIRST = datetime(2026, 8, 20, 9, 0, tzinfo=clock.ZONE)
NEVER_ACCEPTED = (S.SUBMITTED, S.NEED_INFO, S.REJECTED)
NEVER_ANSWERED = (*NEVER_ACCEPTED, S.ACCEPTED)
SURELY_ANSWERED = (S.ANSWERED, S.REPLIED, S.REWORKING, S.CONCLUDED)
UNITS = (S.ASSIGNED, S.HANDLING, S.UNIT_RETURNED, S.REPLIED)


def write(stations: list[Station], authors: list[UUID], count: int = 560, seed: int = 7) -> list[Message]:
    """As many letters, their steps and their ratings."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        station = stations[number // len(S) % len(stations)]
        made.append(_letter(chance, station, chance.choice(authors), list(S)[number % len(S)], number))
    db.session.add_all(made)
    db.session.flush()
    for letter in made:
        db.session.add_all([*_steps(chance, letter), *_ratings(chance, letter)])
    db.session.add_all(_merges(chance, made))
    db.session.flush()
    return made


def _merges(chance: random.Random, made: list[Message]) -> list[Arrangement | Step]:
    """Every merged letter lies in another one; every fourth of those in one that was merged itself. One is undone."""
    mains = [letter for letter in made if letter.status in (S.CONCLUDED, S.REWORKING, S.ANSWERED)]
    merged = [letter for letter in made if letter.status is S.MERGED]
    deep = merged[::4]
    lines: list[Arrangement | Step] = []
    for letter in merged:
        main = chance.choice(mains if letter in deep else [*mains, *deep])
        lines.append(_merge(letter, main))
        if letter.id.int % 5 == 0:
            lines.append(_merge(letter, chance.choice(mains), undone_at=NOW))
        if main.reworks and chance.random() < 0.3:
            again = _later(chance, main.answered_at or NOW, 15)
            lines.append(Step(message_id=main.id, action=A.REOPEN, at=again, by="一起反映的来信人", text=""))
    return lines


def _merge(letter: Message, main: Message, **more: object) -> Arrangement:
    return Arrangement(
        message_id=letter.id,
        kind=Arranged.MERGE,
        other_id=main.id,
        before=S.SUBMITTED,
        station_id=letter.station_id,
        account_id=letter.author_id,
        by="镇街人大",
        at=NOW,
        **more,
    )


def _ratings(chance: random.Random, letter: Message) -> list[Rating]:
    if letter.status is S.REWORKING:
        replies = [1]
    elif letter.status is S.MERGED:
        replies = [chance.choice((1, 2, 3))] if chance.random() < 0.6 else []
    else:
        replies = [chance.choice((2, 3))] if letter.status is S.CONCLUDED and chance.random() < 0.7 else []
    return [
        Rating(message_id=letter.id, reply=reply, solved=False, at=letter.answered_at or NOW)
        for reply in replies
    ]


def _letter(chance: random.Random, station: Station, author: UUID, status: S, number: int) -> Message:
    created = FIRST + timedelta(minutes=chance.randrange(int((NOW - FIRST).total_seconds() // 60)))
    accepted = None if status in NEVER_ACCEPTED else _later(chance, created, 6)
    if status in (S.WITHDRAWN, S.MERGED) and chance.random() < 0.5:
        accepted = None
    answered = _later(chance, accepted, 20) if accepted and _is_answered(chance, status) else None
    ended = _later(chance, answered or accepted or created, 10)
    promised = workdays.after((accepted or created).date(), chance.randrange(1, 12))
    waits = status is S.NEED_INFO
    return Message(
        number=f"{created:%y%m%d}-{number:04d}",
        author_id=author,
        station_id=station.id,
        area_code=station.area_code,
        content="路灯坏了三天。",
        visibility=Visibility.PRIVATE,
        status=status,
        kind=chance.choice([None, Kind.CONSULT, Kind.HELP, Kind.COMPLAINT]),
        category=chance.choice([Category("C01"), Category("C05"), Category("C11")]),
        urgency=chance.choice([Urgency.U2, Urgency.U3]),
        unit_name="区城市管理局" if status in UNITS else "",
        limit_days=chance.choice([None, 3, 7, 15, 25]),
        reworks=1 if status is S.REWORKING else chance.choice([0, 0, 1]) if answered else 0,
        promised_on=promised,
        created_at=created,
        accepted_at=accepted,
        answered_at=answered,
        concluded_at=ended if status is S.CONCLUDED else None,
        rejected_at=ended if status is S.REJECTED else None,
        withdrawn_at=ended if status is S.WITHDRAWN else None,
        awaited_since=created.date() if waits else None,
        awaited_until=created.date() + timedelta(days=chance.choice([7, 90])) if waits else None,
    )


def _is_answered(chance: random.Random, status: S) -> bool:
    return status in SURELY_ANSWERED or (status not in NEVER_ANSWERED and chance.random() < 0.5)


def _later(chance: random.Random, moment: datetime, days: int) -> datetime:
    """Within so many days, at an hour of work, and never after now."""
    day = moment.date() + timedelta(days=chance.randrange(0, days))
    at = datetime.combine(day, time(chance.randrange(8, 18), 30), clock.ZONE)
    return min(max(at, moment + timedelta(minutes=5)), NOW - timedelta(minutes=1))


def _steps(chance: random.Random, letter: Message) -> list[Step]:
    def step(action: A, at: datetime, **more: object) -> Step:
        return Step(message_id=letter.id, action=action, at=at, by="", text="", **more)

    steps = [step(A.SUBMIT, letter.created_at)]
    if letter.accepted_at and chance.random() < 0.3:
        back = letter.created_at + (letter.accepted_at - letter.created_at) / 2
        steps += [step(A.ASK, letter.created_at), step(A.SUPPLEMENT, back)]
    if letter.answered_at:
        steps.append(step(A.REPLY, letter.answered_at - timedelta(minutes=1), result=ResultClass.A))
        steps.append(step(A.REPLY, letter.answered_at, result=chance.choice([None, *ResultClass])))
    if letter.reworks:
        steps.append(step(A.DISSATISFY, _later(chance, letter.answered_at or NOW, 15)))
    if letter.status is S.CONVERTED or (letter.accepted_at and chance.random() < 0.1):
        steps.append(step(A.CONVERT, NOW))
    return steps
