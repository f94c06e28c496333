"""Signing in, being someone, binding a WeChat person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update

from server.accounts import queries
from server.accounts.models import Account, LinkPurpose, OneTimeLink, RoleGrant, Session
from server.core import audit, clock, crypto, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.core.factor import SECOND_FACTOR
from server.core.permissions import Role

RESIDENT_STAYS = timedelta(days=30)
STAFF_STAYS = timedelta(hours=8)
INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(hours=24)
ENROL_LASTS = timedelta(minutes=15)
MARK = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
"""128 random bits, as a phone writes them."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session. The token is told once and never stored."""

    token: str
    session: Session
    account: Account
    grants: list[RoleGrant]

    @property
    def actor(self) -> Actor:
        first = self.grants[0]
        return Actor(first.role, first.scope, self.account.id, name=self.account.display_name)


def create_account(
    *, display_name: str = "", username: str | None = None, openid: str | None = None, is_guest: bool = False
) -> Account:
    account = Account(
        display_name=display_name,
        username=username,
        is_guest=is_guest,
        created_at=clock.now(),
        otp_last_step=0,
    )
    if openid:
        _give_openid(account, openid)
    db.session.add(account)
    return account


def grant(account: Account, role: Role, scope: str, *, subject_id: UUID | None = None) -> RoleGrant:
    """Give a role from today on."""
    given = RoleGrant(
        account_id=account.id, role=role, scope=scope, subject_id=subject_id, since=clock.today()
    )
    db.session.add(given)
    return given


def start_session(account: Account, *, by_wechat: bool = False) -> SignedIn:
    """Open a session as the first of the account's roles. Raises Forbidden when it holds none any more."""
    db.session.flush()
    grants = queries.grants(account.id)
    if not grants:
        raise Forbidden("session.no_role", "这个账号现在没有职务，不能登录。请联系管理员。")
    token = crypto.token()
    stays = STAFF_STAYS if account.username else RESIDENT_STAYS
    session = Session(
        token_digest=crypto.digest(token),
        account_id=account.id,
        grant_id=grants[0].id,
        created_at=clock.now(),
        expires_at=clock.now() + stays,
        by_wechat=by_wechat,
        used_on=clock.today(),
    )
    db.session.add(session)
    return SignedIn(token, session, account, grants)


def mark_device(session: Session, mark: str | None) -> None:
    """Note which phone or browser this is, by the random mark it keeps for itself; anything else is not noted."""
    if mark and MARK.fullmatch(mark):
        session.device_digest = crypto.digest(mark.lower().replace("-", ""))


def note_place(session: Session, *, device: str, address: str) -> None:
    """So that the person knows it again in the list of where they are signed in."""
    session.device, session.address = device, address


def sign_in_wechat(openid: str) -> SignedIn:
    """A WeChat person, known or new. A new one is a resident."""
    return start_session(queries.by_openid(openid) or new_resident(openid=openid), by_wechat=True)


def sign_in_guest() -> SignedIn:
    """Somebody without an account; number and PIN are the key to what they write."""
    return start_session(new_resident(is_guest=True))


def new_resident(*, openid: str | None = None, is_guest: bool = False) -> Account:
    """Somebody who writes, and nothing else."""
    account = create_account(openid=openid, is_guest=is_guest)
    db.session.flush()
    grant(account, Role.RESIDENT, "self")
    return account


def switch_identity(actor: Actor, *, role: Role, scope: str) -> list[RoleGrant]:
    """Go on as another of one's own roles (domain §4.1: the current identity is explicit and logged)."""
    grants = queries.grants(actor.own_id())
    chosen = next((given for given in grants if given.role is role and given.scope == scope), None)
    if chosen is None:
        raise Forbidden("session.not_your_role", "您没有这个身份。")
    _refuse_without_factor(queries.own(actor), role)
    db.session.execute(update(Session).where(Session.id == actor.session_id).values(grant_id=chosen.id))
    audit.record(actor, "identity.switch", "role_grant", chosen.id, f"{role.value} {scope}")
    return [chosen, *(given for given in grants if given is not chosen)]


def _refuse_without_factor(account: Account, role: Role) -> None:
    """Who came in by a password alone does not slip into a role that demands more."""
    if role in SECOND_FACTOR and account.password_hash and not account.otp_sealed:
        raise Forbidden("session.otp_enrol", "这个身份要用手机验证器。请退出，再登录一次，按提示设好验证器。")


def sign_out(actor: Actor) -> None:
    db.session.execute(delete(Session).where(Session.id == actor.session_id))


def describe_self(actor: Actor, *, name: str | None, phone: str | None) -> Account:
    """How the person wants to be addressed and reached; empty text takes it back."""
    account = queries.own(actor)
    if name is not None:
        account.name = name
    if phone is not None:
        # what a counter was told is no longer so
        account.phone, account.phone_index = phone, None
    return account


def invite(actor: Actor, account: Account) -> tuple[str, datetime]:
    """A one-time invitation that binds a WeChat person to `account`; valid for seven days."""
    return _make_link(actor, account, LinkPurpose.BIND, INVITATION_LASTS)


def bind(invitation: str, openid: str) -> SignedIn:
    """Bind the WeChat person to the invited account. What they wrote before as a resident comes along.

    An account that had another WeChat changes to this one: the liaison's new invitation is the word
    for it, and whoever held the old phone is signed out.
    """
    link = queries.link(invitation, LinkPurpose.BIND)
    account = db.session.get_one(Account, link.account_id)
    before = queries.by_openid(openid)
    if before is not None and before.id != account.id:
        _merge(before, account)
    elif before is None and account.openid_index is not None:
        db.session.execute(delete(Session).where(Session.account_id == account.id))
    _give_openid(account, openid)
    link.used_at = clock.now()
    return start_session(account, by_wechat=True)


def _merge(before: Account, into: Account) -> None:
    """Grants, name and phone move over; other features move their rows when they hear of it.

    Raises InvalidInput when both accounts sign in by password: which of the two should go, a person says.
    """
    if before.username:
        raise InvalidInput(
            "binding.staff", "这个微信已经是一位工作人员的。请管理员把代表身份加到那个账号上。"
        )
    keeps = {(given.role, given.scope) for given in queries.grants(into.id)}
    for given in queries.grants(before.id):
        if (given.role, given.scope) not in keeps:
            given.account_id = into.id
    if before.name and not into.name:
        into.name = before.name
    if before.phone and not into.phone:
        into.phone = before.phone
    before.openid_sealed = before.openid_index = None
    before.disabled_at = clock.now()
    db.session.execute(delete(Session).where(Session.account_id == before.id))
    db.session.flush()
    outbox.publish("account.merged", account_id=before.id, into_id=into.id)


def _give_openid(account: Account, openid: str) -> None:
    account.openid = openid
    account.openid_index = crypto.ring().index("openid", openid)


def _make_link(
    actor: Actor | None, account: Account, purpose: LinkPurpose, lasts: timedelta
) -> tuple[str, datetime]:
    token = crypto.token(24)
    made = OneTimeLink(
        token_digest=crypto.digest(token),
        purpose=purpose,
        account_id=account.id,
        created_by=actor.account_id if actor else None,
        created_at=clock.now(),
        expires_at=clock.now() + lasts,
    )
    db.session.add(made)
    if actor is not None:
        audit.record(actor, f"link.{purpose.value}", "account", account.id)
    return token, made.expires_at


def make_enrol_link(account: Account) -> str:
    """For the few minutes between the right password and the first code of a new second factor."""
    return _make_link(None, account, LinkPurpose.ENROL, ENROL_LASTS)[0]


def make_invitation(actor: Actor, account: Account) -> tuple[str, datetime]:
    """The link by which a new colleague sets the first password. Raises Conflict when there is one already."""
    if account.password_hash:
        raise Conflict("account.has_password", "这个账号已经设过密码了。忘了密码，请管理员给一个重设的链接。")
    return _make_link(actor, account, LinkPurpose.RESET, INVITATION_LASTS)


def make_reset_link(actor: Actor | None, account: Account) -> tuple[str, datetime]:
    """A link by which `account` sets a new password and second factor. Not for oneself: another
    administrator gives it; only the very first comes from the command line (`actor` is None)."""
    if actor is not None and actor.account_id == account.id:
        raise Forbidden("account.not_yourself", "不能给自己重设，请另一位管理员来办。")
    return _make_link(actor, account, LinkPurpose.RESET, RESET_LASTS)
