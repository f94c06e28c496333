"""What a deputy's file says of a year, as numbers and marks: nobody fills in anything (F08). Only what was confirmed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from server.activities.kinds import KINDS, DutyKind
from server.core import clock
from server.core.db import db
from server.core.text import date_words
from server.deputies.models import Deputy
from server.duties.coverage import OFFLINE, bounds, counts_in, day_of
from server.duties.models import Duty
from server.messages.life import MessageStatus
from server.messages.models import Message
from server.stations.models import Station
from server.suggestions.life import Status
from server.suggestions.models import Suggestion

MOST_NAMED = 12
K = DutyKind


def gather(deputy: Deputy, station: Station, year: int) -> dict[str, Any]:
    """In four statements, whatever the year held."""
    months, kinds = _duties(deputy, year)
    letters, concluded = _letters(deputy, year)
    suggestions = _suggestions(deputy, year)
    offline = sum(kinds[kind] for kind in OFFLINE)
    named = [
        f"{KINDS[kind].phrase} {kinds[kind]} {KINDS[kind].unit}"
        for kind in KINDS
        if kinds[kind] and kind in OFFLINE
    ]
    return {
        "as_of": clock.now().isoformat(),
        "months": months,
        "kinds": [[KINDS[kind].name, kinds[kind]] for kind in KINDS if kinds[kind]],
        "suggestions": [title for title in suggestions if title][:MOST_NAMED],
        "marks": {
            "年份": str(year),
            "截至": date_words(day_of(year)),
            "姓名": deputy.name,
            "称呼": deputy.title,
            "选区": deputy.constituency or "本选区",
            "站点": station.name,
            "活动": str(offline),
            "活动细目": "，".join(named),
            "接待": str(kinds[K.RECEIVE_VOTERS]),
            "走访": str(kinds[K.VISIT_VOTERS]),
            "来信": str(letters),
            "办结": str(concluded),
            "回信": str(kinds[K.HANDLE_OPINION]),
            "建议": str(len(suggestions)),
            "承诺": deputy.promise,
        },
    }


def _until_now(year: int) -> tuple[datetime, datetime]:
    first, after = bounds(year)
    return first, min(after, clock.now())


def _duties(deputy: Deputy, year: int) -> tuple[list[int], Counter[DutyKind]]:
    month = func.extract("month", func.timezone(str(clock.ZONE), Duty.at))
    found = (
        select(month, Duty.kind, func.count())
        .where(Duty.deputy_id == deputy.id, counts_in(year), Duty.at < clock.now())
        .group_by(month, Duty.kind)
    )
    months, kinds = [0] * 12, Counter[DutyKind]()
    for number, kind, count in db.session.execute(found):
        months[int(number) - 1] += count
        kinds[kind] += count
    return months, kinds


def _letters(deputy: Deputy, year: int) -> tuple[int, int]:
    """Written to the deputy in this year, and how many of them are concluded."""
    first, after = _until_now(year)
    ended: ColumnElement[int] = func.count().filter(Message.status == MessageStatus.CONCLUDED)
    gone = (MessageStatus.WITHDRAWN, MessageStatus.MERGED)
    found = select(func.count(), ended).where(
        Message.deputy_id == deputy.id,
        Message.created_at >= first,
        Message.created_at < after,
        Message.status.not_in(gone),
    )
    letters, concluded = db.session.execute(found).one()
    return letters, concluded


def _suggestions(deputy: Deputy, year: int) -> list[str]:
    """The titles of those handed in; of a confidential one only that there was one."""
    first, after = _until_now(year)
    found = select(Suggestion.title, Suggestion.confidential).where(
        Suggestion.leader_id == deputy.id,
        Suggestion.submitted_at >= first,
        Suggestion.submitted_at < after,
        Suggestion.status != Status.WITHDRAWN,
    )
    rows = db.session.execute(found.order_by(Suggestion.submitted_at, Suggestion.id))
    return ["" if is_secret else title for title, is_secret in rows]
