"""Assignments in and out. A unit reads the matter and never who wrote it, unless the author agreed and it may."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.core.http import Out
from server.core.parsing import Body, Query
from server.core.text import Text, Words
from server.messages.kinds import Category, Kind, Level, Urgency
from server.messages.life import MessageStatus
from server.messages.models import ResultClass
from server.messages.schemas import SortMessage
from server.uploads.schemas import UploadOut

Doing = Literal[
    "sign",
    "give_back",
    "save",
    "hand_up",
    "send_back",
    "sign_off",
    "extend",
    "grant",
    "contribute",
    "inquire",
    "fulfil",
    "look_back",
    "review",
    "know_author",
]
Reason = Annotated[Words, Field(min_length=5, max_length=300)]


class Assign(SortMessage):
    """What it is may be confirmed in the same step; without a kind nobody is given anything."""

    message_id: UUID
    department_id: UUID
    supporting_ids: Annotated[list[UUID], Field(max_length=5)] = []
    text: Annotated[Text, Field(max_length=300)] = ""


class GiveBack(Body):
    better_id: UUID
    text: Reason


class AskForTime(Body):
    days: Annotated[int, Field(ge=1, le=10)]
    text: Reason


class RefuseTime(Body):
    text: Annotated[Words, Field(min_length=2, max_length=300)]


class RefuseAnswer(Body):
    """What is missing; the author reads it too."""

    text: Reason


class KnowAuthor(Body):
    """Why a unit has to know who wrote; the author reads it."""

    reason: Annotated[Words, Field(min_length=2, max_length=100)]


class WriteDraft(Body):
    """Half an answer is kept too."""

    text: Annotated[Text, Field(max_length=2000)] = ""
    result: ResultClass | None = None
    fulfil_on: date | None = None
    look_on: date | None = None


class SendBackDraft(Body):
    text: Annotated[Words, Field(min_length=2, max_length=500)]


class SignOff(Body):
    upload_ids: Annotated[list[UUID], Field(max_length=6)] = []


class Nothing(Body):
    """Nothing to fill in."""


class Contribute(Body):
    text: Annotated[Words, Field(min_length=5, max_length=2000)]


class Inquire(Body):
    text: Annotated[Words, Field(min_length=5, max_length=300)]


class Fulfil(Body):
    text: Annotated[Words, Field(min_length=5, max_length=1000)]


class LookBack(Body):
    """`again_on` is the next day to look; without it this was the last time."""

    text: Annotated[Words, Field(min_length=5, max_length=500)]
    again_on: date | None = None


class AssignmentQuery(Query):
    """`cursor` is the number of the page."""

    box: Literal[
        "sign", "doing", "sign_off", "rework", "promised", "returned", "extensions", "review", "all"
    ] = "doing"
    cursor: Annotated[int, Field(ge=2, le=10_000)] | None = None


class UnitOut(Out):
    id: UUID
    name: str


class DraftOut(Out):
    serial: int
    text: str
    result: ResultClass | None
    fulfil_on: date | None
    look_on: date | None
    writer: str
    saved_at: datetime
    handed_up_at: datetime | None
    verdict: str | None
    comment: str | None
    decider: str | None


class ExtensionOut(Out):
    days: int
    text: str
    asker: str
    asked_at: datetime
    verdict: str | None
    comment: str | None
    decider: str | None


class HelperOut(Out):
    """What the other units of the same letter say."""

    unit: str
    is_main: bool
    signed_at: datetime | None
    opinion: str | None


class AssignmentLine(Out):
    id: UUID
    message_id: UUID
    number: str
    status: MessageStatus
    summary: str
    station: str
    unit: str
    is_main: bool
    promised_on: date
    urgency: Urgency | None


class AssignmentOut(AssignmentLine):
    content: str
    place: str
    kind: Kind | None
    category: Category | None
    level: Level | None
    attachments: list[UploadOut]
    text: str
    assigner: str
    assigned_at: datetime
    is_designated: bool
    sign_by: date
    return_by: date
    signed_at: datetime | None
    signer: str | None
    may_know_author: bool
    fulfil_on: date | None
    drafts: list[DraftOut]
    looked_back: str | None
    """What was found when a refusal for now was looked at again, and who looked."""
    extensions: list[ExtensionOut]
    helpers: list[HelperOut]
    actions: list[Doing]


class AssignmentPage(Out):
    items: list[AssignmentLine]
    next: str | None
