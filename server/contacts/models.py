"""Whom a deputy stays in touch with, visits, the three questions, and reporting in. What people said is sealed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.contacts.life import State
from server.core.crypto import Sealed
from server.core.db import AreaCode, Base, Row, values_of


class LinkKind(StrEnum):
    """With whom: a voter for who was elected directly, a grassroots deputy for the others (R4-09)."""

    VOTER = "voter"
    DEPUTY = "deputy"


class ConsentHow(StrEnum):
    PHONE = "phone"
    COUNTER = "counter"


class ContactLink(Row):
    """A deputy and one person. It counts only while that person has agreed; `account_id` is theirs."""

    __tablename__ = "contact_links"
    __table_args__ = (
        CheckConstraint("(kind = 'deputy') = (with_deputy_id is not null)", name="whom"),
        CheckConstraint("with_deputy_id <> deputy_id", name="other"),
        CheckConstraint("status <> 'active' or (consent is not null and since is not null)", name="consent"),
        CheckConstraint("(ended_on is not null) = (status in ('declined', 'ended'))", name="ended"),
        CheckConstraint(
            "status in ('asked', 'active') or (name_sealed is null and phone_sealed is null)",
            name="forgotten",
        ),
        Index("ix_contact_links_deputy", "deputy_id", "status"),
        Index("ix_contact_links_account", "account_id"),
        Index(
            "uq_contact_links_account",
            "deputy_id",
            "account_id",
            unique=True,
            postgresql_where=text("status in ('asked', 'active') and account_id is not null"),
        ),
        Index(
            "uq_contact_links_deputy",
            "deputy_id",
            "with_deputy_id",
            unique=True,
            postgresql_where=text("status in ('asked', 'active')"),
        ),
    )

    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"))
    kind: Mapped[LinkKind] = mapped_column(values_of(LinkKind))
    status: Mapped[State] = mapped_column(values_of(State))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    with_deputy_id: Mapped[UUID | None] = mapped_column(ForeignKey("deputies.id"))
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    invitation_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    invited_until: Mapped[datetime | None]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(60))
    consent: Mapped[ConsentHow | None] = mapped_column(values_of(ConsentHow))
    consent_by: Mapped[str] = mapped_column(String(60), default="")
    """Who said yes, or who noted that it was said."""
    since: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_by: Mapped[str] = mapped_column(String(60), default="")

    name = Sealed("name_sealed")
    phone = Sealed("phone_sealed")


class DiaryEntry(Row):
    """One entry of the diary (R1-08): five fields, and all that is written in them is the deputy's alone."""

    __tablename__ = "contact_visits"
    __table_args__ = (Index("ix_contact_visits_deputy", "deputy_id", "on"),)

    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"))
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact_links.id"))
    on: Mapped[date]
    who_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    said_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    promised_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    follow_up_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    duty_id: Mapped[UUID | None] = mapped_column(ForeignKey("duties.id"))
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id"))
    """The matter that was heard, written down on behalf of whoever said it (R2-22)."""
    recorded_at: Mapped[datetime]

    who = Sealed("who_sealed")
    said = Sealed("said_sealed")
    promised = Sealed("promised_sealed")
    follow_up = Sealed("follow_up_sealed")


class ThreeQuestions(Row):
    """代表三问, sent once to the voters whom the deputy is in touch with (R1-08)."""

    __tablename__ = "contact_questions"
    __table_args__ = (Index("ix_contact_questions_deputy", "deputy_id", "sent_at"),)

    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"))
    sent_at: Mapped[datetime]
    sent_to: Mapped[int]
    open_until: Mapped[date]


class Effect(StrEnum):
    """问效: how it went with what was said before."""

    SOLVED = "solved"
    MOVING = "moving"
    STILL = "still"
    FIRST = "first"


class ThreeAnswers(Row):
    """One person's three answers: to what was sent, or said on a visit."""

    __tablename__ = "contact_answers"
    __table_args__ = (
        CheckConstraint("(questions_id is null) <> (visit_id is null)", name="cause"),
        Index("uq_contact_answers", "questions_id", "link_id", unique=True),
    )

    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"), index=True)
    questions_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact_questions.id"))
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact_visits.id"), unique=True)
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("contact_links.id"))
    need_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    idea_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    effect: Mapped[Effect] = mapped_column(values_of(Effect))
    answered_at: Mapped[datetime]

    need = Sealed("need_sealed")
    idea = Sealed("idea_sealed")


class Arrival(Base):
    """报到 (R2-04): the deputy has reported in at the constituency, once in a term."""

    __tablename__ = "contact_arrivals"

    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"), primary_key=True)
    term_from: Mapped[date] = mapped_column(primary_key=True)
    on: Mapped[date]
    area_code: Mapped[AreaCode]
    recorded_by: Mapped[str] = mapped_column(String(60))
