"""What is said of contacts, visits, the three questions and reporting in, on the phone and in the console."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator

from server.contacts.life import State
from server.contacts.models import ConsentHow, Effect, LinkKind
from server.core.http import Out
from server.core.parsing import Body, Query
from server.core.text import Reason, Text, Words

Name = Annotated[Words, Field(max_length=40)]
Phone = Annotated[Text, Field(pattern=r"^$|^\+?\d[\d -]{6,18}\d$")]
Note = Annotated[Text, Field(max_length=1000)]
Invitation = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{20,40}$")]


class AskContact(Body):
    """A voter by what they are called, or a grassroots deputy by their id: one of the two."""

    name: Annotated[Text, Field(max_length=40)] = ""
    phone: Phone = ""
    deputy_id: UUID | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> AskContact:
        if bool(self.name) is bool(self.deputy_id):
            raise ValueError("请写一位的称呼，或选一位代表")
        return self


class AnswerInvitation(Body):
    invitation: Invitation
    agrees: bool


class AnswerContact(Body):
    agrees: bool


class FindInvitation(Query):
    invitation: Invitation


class FindCandidates(Query):
    words: Annotated[Words, Field(max_length=20)]


class WriteVisit(Body):
    """At most five fields; who or where, and when, are all that is needed. No picture, no position."""

    who: Annotated[Words, Field(max_length=120)]
    on: date
    said: Note = ""
    promised: Note = ""
    follow_up: Note = ""
    link_id: UUID | None = None


class FollowUp(Body):
    text: Annotated[Words, Field(max_length=1000)]


class HandIn(Body):
    """Name and phone only with the person's word for it; neither where they have an account of their own."""

    content: Annotated[Words, Field(min_length=5, max_length=2000)]
    place: Annotated[Text, Field(max_length=120)] = ""
    name: Annotated[Text, Field(max_length=40)] = ""
    phone: Phone = ""
    consent_record: bool = False


class AnswerThree(Body):
    need: Note = ""
    idea: Note = ""
    effect: Effect


class AskForm(Body):
    """The liaison's sheet: a voter at the counter, or one of the station's grassroots deputies."""

    name: Annotated[Text, Field(max_length=40)] = ""
    phone: Phone = ""
    other_id: UUID | None = None
    consent: Literal["on"] | None = None

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "phone": self.phone,
            "other_id": self.other_id,
            "consent": self.consent == "on",
        }


class AskOwnForm(Body):
    """A voter by what they are called, or a grassroots deputy."""

    name: Annotated[Text, Field(max_length=40)] = ""
    phone: Phone | None = None
    other_id: UUID | None = None


class RevealForm(Body):
    reason: Reason


class LinkOut(Out):
    """`name` is empty once it has ended; `actions` is what the reader may do now."""

    id: UUID
    kind: LinkKind
    status: State
    name: str
    phone: str
    since: date | None
    asked_at: datetime
    consent: ConsentHow | None
    actions: list[Literal["invite", "end"]]


class InvitedOut(LinkOut):
    """With the invitation of seven days, told once: an address, and the same drawn."""

    link: str | None
    picture: str | None


class GrassrootsOut(Out):
    id: UUID
    name: str
    title: str


class ContactsOut(Out):
    """A deputy's own: how many count, how many the rule asks for, and whether they reported in."""

    kind: LinkKind
    counted: int
    least: int
    items: list[LinkOut]
    arrived_on: date | None


class ContactAskedOut(Out):
    """Who asks, as anybody may know them."""

    deputy: str
    title: str
    constituency: str


class ReadOut(Out):
    """Somebody of the station opened one's name and phone."""

    at: datetime
    by: str
    reason: str


class MineOut(Out):
    """From the other side: who stays in touch with me, what is kept of me, and what waits for my word."""

    id: UUID
    status: State
    deputy: str
    title: str
    name: str
    phone: str
    since: date | None
    questions_id: UUID | None
    identity_reads: list[ReadOut]
    actions: list[Literal["answer", "end"]]


class DiaryOut(Out):
    id: UUID
    on: date
    who: str
    said: str
    promised: str
    follow_up: str
    link_id: UUID | None
    is_on_file: bool
    message_id: UUID | None
    answers: ThreeOut | None


class ThreeOut(Out):
    who: str
    need: str
    idea: str
    effect: Effect
    answered_at: datetime


class QuestionsOut(Out):
    """`told` counts in words; the answers stand in the order of time."""

    id: UUID
    sent_at: datetime
    open_until: date
    is_open: bool
    told: str
    answers: list[ThreeOut]


class ArrivalOut(Out):
    on: date


class HandedInOut(Out):
    """`number` and `pin` are what the person looks it up with; no PIN where it is in their own account."""

    message_id: UUID
    number: str
    pin: str | None


DiaryOut.model_rebuild()
