"""How W08 and W09 would have fired in the last twelve months: where a kind gathered, and who wrote again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import cast
from uuid import UUID

from sqlalchemy import Date, cast as sql_cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from server.alerts.trials import Fired, Trial, looks_back_over_a_year, read
from server.areas.catalogue import GATHER_COUNT, GATHER_TIMES, REPEAT_COUNT
from server.areas.queries import within
from server.core import clock
from server.messages.gatherings import BEFORE, MONTH, NO_MATTER, OTHER, SAME_WORDS, SEASON
from server.messages.models import Message
from server.reading.alike import ALIKE, likeness

MOST_OF_ONE = 30
Day = tuple[str, str, date, int]
Letter = tuple[object, UUID, str, str, datetime, datetime | None]


@looks_back_over_a_year(
    "W08", leaves_out="类别和状态按现在的记录算；只看有新来信的那些天，一拨连着的算一次。"
)
def gathered(trial: Trial) -> Iterator[Fired]:
    day = sql_cast(func.timezone(clock.ZONE.key, Message.created_at), Date)
    found = (
        select(Message.area_code, Message.category, day, func.count())
        .where(
            within(Message.area_code, trial.area),
            Message.created_at >= trial.since - BEFORE,
            Message.category.is_not(None),
            Message.category != OTHER,
            Message.status.not_in(NO_MATTER),
        )
        .group_by(Message.area_code, Message.category, day)
        .order_by(Message.area_code, Message.category, day)
    )
    rows = cast(Sequence[Day], read(found))
    for (code, _), days in groupby(rows, key=lambda row: row[:2]):
        yield from _episodes(trial, code, [(on, count) for _, _, on, count in days])


def _episodes(trial: Trial, code: str, days: Sequence[tuple[date, int]]) -> Iterator[Fired]:
    """The first day of each run of days on which it held."""
    least, times = trial.number(code, GATHER_COUNT), trial.number(code, GATHER_TIMES)
    did = False
    for on, _ in days:
        recent = _sum(days, on - MONTH, on)
        does = recent >= least and recent * 3 >= times * _sum(days, on - BEFORE, on - MONTH)
        if does and not did:
            yield Fired(on)
        did = does


def _sum(days: Sequence[tuple[date, int]], after: date, until: date) -> int:
    return sum(count for on, count in days if after < on <= until)


@looks_back_over_a_year(
    "W09",
    leaves_out="同一个人、同一个地址各比最近的 30 封；一件事一年里算一次。",
)
def repeated(trial: Trial) -> Iterator[Fired]:
    told: set[UUID] = set()
    for column, least_alike in ((Message.author_id, ALIKE), (Message.place, SAME_WORDS)):
        for letters in _together(trial, column):
            for same in _matters(letters, least_alike):
                fired = _often_enough(trial, same)
                if fired and same[0][1] not in told:
                    told.add(same[0][1])
                    yield fired


def _together(
    trial: Trial, column: InstrumentedAttribute[UUID] | InstrumentedAttribute[str]
) -> Iterator[list[Letter]]:
    """Letters of one person, or of one place, where there are enough of them."""
    place = (Message.area_code,) if column is Message.place else ()
    least = trial.least(REPEAT_COUNT)
    asked = (
        within(Message.area_code, trial.area),
        Message.created_at >= trial.since - SEASON,
        Message.status.not_in(NO_MATTER),
        *([Message.place != ""] if place else []),
    )
    busy = (
        select(*place, column).where(*asked).group_by(*place, column).having(func.count() >= least).subquery()
    )
    matches = [busy.c[one.key] == one for one in (*place, column)]
    found = (
        select(
            column, Message.id, Message.area_code, Message.content, Message.created_at, Message.concluded_at
        )
        .join(busy, *matches[:1])
        .where(*matches[1:], *asked)
        .order_by(Message.area_code, column, Message.created_at.desc(), Message.id)
    )
    groups: dict[object, list[Letter]] = defaultdict(list)
    for row in cast(Iterable[Letter], read(found)):
        groups[(row[0], row[2]) if place else row[0]].append(row)
    for letters in groups.values():
        yield letters[:MOST_OF_ONE][::-1]


def _matters(letters: Sequence[Letter], least_alike: float) -> list[list[Letter]]:
    """The oldest first; each letter joins the first matter that it is like."""
    matters: list[list[Letter]] = []
    for letter in letters:
        alike = (same for same in matters if likeness(same[0][3], letter[3]) >= least_alike)
        found = next(alike, None)
        if found is None:
            matters.append([letter])
        else:
            found.append(letter)
    return matters


def _often_enough(trial: Trial, same: Sequence[Letter]) -> Fired | None:
    """The day of the letter that was one too many within 90 days, while one of them was open."""
    least = trial.number(same[0][2], REPEAT_COUNT)
    for last in range(least - 1, len(same)):
        window, on = same[last - least + 1 : last + 1], clock.local(same[last][4]).date()
        is_open = any(one[5] is None or one[5] > same[last][4] for one in window)
        if same[last][4] - window[0][4] <= SEASON and is_open and trial.has(on):
            return Fired(on)
    return None
