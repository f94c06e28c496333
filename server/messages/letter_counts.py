"""How many letters stand where: kept by the database itself, so that no list counts a million of them to say so.

Every change adds a line of plus or minus; sums are the truth at any moment, and lines of one place are put together
now and then. One statement sees one moment, so it can be made anew, and compared, while letters come and go.
"""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Identity, Index, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from server.areas.queries import within
from server.core import jobs
from server.core.actor import Actor
from server.core.db import AreaCode, Base, db, one_at_a_time, transaction, values_of
from server.core.permissions import Role
from server.messages import course_queries, queries
from server.messages.life import MessageStatus
from server.messages.models import Message

log = logging.getLogger(__name__)


class LetterCount(Base):
    """One line: so many more, or fewer, letters of a station in a state. Triggers on messages write it."""

    __tablename__ = "letter_counts"
    __table_args__ = (
        Index("ix_letter_counts_station", "station_id"),
        Index("ix_letter_counts_area", "area_code"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    station_id: Mapped[UUID]
    area_code: Mapped[AreaCode]
    status: Mapped[MessageStatus] = mapped_column(values_of(MessageStatus))
    is_raised: Mapped[bool]
    count: Mapped[int] = mapped_column(BigInteger)


# when all tables are emptied letters go first, because their going is written down here
Message.__table__.add_is_dependent_on(LetterCount.__table__)  # type: ignore[attr-defined]


def of_inbox(actor: Actor) -> dict[MessageStatus, int]:
    """What others wrote to the actor's station, area or self, by status; every status is named."""
    found, place = queries.inbox_of(actor), _place(actor)
    if place is None:
        return course_queries.counts(found)
    kept = select(LetterCount.status, func.sum(LetterCount.count)).where(*place).group_by(LetterCount.status)
    by_status = {status: int(count) for status, count in db.session.execute(kept).tuples()}
    for status, own in course_queries.by_status(queries.written_by(actor)):
        by_status[status] = by_status.get(status, 0) - own
    return course_queries.as_today(by_status, found)


def _place(actor: Actor) -> tuple[ColumnElement[bool], ...] | None:
    """As `queries.visible_to`; nothing for who sees single letters, not a place."""
    match actor.role:
        case Role.LIAISON | Role.STATION_HEAD:
            return LetterCount.station_id == actor.station_id, LetterCount.is_raised.is_(False)
        case Role.STREET_NPC | Role.NPC_STAFF | Role.NPC_LEADER | Role.GOV_DISPATCHER:
            return (within(LetterCount.area_code, actor.area_prefix or "none"),)
        case _:
            return None


_PUT_TOGETHER = text(
    """
    with several as (
        select station_id, area_code, status, is_raised from letter_counts
        group by 1, 2, 3, 4 having count(*) > 1
    ), gone as (
        delete from letter_counts where (station_id, area_code, status, is_raised) in (select * from several)
        returning *
    )
    insert into letter_counts (station_id, area_code, status, is_raised, count)
    select station_id, area_code, status, is_raised, sum(count) from gone
    group by 1, 2, 3, 4 having sum(count) <> 0
    """
)
_ANEW = text(
    """
    with gone as (delete from letter_counts)
    insert into letter_counts (station_id, area_code, status, is_raised, count)
    select station_id, area_code, status, raised_at is not null, count(*) from messages group by 1, 2, 3, 4
    """
)
_DIFFERENT = text(
    """
    with live (station_id, area_code, status, is_raised, count) as (
        select station_id, area_code, status, raised_at is not null, count(*) from messages group by 1, 2, 3, 4
    ), kept as (
        select station_id, area_code, status, is_raised, sum(count) as count from letter_counts
        group by 1, 2, 3, 4 having sum(count) <> 0
    )
    select count(*) from live full join kept using (station_id, area_code, status, is_raised)
    where live.count is distinct from kept.count
    """
)


@jobs.every(minute="*/10")
def put_together() -> None:
    with transaction():
        one_at_a_time("letter counts")
        db.session.execute(_PUT_TOGETHER)


@jobs.every(hour=3, minute=40)
def look_after() -> None:
    """Every night compared with the letters themselves."""
    compare()


def compare() -> int:
    """What differs is said loudly and counted anew. Returns of how many places and states it was."""
    with transaction():
        one_at_a_time("letter counts")
        different: int = db.session.execute(_DIFFERENT).scalar_one()
        if different:
            log.error("letter counts differ", extra={"places": different})
            db.session.execute(_ANEW)
    return different


def make_anew() -> None:
    """From the letters, as they are at this moment."""
    one_at_a_time("letter counts")
    db.session.execute(_ANEW)
