"""Messages in and out; what goes out depends on who reads."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from server.core.http import Out, Page
from server.core.parsing import Body, Query
from server.core.text import Text, Words
from server.messages.advice_schemas import SuggestedOut
from server.messages.author_schemas import Latitude, Longitude, SpotOut, VoiceOut
from server.messages.kinds import Category, Kind, Level, Urgency
from server.messages.life import MessageStatus
from server.messages.marks import Mark
from server.messages.models import ResultClass, Visibility
from server.messages.path_schemas import Further, NeedOut, ProposalOut, RefusalOut
from server.uploads.schemas import UploadOut

LEAST = 5
UploadIds = Annotated[list[UUID], Field(max_length=6)]


class SubmitMessage(Body):
    """Addressed by the scanned `code` or by `station_id`; everything but the content, or a voice, is optional."""

    code: Annotated[str, Field(max_length=200)] | None = None
    station_id: UUID | None = None
    deputy_id: UUID | None = None
    voice_id: UUID | None = None
    content: Annotated[Words, Field(max_length=2000, validate_default=True)] = ""
    place: Annotated[Text, Field(max_length=120)] = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    visibility: Visibility = Visibility.PRIVATE
    upload_ids: UploadIds = []
    consent_share_identity: bool = False

    @model_validator(mode="after")
    def addressed(self) -> Self:
        if (self.code is None) == (self.station_id is None):
            raise ValueError("address")
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("spot")
        return self

    @field_validator("content")
    @classmethod
    def said(cls, content: str, info: ValidationInfo) -> str:
        """Five characters at least, unless it was said aloud."""
        if len(content) < LEAST and info.data.get("voice_id") is None:
            raise PydanticCustomError("string_too_short", "too short", {"min_length": LEAST})
        return content


class PreviewMessage(Body):
    """A letter that is not sent yet, addressed as it will be."""

    code: Annotated[str, Field(max_length=200)] | None = None
    station_id: UUID | None = None
    content: Annotated[Words, Field(min_length=LEAST, max_length=2000)]
    place: Annotated[Text, Field(max_length=120)] = ""

    @model_validator(mode="after")
    def addressed(self) -> Self:
        if (self.code is None) == (self.station_id is None):
            raise ValueError("address")
        return self


class SortMessage(Body):
    """What a person confirms; what is left out stays as it is."""

    kind: Kind | None = None
    category: Category | None = None
    level: Level | None = None
    urgency: Urgency | None = None


class AcceptMessage(SortMessage):
    """What it is may be said at once, or later."""


class ReplyMessage(Body):
    text: Annotated[Words, Field(min_length=2, max_length=2000)]
    result: ResultClass | None = None
    upload_ids: UploadIds = []


class RateMessage(Body):
    reply: Literal[1, 2, 3]
    solved: bool
    text: Annotated[Text, Field(max_length=500)] = ""


class RevealIdentity(Body):
    reason: Annotated[Words, Field(min_length=2, max_length=100)]


class NarrowMessage(Body):
    visibility: Visibility


class MessageQuery(Query):
    box: Literal["mine", "inbox"] = "mine"
    status: MessageStatus | None = None
    q: Annotated[Text, Field(max_length=40)] | None = None
    cursor: Annotated[str, Field(max_length=100)] | None = None


class PublicCases(Query):
    cursor: Annotated[str, Field(max_length=100)] | None = None


class PublicCase(Out):
    """What everybody may read: the station's summary, never the letter. `author` is masked, and mostly nobody."""

    id: UUID
    summary: str
    reply: str | None
    replied_on: date
    status: MessageStatus
    author: str | None


class Named(Out):
    id: UUID
    name: str


class StationRef(Named):
    phone: str


class StepOut(Out):
    action: str
    at: datetime
    by: str
    text: str | None
    attachments: list[UploadOut]


class ReplyOut(Out):
    text: str
    at: datetime
    by: str
    result: ResultClass | None
    attachments: list[UploadOut]


class RatingOut(Out):
    reply: int
    solved: bool
    text: str | None
    at: datetime
    may_change: bool


class AuthorOut(Out):
    """Masked. The whole name and phone are opened one at a time, with a reason."""

    name: str
    phone: str


class IdentityOut(Out):
    name: str
    phone: str


class IdentityReadOut(Out):
    by: str
    at: datetime
    reason: str


class LookUp(Out):
    number: str
    pin: str


class SortedOut(Out):
    """As a person confirmed it; for staff. `reworks`: how often its author was not satisfied."""

    kind: Kind | None
    category: Category | None
    level: Level | None
    urgency: Urgency | None
    reworks: int


class MessageOut(Out):
    id: UUID
    number: str
    status: MessageStatus
    content: str
    place: str
    visibility: Visibility
    consent_share_identity: bool
    promised_on: date
    created_at: datetime
    station: StationRef
    deputy: Named | None
    attachments: list[UploadOut]
    steps: list[StepOut]
    reply: ReplyOut | None
    rating: RatingOut | None
    fulfil_on: date | None
    fulfilled_at: datetime | None
    is_overdue: bool
    sorted: SortedOut | None
    holder: str
    actions: list[Literal["accept", "reply", "rate", "narrow"] | Further]
    need: NeedOut | None
    refusal: RefusalOut | None
    proposal: ProposalOut | None
    is_published: bool
    marks: list[Mark]
    is_taken_down: bool
    author: AuthorOut | None
    identity_reads: list[IdentityReadOut]
    voice: VoiceOut | None
    spot: SpotOut | None
    followers: int | None
    look_up: LookUp | None
    suggested: SuggestedOut | None


class MessageLine(Out):
    id: UUID
    number: str
    status: MessageStatus
    summary: str
    promised_on: date
    created_at: datetime
    station: Named
    deputy: Named | None
    is_overdue: bool
    waits_for_me: bool
    answer_by: date | None
    marks: list[Mark]


class MessagePage(Page[MessageLine]):
    counts: dict[MessageStatus, int] | None
