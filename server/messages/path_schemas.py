"""What comes in and goes out when a letter is asked about, refused, taken back or told about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.core.http import Out
from server.core.parsing import Body
from server.core.text import Text, Words
from server.messages.aside_models import RefusalReason

Further = Literal[
    "ask",
    "supplement",
    "restore",
    "withdraw",
    "reject",
    "approve",
    "send_back",
    "appeal",
    "progress",
    "hand_up",
    "reopen",
    "revisit",
    "forward",
]
"""What one may be offered to do beside accepting, answering and rating."""

_UploadIds = Annotated[list[UUID], Field(max_length=6)]


class AskMessage(Body):
    text: Annotated[Words, Field(min_length=5, max_length=500)]


class SupplementMessage(Body):
    text: Annotated[Words, Field(min_length=1, max_length=2000)]
    upload_ids: _UploadIds = []


class RestoreMessage(Body):
    text: Annotated[Text, Field(max_length=2000)] = ""
    upload_ids: _UploadIds = []


class WithdrawMessage(Body):
    reason: Annotated[Text, Field(max_length=200)] = ""


class RejectMessage(Body):
    """A reason of domain §5.1, and where to go instead."""

    reason: RefusalReason
    text: Annotated[Words, Field(min_length=10, max_length=1000)]


class ApproveRefusal(Body):
    """Nothing to fill in."""


class SendBackRefusal(Body):
    text: Annotated[Words, Field(min_length=2, max_length=500)]


class HandUpMessage(Body):
    text: Annotated[Words, Field(min_length=5, max_length=300)]


class ForwardMessage(Body):
    """To whom, and why: its author reads it."""

    deputy_id: UUID
    text: Annotated[Words, Field(min_length=2, max_length=200)]


class CandidateOut(Out):
    """A deputy who may be given it; `because`: the specialties that it speaks of, of three at most."""

    id: UUID
    name: str
    title: str
    because: list[str]


class ReopenMessage(Body):
    """What is poor about the answer."""

    text: Annotated[Words, Field(min_length=5, max_length=300)]


class AppealMessage(Body):
    text: Annotated[Words, Field(min_length=5, max_length=1000)]


class ProgressMessage(Body):
    text: Annotated[Words, Field(min_length=2, max_length=1000)]


class NoteMessage(Body):
    text: Annotated[Words, Field(min_length=2, max_length=1000)]


class SignalMessage(Body):
    """Whether it may become a petition, and how one knows."""

    is_signal: bool
    text: Annotated[Words, Field(min_length=2, max_length=200)]


class NeedOut(Out):
    """What is missing, and until when an answer is waited for."""

    text: str
    at: datetime
    by: str
    until: date


class RefusalOut(Out):
    """Why, the station's own words, and where to go: always."""

    reason: RefusalReason
    text: str
    guide: str
    call: list[str]
    at: datetime
    by: str
    is_final: bool


class ProposalOut(Out):
    """Only for those who refuse: what waits for a head, or came back from one."""

    reason: RefusalReason
    text: str
    at: datetime
    by: str
    is_sent_back: bool
    comment: str | None
    decider: str | None


class NoteOut(Out):
    text: str
    at: datetime
    by: str
