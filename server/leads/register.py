"""The register of leads: its views, what it is narrowed to, one page of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import ColumnElement, Select, func, or_, select, true

from server.core.actor import Actor
from server.core.db import db
from server.core.parsing import Query
from server.core.text import Text
from server.leads.kinds import LeadKind
from server.leads.life import UNDECIDED
from server.leads.models import Lead, LeadSource
from server.leads.queries import visible_to

PER_PAGE = 40
MOST_TO_JOIN = 50


class View(StrEnum):
    """Parts of the register."""

    OPEN = "open"
    AGREED = "agreed"
    NOT_ADOPTED = "not_adopted"
    ALL = "all"


_IN: dict[View, ColumnElement[bool]] = {
    View.OPEN: Lead.status.in_(UNDECIDED),
    View.AGREED: Lead.adopted.is_(True),
    View.NOT_ADOPTED: Lead.adopted.is_(False),
    View.ALL: true(),
}


class FindLeads(Query):
    """What the register is narrowed to."""

    view: View = View.OPEN
    kind: LeadKind | None = None
    q: Annotated[Text, Field(max_length=40)] | None = None
    page: Annotated[int, Field(ge=1, le=1000)] = 1

    @property
    def kept(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


@dataclass(frozen=True, slots=True)
class Line:
    """A lead in the register, and how many letters asked for it: a fact, never an order (F01)."""

    lead: Lead
    letters: int


def lines(actor: Actor, find: FindLeads, limit: int = PER_PAGE + 1) -> list[Line]:
    """One page and one more; the newest first."""
    count = select(func.count()).where(LeadSource.lead_id == Lead.id).scalar_subquery()
    found = _narrowed(actor, find).where(_IN[find.view]).add_columns(count)
    ordered = found.order_by(Lead.created_at.desc(), Lead.id)
    rows = db.session.execute(ordered.offset((find.page - 1) * PER_PAGE).limit(limit))
    return [Line(lead, letters) for lead, letters in rows]


def counts(actor: Actor, find: FindLeads) -> dict[View, int]:
    """How many stand in every view, in one statement."""
    found = _narrowed(actor, find).with_only_columns(*(func.count().filter(part) for part in _IN.values()))
    return dict(zip(_IN, db.session.execute(found).one(), strict=True))


def _narrowed(actor: Actor, find: FindLeads) -> Select[Lead]:
    found = visible_to(actor)
    if find.kind:
        found = found.where(Lead.kind == find.kind)
    if find.q:
        words = (Lead.title, Lead.content)
        found = found.where(or_(*(column.contains(find.q, autoescape=True) for column in words)))
    return found


def to_join(actor: Actor, kind: LeadKind) -> Sequence[Lead]:
    """Leads of a kind that another letter may be joined to, the newest first."""
    found = visible_to(actor).where(Lead.kind == kind, Lead.status.in_(UNDECIDED))
    return db.session.scalars(found.order_by(Lead.created_at.desc(), Lead.id).limit(MOST_TO_JOIN)).all()
