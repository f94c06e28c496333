"""Finding accounts, grants and sessions."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BindParameter,
    ColumnElement,
    Date,
    Select,
    String,
    Uuid,
    and_,
    any_,
    bindparam,
    false,
    or_,
    select,
    update,
)

from server.accounts.models import Account, Block, LinkPurpose, OneTimeLink, RoleGrant, Session
from server.core import clock, crypto
from server.core.actor import Actor
from server.core.db import READING, Question, db
from server.core.errors import Gone, NotFound
from server.core.factor import SECOND_FACTOR
from server.core.permissions import Permission, Role

# who signs in with several roles begins as the first of these
ORDER = (
    Role.SYS_ADMIN,
    Role.NPC_STAFF,
    Role.NPC_LEADER,
    Role.GOV_DISPATCHER,
    Role.CPPCC_STAFF,
    Role.STREET_NPC,
    Role.STATION_HEAD,
    Role.LIAISON,
    Role.HANDLER_LEAD,
    Role.HANDLER,
    Role.DEPUTY,
    Role.FORMER_DEPUTY,
    Role.RESIDENT,
)


def visible_to(actor: Actor) -> Select[Account]:
    """Accounts an actor may manage: all for the administrator, otherwise the own one."""
    if actor.role is Role.SYS_ADMIN:
        return select(Account).where(Account.username.is_not(None))
    return select(Account).where(Account.id == actor.account_id) if actor.account_id else _none()


def _none() -> Select[Account]:
    return select(Account).where(false())


def managed(actor: Actor, account_id: UUID) -> Account:
    account = db.session.scalar(visible_to(actor).where(Account.id == account_id))
    if account is None:
        raise NotFound
    return account


def own(actor: Actor) -> Account:
    return db.session.get_one(Account, actor.own_id())


def openid_of(actor: Actor) -> str:
    """The actor's WeChat, asked apart from any transaction; empty where there is none."""
    row = _OWN_OPENID.first(account_id=actor.own_id())
    sealed = row.openid_sealed if row else None
    return crypto.ring().open(bytes(sealed), f"accounts|openid_sealed|{actor.own_id()}") if sealed else ""


_OWN_OPENID = Question(
    select(Account.openid_sealed).where(Account.id == bindparam("account_id", type_=Uuid()))
)


def by_openid(openid: str) -> Account | None:
    index = crypto.ring().index("openid", openid)
    return db.session.scalar(
        select(Account).where(Account.openid_index == index, Account.disabled_at.is_(None))
    )


def by_username(username: str) -> Account | None:
    found = select(Account).where(Account.username == username, Account.disabled_at.is_(None))
    return db.session.scalar(found)


def not_over(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Grants that hold on a day, or begin later: the last day counts."""
    return or_(RoleGrant.until.is_(None), RoleGrant.until >= day)


def held_on(day: date) -> ColumnElement[bool]:
    """Grants in force on a day."""
    return and_(RoleGrant.since <= day, not_over(day))


def grants(account_id: UUID) -> list[RoleGrant]:
    """Grants in force today, in the order in which a person with several begins."""
    in_force = select(RoleGrant).where(RoleGrant.account_id == account_id, held_on(clock.today()))
    return sorted(db.session.scalars(in_force), key=lambda grant: (ORDER.index(grant.role), grant.scope))


def grant_in_use(actor: Actor) -> RoleGrant:
    """The very grant of the current identity: who stands in for somebody does it with that one."""
    found = select(RoleGrant).join(Session, Session.grant_id == RoleGrant.id)
    return db.session.scalars(found.where(Session.id == actor.session_id)).one()


def account_of(*roles: Role, scope: str | None = None, subject_id: UUID | None = None) -> list[UUID]:
    """Accounts that hold one of `roles` for a scope or a subject today: whom to tell."""
    where = {"scope": scope} if scope else {}
    whose = {"subject_id": subject_id} if subject_id else {}
    given = {"roles": [role.value for role in roles], "today": clock.today(), **where, **whose}
    return list(db.session.scalars(_holders(by_scope=bool(where), by_subject=bool(whose)), given))


@lru_cache(maxsize=4)
def _holders(*, by_scope: bool, by_subject: bool) -> Select[UUID]:
    """Every notice asks this: put together once, not each time."""
    today: BindParameter[date] = bindparam("today", type_=Date)
    is_one = RoleGrant.role == any_(bindparam("roles", type_=ARRAY(String)))
    found = select(RoleGrant.account_id).where(is_one, RoleGrant.since <= today, not_over(today))
    found = found.where(RoleGrant.scope == bindparam("scope")) if by_scope else found
    found = found.where(RoleGrant.subject_id == bindparam("subject_id")) if by_subject else found
    return found.distinct()


# every request of somebody signed in asks this: put together once, not each time
_BEHIND_TOKEN = (
    select(
        Session.id,
        Session.account_id,
        RoleGrant.role,
        RoleGrant.scope,
        RoleGrant.subject_id,
        Account.display_name,
        Account.is_guest,
        Session.by_wechat,
        Session.used_on,
    )
    .join(Account, Account.id == Session.account_id)
    .join(RoleGrant, RoleGrant.id == Session.grant_id)
    .where(
        Session.token_digest == bindparam("digest"),
        Session.expires_at > bindparam("now"),
        Account.disabled_at.is_(None),
        not_over(bindparam("today")),
    )
)


STOPPED = frozenset({Permission.MESSAGE_SUBMIT, Permission.UPLOAD_CREATE})
"""What somebody who is blocked may not do meanwhile; reading and rating stay."""

_BLOCK = (
    select(Block.id)
    .where(
        Block.lifted_at.is_(None),
        Block.until > bindparam("now"),
        or_(Block.account_id == Session.account_id, Block.device_digest == Session.device_digest),
    )
    .order_by(Block.until.desc())
    .limit(1)
    .correlate(Session)
    .scalar_subquery()
)
_WHO = Question(_BEHIND_TOKEN)
_WHO_WRITES = Question(_BEHIND_TOKEN.add_columns(_BLOCK.label("block_id")))


def actor_of(token: str, permission: Permission) -> Actor | None:
    """The actor behind a session token, in one statement; None when it ended or the role was taken away."""
    writes = permission in STOPPED
    now = clock.now()
    who = _WHO_WRITES if writes else _WHO
    row = who.first(digest=crypto.digest(token), now=now, today=now.date())
    if row is None:
        return None
    if row.used_on != now.date():
        _use_today(row.id, now.date())
    return Actor(
        role=row.role,
        scope=row.scope,
        account_id=row.account_id,
        deputy_id=row.subject_id if row.role in (Role.DEPUTY, Role.FORMER_DEPUTY) else None,
        name=row.display_name,
        session_id=row.id,
        is_guest=row.is_guest,
        block_id=row.block_id if writes else None,
        lacks_factor=row.by_wechat and row.role in SECOND_FACTOR,
    )


def _use_today(session_id: UUID, today: date) -> None:
    """Once a day a session, apart from the request's own transaction."""
    with db.engines[READING].connect() as connection:
        connection.execute(update(Session).where(Session.id == session_id).values(used_on=today))


def link(token: str, purpose: LinkPurpose) -> OneTimeLink:
    """An unused link. Raises NotFound when it never was, Gone when it was used or is too old."""
    found = db.session.scalar(
        select(OneTimeLink)
        .where(OneTimeLink.token_digest == crypto.digest(token), OneTimeLink.purpose == purpose)
        .with_for_update()
    )
    if found is None:
        raise NotFound("link.unknown", "这个邀请不对，请向联络员再要一个。")
    if found.used_at or found.expires_at < clock.now():
        raise Gone("link.ended", "这个邀请已经用过或过期了，请向联络员再要一个。")
    return found
