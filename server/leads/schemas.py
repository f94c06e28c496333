"""Leads in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.core.http import Out, Page
from server.core.parsing import Body
from server.core.text import Text, Words
from server.leads.kinds import SHEETS, LeadKind, LeadLevel, TopicSize, WishFor
from server.leads.life import LeadAction, LeadStatus
from server.leads.service import Matter
from server.messages.lights import LightOut

Short = Annotated[Text, Field(max_length=100)]
Long = Annotated[Text, Field(max_length=2000)]


class OpenLead(Body):
    """A kind, who decides (the usual level where none is named), the words, and the fields of that kind alone."""

    kind: LeadKind
    level: LeadLevel | None = None
    title: Annotated[Words, Field(min_length=2, max_length=60)]
    content: Annotated[Words, Field(min_length=5, max_length=3000)]
    place: Annotated[Text, Field(max_length=120)] | None = None
    beneficiaries: Annotated[Text, Field(max_length=120)] | None = None
    estimate: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    size: TopicSize | None = None
    wish_for: WishFor | None = None
    deadline: date | None = None
    law: Short | None = None
    clause: Annotated[Text, Field(max_length=60)] | None = None
    proposal: Long | None = None
    reason: Long | None = None

    @property
    def matter(self) -> Matter:
        own = self.model_dump(exclude={"kind", "level", "title", "content"})
        level = self.level or SHEETS[self.kind].levels[0]
        return Matter(self.kind, level, self.title, self.content, own)


class LeadSheetOut(Out):
    """A kind in words, who may decide about it (the usual one first), what is asked and what is needed."""

    kind: LeadKind
    name: str
    hint: str
    levels: list[LeadLevel]
    fields: list[str]
    needed: list[str]


class LeadOffer(Out):
    """Before a letter is turned: its words without whoever wrote it, and into what it may be turned."""

    is_open: bool
    title: str
    content: str
    kinds: list[LeadSheetOut]


class JoinLead(Body):
    message_id: UUID


class ReviewLead(Body):
    """Nothing to fill in."""


class DecideLead(Body):
    """Why not, where it is not adopted; every author reads it. `is_valid` is false for what is no comment at all."""

    action: Literal[LeadAction.ADOPT, LeadAction.PARTLY, LeadAction.DECLINE]
    text: Long = ""
    is_valid: bool = True


class PassLead(Body):
    """Why the other office decides; every author reads it."""

    text: Annotated[Words, Field(min_length=5, max_length=500)]


class FinishLead(Body):
    """Of a wish: fulfilled, or not and why."""

    action: Literal[LeadAction.FULFIL, LeadAction.GIVE_UP]
    text: Long = ""


class AgreeToLead(Body):
    consent: bool


class LeadAskedOut(Out):
    """What a letter's author was asked and how it stands; never a word that another letter may have brought."""

    consent: bool | None
    asked_at: datetime
    kind: LeadKind
    level: LeadLevel
    status: LeadStatus


class LeadLine(Out):
    id: UUID
    kind: LeadKind
    level: LeadLevel
    title: str
    status: LeadStatus
    letters: int
    created_at: datetime
    due_on: date
    light: LightOut | None


class LeadPage(Page[LeadLine]):
    """The newest first."""


class LeadLetter(Out):
    id: UUID
    number: str


class LeadStepOut(Out):
    action: LeadAction
    at: datetime
    by: str
    text: str | None


class LeadOut(Out):
    """`letters` may be opened, `named` are numbers whose authors agreed, `more` are known by nothing but their count."""

    id: UUID
    kind: LeadKind
    level: LeadLevel
    title: str
    content: str
    status: LeadStatus
    opener: str
    created_at: datetime
    due_on: date
    light: LightOut | None
    decided_at: datetime | None
    ended_at: datetime | None
    adopted: bool | None
    is_valid: bool
    place: str
    beneficiaries: str
    estimate: int | None
    size: TopicSize | None
    wish_for: WishFor | None
    deadline: date | None
    law: str
    clause: str
    proposal: str
    reason: str
    letters: list[LeadLetter]
    named: list[str]
    more: int
    steps: list[LeadStepOut]
    actions: list[LeadAction]
