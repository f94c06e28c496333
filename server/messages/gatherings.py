"""What only weeks of letters show: the same kind gathers in one village (W08), somebody writes again and again (W09)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from server.alerts.models import Level
from server.alerts.registry import Firing, Look, rule, township
from server.areas import queries as areas, settings
from server.areas.catalogue import GATHER_COUNT, GATHER_TIMES, REPEAT_COUNT
from server.areas.categories import CATEGORIES
from server.core import clock
from server.core.db import db
from server.messages.kinds import Category
from server.messages.life import OPEN, MessageStatus
from server.messages.models import Message
from server.messages.telling import case_of
from server.notifications.service import Target
from server.reading.alike import ALIKE, likeness

MONTH, BEFORE, SEASON = timedelta(days=30), timedelta(days=120), timedelta(days=90)
SAME_WORDS = 0.85
MOST = 30
"""Letters of one person or one place that are compared: the newest."""
OTHER = Category("C99")
NO_MATTER = (MessageStatus.REJECTED, MessageStatus.WITHDRAWN, MessageStatus.MERGED)


@rule(
    "W08",
    name="同一类事集聚",
    level=Level.ORANGE,
    formula="同一个村社区、同一类别，30 天里的来信不少于规定的件数，并且不少于再往前 90 天月平均的几倍。不算没受理、撤回、并掉的，和“其他”类。",
    audience="镇街人大",
    mend="看这一类来信",
    uses=(GATHER_COUNT, GATHER_TIMES),
    looks_back=True,
)
def same_kind_gathers(look: Look) -> Iterator[Firing]:
    recent = func.count(case((Message.created_at > clock.now() - MONTH, 1)))
    found = (
        select(
            Message.area_code,
            Message.category,
            recent,
            func.count() - recent,
            # one station of the place, for the list of its letters
            func.min(cast(Message.station_id, String)),
        )
        .where(
            Message.created_at > clock.now() - BEFORE,
            Message.category.is_not(None),
            Message.category != OTHER,
            Message.status.not_in(NO_MATTER),
            *look.at(Message.area_code, Message.station_id),
        )
        .group_by(Message.area_code, Message.category)
        .having(recent >= min(settings.everywhere(GATHER_COUNT).values()))
    )
    rows = [row for row in db.session.execute(found) if gathers(row[0], row[2], row[3])]
    names = areas.names([row[0] for row in rows])
    for code, category, now, before, station in rows:
        yield Firing(
            matter=f"{code}-{category}",
            shown=f"{names.get(code, code)}：{CATEGORIES[str(category)]}",
            why=f"30 天里 {now} 件，再往前 90 天平均每月 {before / 3:.1f} 件",
            target=Target(f"gathering-{category}", UUID(station), ""),
            area_code=code,
            posts=(township(code),),
        )


def gathers(area_code: str, recent: int, before: int) -> bool:
    """`before` is what the 90 days before the last 30 brought."""
    least, times = (settings.number(area_code, key) for key in (GATHER_COUNT, GATHER_TIMES))
    return recent >= least and recent * 3 >= times * before


@rule(
    "W09",
    name="同一件事反复写",
    level=Level.YELLOW,
    formula="90 天里，同一个人为同一件事写了不少于规定的次数；或者同一个地址，有这么多封相似度不低于 0.85 的信。至少有一封还没办结。",
    audience="镇街人大",
    mend="去看这件事",
    uses=(REPEAT_COUNT,),
    looks_back=True,
)
def written_again_and_again(look: Look) -> Iterator[Firing]:
    told: set[str] = set()
    for columns, least_alike, who in (
        ((Message.author_id,), ALIKE, "同一个人"),
        ((Message.area_code, Message.place), SAME_WORDS, "同一个地址"),
    ):
        for letters in _together(look, columns):
            for same in _same_matter(letters, least_alike):
                firing = _repeated(same, who)
                if firing and firing.matter not in told:
                    told.add(firing.matter)
                    yield firing


def _together(look: Look, columns: Sequence[InstrumentedAttribute[Any]]) -> list[list[Message]]:
    """Letters of one person, or of one place, where there are enough and one is open: two statements."""
    least, is_open = min(settings.everywhere(REPEAT_COUNT).values()), func.bool_or(Message.status.in_(OPEN))
    busy = (
        _season(select(*columns), look).group_by(*columns).having(func.count() >= least, is_open).subquery()
    )
    matches = [column == busy.c[column.key] for column in columns]
    found = _season(select(Message), look).join(busy, *matches[:1]).where(*matches[1:])
    groups: dict[tuple[object, ...], list[Message]] = defaultdict(list)
    for message in db.session.scalars(found.order_by(Message.created_at.desc(), Message.id)):
        groups[tuple(getattr(message, column.key) for column in columns)].append(message)
    return [letters[:MOST][::-1] for key, letters in groups.items() if all(key)]


def _season(found: Select[Any], look: Look) -> Select[Any]:
    return found.where(
        Message.created_at > clock.now() - SEASON,
        Message.status.not_in(NO_MATTER),
        *look.at(Message.area_code, Message.id),
    )


def _same_matter(letters: Sequence[Message], least_alike: float) -> Iterator[list[Message]]:
    """The oldest first; each letter joins the first matter that it is like."""
    matters: list[list[Message]] = []
    for letter in letters:
        for same in matters:
            if likeness(same[0].content, letter.content) >= least_alike:
                same.append(letter)
                break
        else:
            matters.append([letter])
    yield from matters


def _repeated(same: Sequence[Message], who: str) -> Firing | None:
    first, last = same[0], same[-1]
    least = settings.number(last.area_code, REPEAT_COUNT)
    if len(same) < least or not any(one.status in OPEN for one in same):
        return None
    return Firing(
        matter=first.id.hex,
        shown=f"来信 {last.number}",
        why=f"{who} 90 天里为这件事写了 {len(same)} 次，不少于 {least} 次，第一次是 {first.number}",
        target=case_of(last),
        area_code=last.area_code,
        posts=(township(last.area_code),),
        station_id=last.station_id,
    )
