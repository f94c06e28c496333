"""A mediation, its parties with what each of them does until when, and what happened. Every word of it is sealed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Sequence, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.crypto import Sealed
from server.core.db import AreaCode, Base, Row, values_of
from server.mediation.life import Action, State

NUMBERS = Sequence("mediation_numbers", metadata=Base.metadata)
MARK = "9"
"""Numbers of mediations begin with it, so that a look-up number tells what it opens; no letter's day does."""


class Mediation(Row):
    """One dispute. Who opened it knows why, the office that it is there; the rest is the parties' and the mediator's."""

    __tablename__ = "mediations"
    __table_args__ = (
        CheckConstraint("status in ('signalled', 'dropped') or mediator_id is not null", name="mediator"),
        CheckConstraint("(agreed_at is not null) = (status in ('agreed', 'kept', 'broken'))", name="agreed"),
        CheckConstraint(
            "(agreed_at is null or revisit_on is not null)"
            " and (agreement_sealed is not null) = (revisit_on is not null)",
            name="agreement",
        ),
        CheckConstraint("(revisited_at is not null) = (status in ('kept', 'broken'))", name="revisited"),
        CheckConstraint("(go_to_sealed is not null) = (status = 'failed')", name="go_to"),
        Index("ix_mediations_area", "area_code", "status"),
        Index("ix_mediations_mediator", "mediator_id"),
        Index("ix_mediations_opener", "opener_id"),
        Index("ix_mediations_revisit", "revisit_on", postgresql_where="status = 'agreed'"),
        Index("uq_mediations_letter", "message_id", unique=True, postgresql_where="status <> 'dropped'"),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)
    area_code: Mapped[AreaCode]
    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id"))
    opener_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    opener: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[datetime]
    mediator_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    mediator: Mapped[str] = mapped_column(String(60), default="")
    status: Mapped[State] = mapped_column(values_of(State))
    why_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    agreement_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    revisit_on: Mapped[date | None]
    agreed_at: Mapped[datetime | None]
    revisited_at: Mapped[datetime | None]
    go_to_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    why = Sealed("why_sealed")
    agreement = Sealed("agreement_sealed")
    go_to = Sealed("go_to_sealed")


class Party(Row):
    """One side: an account, that of somebody without WeChat too, who then has a PIN."""

    __tablename__ = "mediation_parties"
    __table_args__ = (
        Index("uq_mediation_parties", "mediation_id", "position", unique=True),
        Index("uq_mediation_parties_once", "mediation_id", "account_id", unique=True),
    )

    mediation_id: Mapped[UUID] = mapped_column(ForeignKey("mediations.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    pin_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    duty_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    until: Mapped[date | None]
    agreed_at: Mapped[datetime | None]
    is_kept: Mapped[bool | None]
    """How this side answered when it was asked on the day of the revisit."""

    name = Sealed("name_sealed")
    duty = Sealed("duty_sealed")


class MediationStep(Row):
    """What happened, when, by whom. Added, never changed. A private one is the mediator's alone."""

    __tablename__ = "mediation_steps"

    mediation_id: Mapped[UUID] = mapped_column(ForeignKey("mediations.id"), index=True)
    action: Mapped[Action] = mapped_column(values_of(Action))
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    by: Mapped[str] = mapped_column(String(60))
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    is_private: Mapped[bool] = mapped_column(default=False)

    text = Sealed("text_sealed")
