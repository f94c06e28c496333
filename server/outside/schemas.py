"""Items from outside, in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.core.http import Out
from server.core.parsing import Body, Query
from server.core.text import Text, Words
from server.messages.lights import LightOut
from server.outside.life import ItemAction, ItemState

PageNumber = Annotated[int, Field(ge=1, le=10_000)]


class FindItems(Query):
    status: ItemState | None = None
    page: PageNumber = 1


class AssignItem(Body):
    department_id: UUID
    text: Annotated[Text, Field(max_length=300)] = ""


class FinishItem(Body):
    text: Annotated[Words, Field(min_length=10, max_length=1000)]


class SayWhy(Body):
    text: Annotated[Words, Field(min_length=5, max_length=300)]


class Nothing(Body):
    """Nothing to fill in."""


class ItemRow(Out):
    """`unit` is the one that has it, or while it is open the one that the rules name."""

    id: UUID
    platform: str
    number: str
    status: ItemState
    summary: str
    category: str
    received_on: date
    unit: str | None
    due_on: date | None
    light: LightOut | None
    """While a unit has it: how much of its time is left."""


class ItemStepOut(Out):
    action: ItemAction
    at: datetime
    by: str
    text: str | None


class ItemOut(ItemRow):
    content: str
    place: str | None
    result: str | None
    steps: list[ItemStepOut]


class ShareOut(Out):
    """`rate` is exact, `words` rounded down to a tenth of a percent; neither while there is nothing."""

    done: int
    all: int
    rate: float | None
    words: str | None


class RatesOut(Out):
    imported: ShareOut
    own: ShareOut
    together: ShareOut
