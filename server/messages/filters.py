"""What narrows the list of letters: said as a sentence of chips, each of which can be dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Select, and_, select

from server.areas.categories import CATEGORIES
from server.core import clock
from server.core.db import db
from server.core.parsing import Query
from server.core.text import Text
from server.messages.kinds import URGENCY_WORDS, Category, Urgency
from server.messages.life import TIMED
from server.messages.models import Message
from server.messages.walkin_models import WalkIn
from server.stations.models import Station


class View(StrEnum):
    SUBMITTED = "submitted"
    NEED_INFO = "need_info"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    UNITS = "units"
    UNIT_RETURNED = "unit_returned"
    REWORKING = "reworking"
    ANSWERED = "answered"
    CONCLUDED = "concluded"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    ALL = "all"


class Since(StrEnum):
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"


SINCE = {Since.TODAY: ("今天来的", 0), Since.WEEK: ("7 天内来的", 6), Since.MONTH: ("30 天内来的", 29)}
"""In words, and how many days before today."""


class Filters(Query):
    """The view, the words, what else narrows the list, and its page."""

    view: View = View.SUBMITTED
    q: Annotated[Text, Field(max_length=40)] | None = None
    since: Since | None = None
    late: bool = False
    taken: bool = False
    category: Category | None = None
    urgency: Urgency | None = None
    station: UUID | None = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    @property
    def kept(self) -> dict[str, Any]:
        """The filters as parts of an address."""
        wanted = set(Filters.model_fields)
        return self.model_dump(mode="json", include=wanted, exclude_none=True, exclude_defaults=True)

    @property
    def lasting(self) -> dict[str, Any]:
        """What can be kept under a name: all but the page."""
        return {name: value for name, value in self.kept.items() if name != "page"}

    @property
    def narrowing(self) -> list[str]:
        """The names of what is set beside the view."""
        return [name for name in self.lasting if name != "view"]


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the sentence, and the address without it."""

    name: str
    words: str
    without: dict[str, Any]


def chips(find: Filters) -> list[Chip]:
    return [Chip(name, words_of(find, name), without(find, name)) for name in find.narrowing]


def without(find: Filters, name: str) -> dict[str, Any]:
    return {key: value for key, value in find.lasting.items() if key != name}


def words_of(find: Filters, name: str) -> str:
    value = getattr(find, name)
    return _station_name(value) if name == "station" else WORDS[name](value)


WORDS: dict[str, Callable[[Any], str]] = {
    "q": lambda words: f"写着“{words}”",
    "since": lambda since: SINCE[since][0],
    "late": lambda _: "晚了的",
    "taken": lambda _: "代录的",
    "category": lambda code: CATEGORIES[code],
    "urgency": lambda urgency: f"{URGENCY_WORDS[urgency]}的",
}


def _station_name(station_id: UUID) -> str:
    station = db.session.get(Station, station_id)
    return station.name if station else "别的站"


def narrow(found: Select[Any], find: Filters) -> Select[Any]:
    """What the chips say, without the view and without the words, which the search looks for."""
    for condition in _conditions(find):
        found = found.where(condition)
    return found


def _conditions(find: Filters) -> Iterator[ColumnElement[bool]]:
    if find.since:
        day = clock.today() - timedelta(days=SINCE[find.since][1])
        yield Message.created_at >= clock.midnight(day)
    if find.late:
        yield and_(Message.promised_on < clock.today(), Message.status.in_(TIMED))
    if find.taken:
        yield select(WalkIn.message_id).where(WalkIn.message_id == Message.id).exists()
    for column, value in (
        (Message.category, find.category),
        (Message.urgency, find.urgency),
        (Message.station_id, find.station),
    ):
        if value is not None:
            yield column == value
