"""Somebody stands in for somebody who is away: the same role and scope, for a time that always ends (domain §4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from server.accounts import giving, places, queries, service
from server.accounts.models import Account, RoleGrant
from server.areas.queries import county_prefix
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from server.core.permissions import Role

LONGEST_DAYS = 60
STAFF = frozenset(giving.KINDS) - {Role.SYS_ADMIN}


@dataclass(frozen=True, slots=True)
class Delegation:
    """A grant with the two people it is about."""

    grant: RoleGrant
    principal: Account
    stand_in: Account


def listed(actor: Actor) -> list[Delegation]:
    """What one gave and what one was given, running or still to come, by their first day."""
    stand_in, principal = aliased(Account), aliased(Account)
    mine = or_(RoleGrant.delegated_by == actor.account_id, RoleGrant.account_id == actor.account_id)
    found = (
        select(RoleGrant, principal, stand_in)
        .join(principal, principal.id == RoleGrant.delegated_by)
        .join(stand_in, stand_in.id == RoleGrant.account_id)
        .where(mine, RoleGrant.until >= clock.today())
        .order_by(RoleGrant.since, RoleGrant.id)
    )
    return [Delegation(*row) for row in db.session.execute(found)]


def may_delegate(actor: Actor) -> bool:
    """Whether the identity in use is the person's own: what was lent is not lent on."""
    return queries.grant_in_use(actor).delegated_by is None


def delegate(actor: Actor, *, username: str, since: date, until: date) -> RoleGrant:
    """Lend one's current role to a colleague of the same county. Raises for a loan of a loan, a bad time, a stranger."""
    own = queries.grant_in_use(actor)
    if own.delegated_by is not None:
        raise Forbidden("delegation.passed_on", "这个身份是别人请您代的，不能再转给第三个人。")
    _refuse_time(own, since, until)
    stand_in = _stand_in(actor, username)
    _refuse_twice(own, stand_in, since, until)
    given = service.grant(stand_in, own.role, own.scope)
    given.since, given.until, given.delegated_by = since, until, actor.own_id()
    audit.record(
        actor, "delegation.make", "account", stand_in.id, f"{own.role.value} {own.scope} {since} {until}"
    )
    db.session.flush()
    outbox.publish("delegation.made", grant_id=given.id)
    return given


def _refuse_time(own: RoleGrant, since: date, until: date) -> None:
    if since < clock.today() or until < since:
        raise InvalidInput("delegation.time", "日子不对。", fields={"until": "从今天或以后开始，到哪天要写"})
    if (until - since).days >= LONGEST_DAYS:
        raise InvalidInput(
            "delegation.too_long",
            "代理最长 60 天。",
            fields={"until": "选 60 天以内的一天；更久的请上一级换人"},
        )
    if own.until and until > own.until:
        raise InvalidInput("delegation.time", "您的身份先到期。", fields={"until": f"最晚到 {own.until}"})


def _stand_in(actor: Actor, username: str) -> Account:
    """A colleague with a role in the same county; anybody else looks like nobody."""
    account = queries.by_username(username)
    unknown = InvalidInput(
        "delegation.who", "没有这位同事。", fields={"username": "填本区县一位工作人员的账号名"}
    )
    here = _county(actor.scope)
    if account is None or not here or here not in map(_county, _scopes(account)):
        raise unknown
    if account.id == actor.account_id:
        raise InvalidInput("delegation.who", "不能请自己代理。", fields={"username": "填另一位同事的账号名"})
    return account


def _scopes(account: Account) -> list[str]:
    return [held.scope for held in queries.grants(account.id) if held.role in STAFF]


def _county(scope: str) -> str:
    """The county a scope lies in; a wider area is its own. Nothing for a place that is none."""
    code = places.known().code(scope) or ""
    is_area = bool(code) and scope.startswith("area:")
    return county_prefix(scope.partition(":")[2] if is_area else code)


def _refuse_twice(own: RoleGrant, stand_in: Account, since: date, until: date) -> None:
    same = select(RoleGrant).where(
        RoleGrant.role == own.role,
        RoleGrant.scope == own.scope,
        RoleGrant.since <= until,
        queries.not_over(since),
    )
    if db.session.scalars(same.where(RoleGrant.account_id == stand_in.id)).first():
        raise Conflict("delegation.same", "这位同事那几天已经有同样的身份，不用代。")
    if db.session.scalars(same.where(RoleGrant.delegated_by == own.account_id)).first():
        raise Conflict("delegation.overlaps", "那几天已经请了人代。要换人，先把前一个结束。")


def finish(actor: Actor, grant_id: UUID) -> RoleGrant:
    """End it before its day: either of the two may. Raises NotFound for anybody else's."""
    mine = or_(RoleGrant.delegated_by == actor.account_id, RoleGrant.account_id == actor.account_id)
    found = select(RoleGrant).where(
        RoleGrant.id == grant_id,
        RoleGrant.delegated_by.is_not(None),
        RoleGrant.until >= clock.today(),
        mine,
    )
    given = db.session.scalar(found.with_for_update())
    if given is None:
        raise NotFound
    giving.end(given)
    audit.record(actor, "delegation.end", "account", given.account_id, f"{given.role.value} {given.scope}")
    outbox.publish("delegation.ended", grant_id=given.id, by=actor.own_id())
    return given
