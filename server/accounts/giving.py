"""Who may give whom which role, and where: one table. A role is taken away with its sessions, at once (domain §4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, Update, delete, select, update

from server.accounts import places, queries, service
from server.accounts.models import Account, RoleGrant, Session
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from server.core.permissions import Role

_STATION = frozenset({Role.LIAISON, Role.STATION_HEAD})

GIVES: dict[Role, frozenset[Role]] = {
    # deputies are bound by invitation, residents come by themselves
    Role.SYS_ADMIN: _STATION
    | {
        Role.STREET_NPC,
        Role.NPC_STAFF,
        Role.NPC_LEADER,
        Role.GOV_DISPATCHER,
        Role.CPPCC_STAFF,
        Role.HANDLER,
        Role.HANDLER_LEAD,
        Role.SYS_ADMIN,
    },
    Role.NPC_STAFF: _STATION,
    Role.STREET_NPC: _STATION,
    Role.HANDLER_LEAD: frozenset({Role.HANDLER}),
}
"""Role → the roles it gives, always inside its own scope."""

KINDS = {
    Role.LIAISON: "station",
    Role.STATION_HEAD: "station",
    Role.STREET_NPC: "area",
    Role.NPC_STAFF: "area",
    Role.NPC_LEADER: "area",
    Role.GOV_DISPATCHER: "area",
    Role.CPPCC_STAFF: "area",
    Role.HANDLER: "department",
    Role.HANDLER_LEAD: "department",
    Role.SYS_ADMIN: "self",
}
"""What a role's scope is made of."""
AREA_DIGITS = {
    Role.STREET_NPC: {9},
    Role.NPC_STAFF: {2, 4, 6},
    Role.NPC_LEADER: {2, 4, 6},
    Role.GOV_DISPATCHER: {4, 6},
    Role.CPPCC_STAFF: {4, 6},
}


@dataclass(frozen=True, slots=True)
class Gift:
    """A role to be given: where, and until when if it ends."""

    role: Role
    scope: str
    until: date | None = None


def gives(actor: Actor) -> list[Role]:
    """In the order in which roles are listed."""
    return [role for role in Role if role in GIVES.get(actor.role, ())]


def visible_to(actor: Actor) -> Select[Account]:
    """Accounts of colleagues: all for the administrator; otherwise who holds, or held, a role one may give."""
    staff = select(Account).where(Account.username.is_not(None))
    if actor.role is Role.SYS_ADMIN:
        return staff
    return staff.where(Account.id.in_(_holders(actor)))


def _holders(actor: Actor) -> Select[UUID]:
    holders = select(RoleGrant.account_id).where(RoleGrant.role.in_(GIVES.get(actor.role, ())))
    if actor.area_prefix is None:
        return holders.where(RoleGrant.scope == actor.scope)
    return holders.where(RoleGrant.scope.in_(places.known().inside("station", actor.area_prefix)))


def colleague(actor: Actor, account_id: UUID) -> Account:
    """Raises NotFound for whoever is not in one's care."""
    found = visible_to(actor).where(Account.id == account_id).with_for_update()
    account = db.session.scalar(found)
    if account is None:
        raise NotFound
    return account


def may_give(actor: Actor, role: Role, scope: str) -> bool:
    if role not in GIVES.get(actor.role, ()):
        return False
    if actor.role is Role.SYS_ADMIN or actor.scope == scope:
        return True
    code = places.known().code(scope)
    return bool(actor.area_prefix and code and code.startswith(actor.area_prefix))


def choices(actor: Actor, role: Role, words: str) -> list[places.Place]:
    """Places at which `role` may be given, by words in their names; at most fifty."""
    if role not in GIVES.get(actor.role, ()):
        return []
    if actor.area_prefix is None and actor.role is not Role.SYS_ADMIN:
        return [places.Place(actor.scope, places.known().words([actor.scope])[actor.scope])]
    if KINDS[role] == "self":
        return [places.Place("self", "平台")]
    found = places.known().find(KINDS[role], actor.area_prefix or "", words)
    return [place for place in found if _fits(role, place.scope)]


def _fits(role: Role, scope: str) -> bool:
    kind, _, value = scope.partition(":")
    return kind == KINDS.get(role) and len(value) in AREA_DIGITS.get(role, {len(value)})


def open_account(
    actor: Actor, *, username: str, display_name: str, gift: Gift
) -> tuple[Account, str, datetime]:
    """A new colleague with a first role, and the one-time link by which they set their own password."""
    taken = select(Account.id).where(Account.username == username)
    if db.session.scalar(taken) is not None:
        raise InvalidInput(
            "account.username_taken", "这个账号名有人用了。", fields={"username": "换一个账号名"}
        )
    account = service.create_account(display_name=display_name, username=username)
    db.session.flush()
    audit.record(actor, "account.open", "account", account.id, username)
    give(actor, account, gift)
    token, expires_at = service.make_invitation(actor, account)
    return account, token, expires_at


def invite(actor: Actor, account: Account) -> tuple[str, datetime]:
    """A new link for a colleague who has not set a password yet; only where every role of theirs is one's to give."""
    if not all(may_give(actor, given.role, given.scope) for given in queries.grants(account.id)):
        raise Forbidden("role.not_yours_to_give", "这个账号还有别的身份，请系统管理员来办。")
    return service.make_invitation(actor, account)


def give(actor: Actor, account: Account, gift: Gift) -> RoleGrant:
    """Raises Forbidden for a role or place not one's own to give, Conflict when it is held already."""
    _refuse_oneself(actor, account)
    _refuse_place(actor, gift)
    if gift.until and gift.until < clock.today():
        raise InvalidInput("role.until", "到期日已经过了。", fields={"until": "选今天或以后的一天"})
    if any(given.role is gift.role and given.scope == gift.scope for given in coming(account.id)):
        raise Conflict("role.held", "已经有这个身份了，不用再给。")
    given = service.grant(account, gift.role, gift.scope)
    given.until = gift.until
    _note(actor, "role.give", given)
    outbox.publish("role.given", grant_id=given.id)
    return given


def _refuse_oneself(actor: Actor, account: Account) -> None:
    if actor.account_id == account.id:
        raise Forbidden("account.not_yourself", "自己的身份要请别人来给、来收。")


def _refuse_place(actor: Actor, gift: Gift) -> None:
    known = gift.scope == "self" or places.known().code(gift.scope) is not None
    if not _fits(gift.role, gift.scope) or not known:
        raise InvalidInput("role.place", "这个身份不能放在这里。", fields={"scope": "从名单里选一个地方"})
    if not may_give(actor, gift.role, gift.scope):
        raise Forbidden("role.not_yours_to_give", "您不能给这个身份，请上一级人大或系统管理员来给。")


def coming(account_id: UUID) -> list[RoleGrant]:
    """Grants in force today or beginning later."""
    found = select(RoleGrant).where(RoleGrant.account_id == account_id, queries.not_over(clock.today()))
    return sorted(
        db.session.scalars(found), key=lambda held: (queries.ORDER.index(held.role), held.scope, held.since)
    )


def grant_of(actor: Actor, account: Account, grant_id: UUID) -> RoleGrant:
    """A grant of this account that one may take away. Raises NotFound, or Forbidden for one above oneself."""
    found = select(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.account_id == account.id)
    given = db.session.scalar(found.with_for_update())
    if given is None:
        raise NotFound
    _refuse_oneself(actor, account)
    if not may_give(actor, given.role, given.scope):
        raise Forbidden("role.not_yours_to_give", "这个身份不归您管，请上一级人大或系统管理员来办。")
    return given


def end_on(actor: Actor, given: RoleGrant, until: date) -> None:
    """Let a role end with that day, today at the earliest; a stand-in never stays longer than was said."""
    if until < clock.today() or (given.delegated_by and given.until and until > given.until):
        raise InvalidInput(
            "role.until", "到期日不对。", fields={"until": "选今天或以后的一天；代理的不能延长"}
        )
    given.until = until
    db.session.execute(_stand_ins(given).where(RoleGrant.until > until).values(until=until))
    _note(actor, "role.until", given)


def take_away(actor: Actor, given: RoleGrant) -> None:
    """From this moment: the sessions that use it end in the same transaction, and so does who stands in with it."""
    end(given)
    _note(actor, "role.take", given)
    outbox.publish("role.taken", grant_id=given.id)


def end(given: RoleGrant) -> None:
    """The grant and those who stand in with it were in force until yesterday; their sessions are gone."""
    yesterday = clock.today() - timedelta(days=1)
    db.session.flush()
    stand_ins = db.session.scalars(_stand_ins(given).values(until=yesterday).returning(RoleGrant.id)).all()
    given.until = yesterday
    db.session.execute(delete(Session).where(Session.grant_id.in_([given.id, *stand_ins])))


def _stand_ins(given: RoleGrant) -> Update:
    return update(RoleGrant).where(
        RoleGrant.delegated_by == given.account_id,
        RoleGrant.role == given.role,
        RoleGrant.scope == given.scope,
        RoleGrant.until >= clock.today(),
    )


def _note(actor: Actor, action: str, given: RoleGrant) -> None:
    until = f" {given.until}" if given.until else ""
    audit.record(actor, action, "account", given.account_id, f"{given.role.value} {given.scope}{until}")
