"""How O8 would have fired in the last twelve months: letters given to a unit that signed for them late, or never."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import func, select

from server.alerts.trials import Fired, Trial, looks_back_over_a_year, next_day, read
from server.areas import settings
from server.areas.catalogue import SIGN_DAYS
from server.areas.queries import within
from server.assignments.models import Assignment
from server.core import clock, workdays
from server.messages.models import Message

Row = tuple[str, datetime, datetime | None]


@looks_back_over_a_year(
    "O8", leaves_out="从交办的第二天数起；中间来信撤回、并掉的，按单位退回或收回的时间算。"
)
def unsigned(trial: Trial) -> Iterator[Fired]:
    ended = func.coalesce(
        Assignment.signed_at, Assignment.returned_at, Assignment.recalled_at, Message.answered_at
    )
    found = (
        select(Message.area_code, Assignment.assigned_at, ended)
        .join(Message, Message.id == Assignment.message_id)
        .where(within(Message.area_code, trial.area), Assignment.is_main)
        .where(Assignment.assigned_at >= trial.since)
    )
    for code, given_at, until in cast(Sequence[Row], read(found)):
        calendar = settings.calendar(code)
        sign_by = workdays.after(clock.local(given_at).date(), trial.number(code, SIGN_DAYS), calendar)
        if until is None or clock.local(until).date() > sign_by:
            yield Fired(next_day(sign_by))
