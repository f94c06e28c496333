"""S = Σ min(cap, n · w), of one person's year, from what is on file by itself (domain §6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import String, cast, func, literal, select

from server.activities.kinds import DutyKind
from server.core import clock
from server.core.db import db
from server.duties.coverage import bounds, counts_in
from server.duties.life import COUNTED
from server.duties.models import Duty
from server.leads.models import Lead
from server.messages.life import MessageStatus
from server.messages.models import Message, Rating, ResultClass
from server.points import queries
from server.points.models import PointsSwitch
from server.points.table import TABLE, Item
from server.suggestions.models import Suggestion, SuggestionReply

SATISFIED = (2, 3)


@dataclass(frozen=True, slots=True)
class Line:
    item: Item
    words: str
    count: int
    weight: int
    cap: int

    @property
    def counted(self) -> int:
        return min(self.cap, self.count * self.weight)


@dataclass(frozen=True, slots=True)
class Sum:
    year: int
    switch: PointsSwitch
    lines: list[Line]

    @property
    def total(self) -> int:
        return sum(line.counted for line in self.lines)


def of(deputy_id: UUID, switch: PointsSwitch) -> Sum:
    """This calendar year's, in four statements for everything; in the order of the table."""
    year = clock.today().year
    kinds = _kinds(deputy_id, year)
    counts = {item: sum(kinds.get(kind, 0) for kind in row.kinds) for item, row in TABLE.items()}
    counts[Item.OPINION] = _satisfied(deputy_id, year)
    counts[Item.SUGGEST_SOLVED] = _solved(deputy_id, year)
    counts[Item.LEGISLATE] = _adopted(deputy_id, year)
    weights = queries.weights(switch)
    lines = [
        Line(item, TABLE[item].words, counts[item], row.weight, row.cap) for item, row in weights.items()
    ]
    return Sum(year, switch, lines)


def _kinds(deputy_id: UUID, year: int) -> dict[DutyKind, int]:
    found = select(Duty.kind, func.count()).where(Duty.deputy_id == deputy_id, counts_in(year))
    return dict(db.session.execute(found.group_by(Duty.kind)).tuples().all())


def _satisfied(deputy_id: UUID, year: int) -> int:
    """Letters to this deputy that are done, whose authors said satisfied or fairly so."""
    first, behind = bounds(year)
    found = (
        select(func.count())
        .select_from(Message)
        .join(Rating, Rating.message_id == Message.id)
        .where(
            Message.deputy_id == deputy_id,
            Message.status == MessageStatus.CONCLUDED,
            Message.answered_at >= first,
            Message.answered_at < behind,
            Rating.reply.in_(SATISFIED),
        )
    )
    return db.session.execute(found).scalar_one()


def _solved(deputy_id: UUID, year: int) -> int:
    """Suggestions of this leader whose answer solved the matter (A)."""
    first, behind = bounds(year)
    solved = select(SuggestionReply.suggestion_id).where(
        SuggestionReply.result == ResultClass.A, SuggestionReply.signed_at.is_not(None)
    )
    found = (
        select(func.count())
        .select_from(Suggestion)
        .where(
            Suggestion.leader_id == deputy_id,
            Suggestion.submitted_at >= first,
            Suggestion.submitted_at < behind,
            Suggestion.id.in_(solved),
        )
    )
    return db.session.execute(found).scalar_one()


def _adopted(deputy_id: UUID, year: int) -> int:
    """Comments on a law, on this deputy's file, that were adopted in the year, wholly or in part (domain §6.2, D13)."""
    first, behind = bounds(year)
    cause = literal("lead-", String) + cast(Lead.id, String)
    found = (
        select(func.count())
        .select_from(Duty)
        .join(Lead, cause == Duty.dedupe)
        .where(
            Duty.deputy_id == deputy_id,
            Duty.kind == DutyKind.LEGIS_COMMENT,
            Duty.status.in_(COUNTED),
            Lead.adopted.is_(True),
            Lead.decided_at >= first,
            Lead.decided_at < behind,
        )
    )
    return db.session.execute(found).scalar_one()
