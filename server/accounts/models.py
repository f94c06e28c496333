"""Accounts, what they may do where, their sessions, and one-time links."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.crypto import Sealed
from server.core.db import Base, Row, values_of
from server.core.permissions import Role


class Account(Row):
    """A person. `display_name` is what others may always see; name, phone, openid are sealed."""

    __tablename__ = "accounts"

    display_name: Mapped[str] = mapped_column(String(40), default="")
    username: Mapped[str | None] = mapped_column(String(60), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(160))
    name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True)
    """Only of who was written down at a counter: what people type in for themselves finds nobody."""
    openid_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    openid_index: Mapped[bytes | None] = mapped_column(LargeBinary(16), unique=True)
    otp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    otp_last_step: Mapped[int] = mapped_column(default=0)
    is_guest: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    name = Sealed("name_sealed")
    phone = Sealed("phone_sealed")
    openid = Sealed("openid_sealed")
    otp_secret = Sealed("otp_sealed")


class RoleGrant(Row):
    """A role with its scope, for a time. `subject_id` says whom it makes one: the deputy of a deputy's grant."""

    __tablename__ = "role_grants"
    __table_args__ = (Index("ix_role_grants_scope", "scope", "role"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    role: Mapped[Role] = mapped_column(values_of(Role))
    scope: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    since: Mapped[date]
    until: Mapped[date | None]
    delegated_by: Mapped[UUID | None]
    """The account that stands in for itself with this grant while it is away; such a grant always ends."""


class Session(Row):
    """A signed-in device. The token is random and kept only as its digest."""

    __tablename__ = "sessions"

    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    grant_id: Mapped[UUID] = mapped_column(ForeignKey("role_grants.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    device_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """The digest of the random mark that a phone or browser keeps for itself, so that a device can be blocked."""
    by_wechat: Mapped[bool] = mapped_column(default=False, server_default="false")
    """WeChat alone said who it is: what demands the second factor waits until it is given."""
    device: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """In words, as the person knows it: 电脑上的 Edge."""
    address: Mapped[str] = mapped_column(String(45), default="", server_default="")
    """From where, without its last part."""
    used_on: Mapped[date | None]


class DoorCode(Row):
    """What a console's door shows to be scanned: for one browser, for two minutes, used once."""

    __tablename__ = "door_codes"

    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    browser_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    """Of what only the browser holds that shows the code: nobody else is let in by it."""
    device: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(45))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    """The first who scanned it; nobody else can answer it."""
    answered_at: Mapped[datetime | None]
    is_confirmed: Mapped[bool | None]
    used_at: Mapped[datetime | None]


class LinkPurpose(StrEnum):
    BIND = "bind"
    RESET = "reset"
    ENROL = "enrol"


class OneTimeLink(Row):
    """Binds a WeChat person, sets password and second factor, or enrols the factor at the door. Used once."""

    __tablename__ = "one_time_links"

    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    purpose: Mapped[LinkPurpose] = mapped_column(values_of(LinkPurpose))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Appeal(StrEnum):
    NONE = "none"
    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"


class Block(Row):
    """An abuser may read but not write until `until`: the person, and the device when it is known. Never for good."""

    __tablename__ = "blocks"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    device_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    scope: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(60))
    by_account: Mapped[UUID]
    """Somebody else answers the appeal."""
    created_at: Mapped[datetime]
    until: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    appeal: Mapped[Appeal] = mapped_column(values_of(Appeal), default=Appeal.NONE)
    appeal_text: Mapped[str] = mapped_column(String(500), default="")
    appealed_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(200), default="")
    answered_at: Mapped[datetime | None]


class Closing(Base):
    """Somebody wants their account closed, and has a week to think again."""

    __tablename__ = "account_closings"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
