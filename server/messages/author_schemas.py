"""What its author puts beside a letter, in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.core.http import Out
from server.core.parsing import Body
from server.core.text import Text, Words
from server.messages.life import MessageStatus

Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class TranscribeMessage(Body):
    text: Annotated[Words, Field(min_length=1, max_length=2000)]


class SpotOut(Out):
    """As Chinese maps draw it (GCJ-02)."""

    latitude: float
    longitude: float


class VoiceOut(Out):
    """`url` is null for whoever may read the letter but not learn who wrote it: a voice tells."""

    type: str
    url: str | None
    transcript: str
    transcriber: str
    transcribed_at: datetime | None


class FollowOut(Out):
    """A case of somebody else, with nobody's name. `answer` has what could tell who somebody is left out."""

    id: UUID
    number: str
    summary: str
    status: MessageStatus
    station: str
    promised_on: date | None
    is_over: bool
    answer: str | None
    answered_on: date | None
    since: datetime


class RevisitMessage(Body):
    """Is it still solved? In a few words what is not, if one likes."""

    is_well: bool
    text: Annotated[Text, Field(max_length=500)] = ""
