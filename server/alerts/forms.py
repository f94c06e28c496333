"""What the pages of rules and of what is over take in."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from server.alerts.ended import Pile
from server.core.parsing import Body, Query
from server.core.text import Reason

Number = Annotated[str, Field(max_length=60)]
Month = Annotated[str, Field(pattern=r"^20[2-9][0-9]-(0[1-9]|1[0-2])$")]


class TryThresholds(Query):
    """Numbers as they are written, by their place in the rule."""

    first: Number | None = None
    second: Number | None = None


class ChangeThresholds(Body):
    first: Number | None = None
    second: Number | None = None
    effective_on: date
    reason: Reason


class FindEnded(Query):
    """`month` is the one in which it ended, or was put aside; `mine` leaves only what was told to the reader."""

    pile: Pile = Pile.ENDED
    rule: Annotated[str, Field(max_length=12)] | None = None
    month: Month | None = None
    mine: bool = False
    page: Annotated[int, Field(ge=1, le=1000)] = 1
