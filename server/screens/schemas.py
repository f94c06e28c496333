"""What a station's screen sends and shows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from server.core.http import Out
from server.core.parsing import Body

Secret = Annotated[str, Field(min_length=1, max_length=100)]


class PairScreen(Body):
    pairing: Secret


class PairedOut(Out):
    """`credential` is all that the screen knows of itself; it reads this station's code and nothing else."""

    credential: str
    station: str


class LookScreen(Body):
    credential: Secret


class CodeShown(Out):
    """`text` stands in the picture from `starts_at` on, for `LookOut.step_s` seconds."""

    text: str
    starts_at: int


class RecordedOut(Out):
    """A deputy who was recorded today, as said at the door: the name and the time."""

    name: str
    at: datetime


class LookOut(Out):
    """`now` and `starts_at` are seconds since 1970 by the server's clock: the screen's own may be wrong."""

    station: str
    activity: str
    now: float
    step_s: int
    codes: list[CodeShown]
    recorded: list[RecordedOut]
