"""Sessions and accounts as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.accounts.models import Account, Appeal, Block, Closing, DoorCode, RoleGrant
from server.accounts.service import SignedIn
from server.core import clock
from server.core.http import Out
from server.core.parsing import Body
from server.core.permissions import ROLE_NAMES, Role
from server.core.text import Text, Words

Token = Annotated[str, Field(min_length=1, max_length=200)]


class SignIn(Body):
    """One of four ways: WeChat, password, guest, number and PIN."""

    wechat_code: Token | None = None
    username: Annotated[Text, Field(min_length=1, max_length=60)] | None = None
    password: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    otp: Annotated[str, Field(max_length=10)] | None = None
    guest: bool = False
    number: Annotated[Text, Field(max_length=20)] | None = None
    pin: Annotated[Text, Field(max_length=12)] | None = None


class ProveFactor(Body):
    """What the authenticator on the phone shows now."""

    otp: Annotated[Text, Field(min_length=1, max_length=10)]


class Bind(Body):
    invitation: Token
    wechat_code: Token


class Identity(Body):
    role: Role
    scope: Annotated[str, Field(max_length=60)]


class DescribeSelf(Body):
    name: Annotated[Text, Field(max_length=20)] | None = None
    phone: Annotated[Text, Field(pattern=r"^$|^\+?\d[\d -]{6,18}\d$")] | None = None


class GivePhone(Body):
    """What WeChat's phone button gave: one use, five minutes."""

    code: Token


class SelfOut(Out):
    name: str
    phone: str

    @classmethod
    def of(cls, account: Account) -> SelfOut:
        return cls(name=account.name, phone=account.phone)


class RoleOut(Out):
    role: Role
    role_name: str
    scope: str

    @classmethod
    def of(cls, grant: RoleGrant) -> RoleOut:
        return cls(role=grant.role, role_name=ROLE_NAMES[grant.role], scope=grant.scope)


class AccountOut(Out):
    id: UUID
    name: str
    roles: list[RoleOut]
    current: RoleOut
    deputy_id: UUID | None
    station_id: UUID | None
    is_guest: bool

    @classmethod
    def of(cls, account: Account, grants: list[RoleGrant]) -> AccountOut:
        """`grants` begin with the current one."""
        first = grants[0]
        station = first.scope.partition("station:")[2]
        return cls(
            id=account.id,
            name=account.display_name or account.name,
            roles=[RoleOut.of(given) for given in grants],
            current=RoleOut.of(first),
            deputy_id=first.subject_id if first.role in (Role.DEPUTY, Role.FORMER_DEPUTY) else None,
            station_id=UUID(station) if station else None,
            is_guest=account.is_guest,
        )


class SessionOut(Out):
    token: str
    expires_at: datetime
    account: AccountOut

    @classmethod
    def of(cls, signed_in: SignedIn) -> SessionOut:
        account = AccountOut.of(signed_in.account, signed_in.grants)
        return cls(token=signed_in.token, expires_at=signed_in.session.expires_at, account=account)


class CurrentOut(Out):
    account: AccountOut


class AppealBlock(Body):
    text: Annotated[Words, Field(min_length=5, max_length=500)]


class BlockOut(Out):
    id: UUID
    until: datetime
    reason: str
    appeal: Appeal
    appeal_text: str
    answer: str

    @classmethod
    def of(cls, block: Block) -> BlockOut:
        return cls(
            id=block.id,
            until=block.until,
            reason=block.reason,
            appeal=block.appeal,
            appeal_text=block.appeal_text,
            answer=block.answer,
        )


class OwnBlockOut(Out):
    """`block` is null for whoever may write."""

    block: BlockOut | None

    @classmethod
    def of(cls, block: Block | None) -> OwnBlockOut:
        return cls(block=BlockOut.of(block) if block else None)


class CloseAccount(Body):
    """Said in so many words, so that nobody closes an account by a slip."""

    sure: Literal[True]


class ClosingOut(Out):
    """`due_at` is null while nobody asked."""

    due_at: datetime | None

    @classmethod
    def of(cls, closing: Closing | None) -> ClosingOut:
        return cls(due_at=clock.local(closing.due_at) if closing else None)


class ScanDoor(Body):
    code: Annotated[str, Field(min_length=20, max_length=64)]


class AnswerDoor(ScanDoor):
    is_confirmed: bool


class DoorOut(Out):
    """The console that waits: `name` is whose account would be signed in."""

    name: str
    device: str
    address: str
    shown_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, door: DoorCode, account: Account) -> DoorOut:
        return cls(
            name=account.display_name,
            device=door.device,
            address=door.address,
            shown_at=clock.local(door.created_at),
            expires_at=clock.local(door.expires_at),
        )
