"""What the console's forms about roles, stand-ins and blocks bring, and what their pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import select

from server.accounts import delegations, giving, places, queries
from server.accounts.giving import Gift
from server.accounts.models import Account, RoleGrant
from server.accounts.places import Place
from server.core import clock
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db
from server.core.parsing import Body, Query
from server.core.permissions import Permission, Role
from server.core.text import Reason, Text

Username = Annotated[Text, Field(pattern=r"^[a-z][a-z0-9._-]{2,29}$")]
Name = Annotated[Text, Field(min_length=1, max_length=40)]
REMEMBERED = 20


class FindPlace(Query):
    """Which role is to be given, and words in the name of the place."""

    role: Role | None = None
    q: Annotated[Text, Field(max_length=40)] = ""


class GiftForm(Body):
    role: Role
    scope: Annotated[str, Field(max_length=60)]
    until: date | None = None

    @property
    def gift(self) -> Gift:
        return Gift(self.role, self.scope, self.until)


class OpenForm(GiftForm):
    username: Username
    display_name: Name


class UntilForm(Body):
    until: date


class DelegateForm(Body):
    username: Annotated[Text, Field(min_length=1, max_length=60)]
    since: date
    until: date


class BlockForm(Body):
    reason: Reason
    until: date
    also_device: Literal["on"] | None = None

    @property
    def ends_at(self) -> datetime:
        """The end of that day."""
        return datetime.combine(self.until, time(23, 59, 59), clock.ZONE)


class AnswerForm(Body):
    granted: Literal["yes", "no"]
    text: Reason


@dataclass(frozen=True, slots=True)
class Held:
    """A grant on the page of its account; `is_mine` says whether it may be taken away here."""

    grant: RoleGrant
    place: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """A colleague's account with all that is to be known about it."""

    account: Account
    held: list[Held]
    ended: list[Held]
    history: list[AuditEntry]


@dataclass(frozen=True, slots=True)
class Choice:
    """The roles one may give, the one that is chosen, and the places where it may lie."""

    roles: list[Role]
    role: Role | None
    q: str
    places: list[Place]


def choice(actor: Actor, find: FindPlace) -> Choice:
    roles = giving.gives(actor)
    role = find.role if find.role in roles else roles[0] if len(roles) == 1 else None
    return Choice(roles, role, find.q, giving.choices(actor, role, find.q) if role else [])


def dossier(actor: Actor, account: Account) -> Dossier:
    held, ended = giving.coming(account.id), _ended(account)
    words = places.known().words(given.scope for given in [*held, *ended])
    return Dossier(
        account,
        [Held(given, words[given.scope], _is_mine(actor, given)) for given in held],
        [Held(given, words[given.scope], False) for given in ended],
        _history(account),
    )


def _ended(account: Account) -> list[RoleGrant]:
    over = select(RoleGrant).where(RoleGrant.account_id == account.id, RoleGrant.until < clock.today())
    return list(db.session.scalars(over.order_by(RoleGrant.until.desc(), RoleGrant.id).limit(REMEMBERED)))


def _history(account: Account) -> list[AuditEntry]:
    about = select(AuditEntry).where(
        AuditEntry.subject_type == "account", AuditEntry.subject_id == account.id
    )
    newest = about.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(REMEMBERED)
    return list(db.session.scalars(newest))


def _is_mine(actor: Actor, given: RoleGrant) -> bool:
    return given.account_id != actor.account_id and giving.may_give(actor, given.role, given.scope)


@dataclass(frozen=True, slots=True)
class Cover:
    """The page of standing in: what runs or is to come, where, and whom one may ask."""

    lines: list[delegations.Delegation]
    where: dict[str, str]
    may_ask: bool
    colleagues: list[Account]


def cover(actor: Actor) -> Cover:
    lines = delegations.listed(actor)
    where = places.known().words([actor.scope, *(line.grant.scope for line in lines)])
    may_ask = actor.may(Permission.DELEGATION_CREATE) and delegations.may_delegate(actor)
    return Cover(lines, where, may_ask, _colleagues(actor) if may_ask else [])


def _colleagues(actor: Actor) -> list[Account]:
    """Who held a role at the same place and is still somebody today, by user name: the likeliest stand-ins."""
    holders = select(RoleGrant.account_id)
    found = select(Account).where(
        Account.username.is_not(None),
        Account.disabled_at.is_(None),
        Account.id != actor.account_id,
        Account.id.in_(holders.where(RoleGrant.scope == actor.scope)),
        Account.id.in_(holders.where(queries.held_on(clock.today()))),
    )
    return list(db.session.scalars(found.order_by(Account.username)))
