"""Two doors: what is inside a mediation, for its parties and its mediator; that it is there, for who opened it and the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from server.accounts.models import Account, RoleGrant
from server.accounts.queries import held_on
from server.areas import offered
from server.areas.queries import town_prefix, within
from server.core import clock, crypto
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.mediation.life import BEFORE_PARTIES, Action, State
from server.mediation.models import Mediation, MediationStep, Party
from server.stations.models import Seat, Station

MEDIATORS = (Role.DEPUTY, Role.STATION_HEAD, Role.STREET_NPC)
OPENERS = (Role.LIAISON, Role.STATION_HEAD, Role.STREET_NPC)
PARTIES = (Role.RESIDENT, Role.DEPUTY, Role.FORMER_DEPUTY)
OFFICES = (Role.STREET_NPC, Role.NPC_STAFF, Role.NPC_LEADER)
PER_PAGE = 50
UNKNOWN = "没有找到这一件，可能是地址写错了，或不归您看。"


def visible_to(actor: Actor) -> Select[Mediation]:
    """What is inside: only one's own as a party, or as its mediator, whatever else one is (R1-18)."""
    mine: list[ColumnElement[bool]] = []
    if actor.role in MEDIATORS:
        mine.append(Mediation.mediator_id == actor.account_id)
    if actor.role in PARTIES:
        sides = select(Party.mediation_id).where(Party.account_id == actor.account_id)
        mine.append(and_(Mediation.id.in_(sides), Mediation.status.not_in(BEFORE_PARTIES)))
    return select(Mediation).where(or_(false(), *mine))


def known_to(actor: Actor) -> Select[Mediation]:
    """That there is one and how far it is: also for whoever opened it, and for the office of the area."""
    known: list[ColumnElement[bool]] = [Mediation.id.in_(visible_to(actor).with_only_columns(Mediation.id))]
    if actor.role in OPENERS:
        known.append(Mediation.opener_id == actor.account_id)
    if actor.role in OFFICES:
        known.append(within(Mediation.area_code, actor.area_prefix or "none"))
    return select(Mediation).where(or_(*known))


def get(actor: Actor, mediation_id: UUID) -> Mediation:
    """Raises NotFound for whatever is not one's own to read."""
    return _one(visible_to(actor).where(Mediation.id == mediation_id))


def get_for_update(actor: Actor, mediation_id: UUID) -> Mediation:
    return _one(visible_to(actor).where(Mediation.id == mediation_id).with_for_update())


def get_known(actor: Actor, mediation_id: UUID) -> Mediation:
    return _one(known_to(actor).where(Mediation.id == mediation_id))


def opened_for_update(actor: Actor, mediation_id: UUID) -> Mediation:
    """One that the actor opened, to choose its mediator or put it away."""
    own = select(Mediation).where(Mediation.opener_id == actor.account_id, Mediation.id == mediation_id)
    return _one(
        own.where(false() if actor.role not in OPENERS else Mediation.id.is_not(None)).with_for_update()
    )


def _one(found: Select[Mediation]) -> Mediation:
    mediation = db.session.scalar(found)
    if mediation is None:
        raise NotFound("mediation.unknown", UNKNOWN)
    return mediation


def listed(actor: Actor, number: int) -> list[Mediation]:
    """What one knows of, the latest first; one more than a page holds."""
    found = known_to(actor).order_by(Mediation.opened_at.desc(), Mediation.id)
    return list(db.session.scalars(found.offset((number - 1) * PER_PAGE).limit(PER_PAGE + 1)))


def own(actor: Actor) -> list[Mediation]:
    """Those in which one is a party, the latest first."""
    sides = select(Party.mediation_id).where(Party.account_id == actor.own_id())
    mine = visible_to(actor).where(Mediation.id.in_(sides))
    return list(db.session.scalars(mine.order_by(Mediation.opened_at.desc(), Mediation.id).limit(PER_PAGE)))


def conducted(actor: Actor) -> list[Mediation]:
    """Those that the actor conducts, the latest first."""
    mine = _conducts(actor).order_by(Mediation.opened_at.desc(), Mediation.id).limit(PER_PAGE)
    return list(db.session.scalars(mine))


def get_conducted(actor: Actor, mediation_id: UUID) -> Mediation:
    """Raises NotFound for whatever somebody else conducts, also where the actor is a side of it."""
    return _one(_conducts(actor).where(Mediation.id == mediation_id))


def conducted_for_update(actor: Actor, mediation_id: UUID) -> Mediation:
    return _one(_conducts(actor).where(Mediation.id == mediation_id).with_for_update())


def _conducts(actor: Actor) -> Select[Mediation]:
    return visible_to(actor).where(Mediation.mediator_id == actor.account_id)


def parties_of(mediation_id: UUID) -> list[Party]:
    found = select(Party).where(Party.mediation_id == mediation_id)
    return list(db.session.scalars(found.order_by(Party.position)))


def party_of(actor: Actor, mediation_id: UUID) -> Party | None:
    """The side that the actor is."""
    found = select(Party).where(Party.mediation_id == mediation_id, Party.account_id == actor.account_id)
    return db.session.scalar(found)


def sides_of(actor: Actor, ids: list[UUID]) -> dict[UUID, Party]:
    """The actor's own side of each of these."""
    found = select(Party).where(Party.mediation_id.in_(ids), Party.account_id == actor.account_id)
    return {party.mediation_id: party for party in db.session.scalars(found)}


def side(mediation_id: UUID, position: int) -> Party:
    found = select(Party).where(Party.mediation_id == mediation_id, Party.position == position)
    party = db.session.scalar(found)
    if party is None:
        raise NotFound("mediation.party_unknown", "没有这一方，请刷新再看。")
    return party


def phones_of(mediation_id: UUID) -> dict[int, str]:
    """Position → phone, of those who were written down with one: for the mediator, to call them."""
    found = select(Party.position, Account).join(Account, Account.id == Party.account_id)
    written = found.where(Party.mediation_id == mediation_id, Account.phone_index.is_not(None))
    return {position: account.phone for position, account in db.session.execute(written)}


def steps_of(mediation_id: UUID) -> list[MediationStep]:
    """What happened, the oldest first, the mediator's own notes among it."""
    return list(db.session.scalars(_steps(mediation_id)))


def shared_steps(mediation_id: UUID) -> list[MediationStep]:
    """What every party may read: neither notes nor why somebody else saw a signal."""
    shared = MediationStep.is_private.is_(False), MediationStep.action != Action.SIGNAL
    return list(db.session.scalars(_steps(mediation_id).where(*shared)))


def _steps(mediation_id: UUID) -> Select[MediationStep]:
    found = select(MediationStep).where(MediationStep.mediation_id == mediation_id)
    return found.order_by(MediationStep.at, MediationStep.id)


@dataclass(frozen=True, slots=True)
class Candidate:
    account_id: UUID
    title: str


def candidates(area_code: str) -> list[Candidate]:
    """Who may mediate in a town: its deputies, its heads of stations, its office; by role, then by pinyin."""
    inside = within(Station.area_code, town_prefix(area_code))
    heads = select(func.concat("station:", Station.id)).where(inside)
    seated = select(Seat.deputy_id).join(Station, Station.id == Seat.station_id).where(inside)
    fits = or_(
        and_(RoleGrant.role == Role.STREET_NPC, RoleGrant.scope == f"area:{town_prefix(area_code)}"),
        and_(RoleGrant.role == Role.STATION_HEAD, RoleGrant.scope.in_(heads)),
        and_(RoleGrant.role == Role.DEPUTY, RoleGrant.subject_id.in_(seated)),
    )
    found = select(Account.id, Account.display_name, RoleGrant.role).join(
        RoleGrant, RoleGrant.account_id == Account.id
    )
    rows = db.session.execute(
        found.where(fits, held_on(clock.today()), Account.disabled_at.is_(None))
        .distinct()
        .order_by(Account.display_name, Account.id)
    )
    ordered = sorted(rows, key=lambda row: MEDIATORS.index(row.role))
    return [Candidate(row.id, Actor(row.role, name=row.display_name).title) for row in ordered]


@dataclass(frozen=True, slots=True)
class Figures:
    """How many there are, how many of them came to an agreement, and of those due how many were visited again."""

    all: int
    running: int
    settled: int
    due: int
    revisited: int


def figures(actor: Actor) -> Figures:
    """Counted in one statement, of the office's area."""
    ended = Mediation.status.in_((State.KEPT, State.BROKEN, State.FAILED, State.DROPPED))
    agreed = Mediation.agreed_at.is_not(None)
    visited = Mediation.revisited_at.is_not(None)
    is_due = or_(visited, and_(agreed, Mediation.revisit_on <= clock.today()))
    asked = known_to(actor).with_only_columns(
        func.count(),
        func.count().filter(~ended),
        func.count().filter(agreed),
        func.count().filter(is_due),
        func.count().filter(visited),
    )
    return Figures(*db.session.execute(asked).one())


def due_on(first: date, last: date) -> list[Mediation]:
    """Agreed, and to be visited again on a day of these."""
    found = select(Mediation).where(
        Mediation.status == State.AGREED,
        Mediation.revisit_on >= first,
        Mediation.revisit_on <= last,
        *offered.awake("mediation", Mediation.area_code),
    )
    return list(db.session.scalars(found.order_by(Mediation.revisit_on, Mediation.id)))


def pin_digest(party: Party, pin: str) -> bytes:
    """Keyed, like that of a letter."""
    return crypto.ring().index("mediation_pin", f"{party.id}|{pin}")


def by_pin(number: str, pin: str) -> Party | None:
    """The side that this number and PIN belong to."""
    found = select(Party).join(Mediation, Mediation.id == Party.mediation_id)
    sides = db.session.scalars(found.where(Mediation.number == number, Party.pin_digest.is_not(None)))
    return next((one for one in sides if _matches(one, pin)), None)


def _matches(party: Party, pin: str) -> bool:
    stored = party.pin_digest or b""
    return crypto.same(stored.hex(), pin_digest(party, pin).hex())
