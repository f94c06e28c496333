"""What is counted of every place and day, kept beside the rows that it is counted from, and which of it is stale.

A leaf is what is counted anew together: one source, one town (or what belongs to a larger area itself), and the month,
quarter or year in which its rows began. Sums are the same numbers by every place above, for one quick look.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Identity, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from server.activities.models import Activity
from server.assignments.models import Assignment
from server.codes.models import Code
from server.contacts.models import Arrival, ContactLink
from server.core.db import AreaCode, Base
from server.deputies.models import Deputy
from server.duties.models import Duty
from server.leads.models import Lead
from server.messages.models import Message, Rating
from server.stations.models import Milestone, Station
from server.suggestions.models import Suggestion, SuggestionReply, SuggestionUnit
from server.visits.models import Visit, VisitIssue

C = String(12, collation="C")


class Tally(Base):
    """One number of a leaf. Written by the fold alone."""

    __tablename__ = "dashboard_tallies"

    area: Mapped[AreaCode] = mapped_column(primary_key=True)
    """Nine digits: a town's prefix, or a larger area's own with noughts behind it."""
    source: Mapped[str] = mapped_column(C, primary_key=True)
    cohort: Mapped[date] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(String(24, collation="C"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    dim: Mapped[str] = mapped_column(String(32, collation="C"), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class Sum(Base):
    """The same by place: two, four, six or nine digits. Additive, so a place is its parts and its own."""

    __tablename__ = "dashboard_sums"

    place: Mapped[AreaCode] = mapped_column(primary_key=True)
    metric: Mapped[str] = mapped_column(String(24, collation="C"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    dim: Mapped[str] = mapped_column(String(32, collation="C"), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class Stale(Base):
    """A leaf whose rows changed: a line that a trigger adds, and that the next fold takes away."""

    __tablename__ = "dashboard_stale"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    source: Mapped[str] = mapped_column(C)
    area: Mapped[str] = mapped_column(C)
    cohort: Mapped[date]


class Fold(Base):
    """When everything was last folded in: the moment that screens write beside their numbers."""

    __tablename__ = "dashboard_folds"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    """The last look that found nothing left to do, or did all there was."""
    day: Mapped[date]
    """The day by which what depends on the day was looked at."""


WATCHED = (
    Message,
    Rating,
    Assignment,
    Duty,
    Activity,
    Station,
    Milestone,
    Deputy,
    Code,
    ContactLink,
    Arrival,
    Suggestion,
    SuggestionUnit,
    SuggestionReply,
    Visit,
    VisitIssue,
    Lead,
)
# when all tables are emptied these go first, because their going is written down here
for _watched in WATCHED:
    _watched.__table__.add_is_dependent_on(Stale.__table__)  # type: ignore[attr-defined]
