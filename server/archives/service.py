"""Keeping a report as it was written, and having it written anew from today's data. Nothing here commits."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from server.archives.kinds import period_of
from server.archives.models import Filing
from server.archives.writing import COMPOSERS, Due
from server.areas.queries import get as get_area
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden

MOST = 20
SYSTEM = "系统"


def keep(one: Due) -> Filing:
    """Written by the timetable: the first of its period."""
    made = _made(one, 1)
    made.written_by = SYSTEM
    db.session.add(made)
    db.session.flush()
    outbox.publish("filing.written", filing_id=made.id)
    return made


def write_again(actor: Actor, filing: Filing, *, reason: str) -> Filing:
    """From the data as they are now, beside the earlier ones; by the office whose area it is."""
    if filing.area_code != (actor.area_prefix or "").ljust(12, "0"):
        raise Forbidden("filing.not_own", "这份是别的地方的，由当地的人大再出。")
    last = db.session.scalar(_serials(filing)) or 0
    if last >= MOST:
        raise Conflict("filing.often", f"同一期最多出 {MOST} 次，已经满了。")
    made = _made(Due(filing.kind, get_area(filing.area_code), period_of(filing.period)), last + 1)
    made.written_by, made.account_id, made.reason = actor.title, actor.account_id, reason
    db.session.add(made)
    audit.record(
        actor, "filing.again", "filing", filing.id, f"{filing.period} 第 {last + 1} 次：{reason}"[:200]
    )
    return made


def _serials(filing: Filing) -> Select[int | None]:
    return select(func.max(Filing.serial)).where(
        Filing.kind == filing.kind, Filing.area_code == filing.area_code, Filing.first == filing.first
    )


def _made(one: Due, serial: int) -> Filing:
    return Filing(
        kind=one.kind,
        area_code=one.area.code,
        period=one.period.code,
        first=one.period.first,
        serial=serial,
        as_of=clock.now(),
        content=COMPOSERS[one.kind](one.area, one.period),
        reason="",
    )
