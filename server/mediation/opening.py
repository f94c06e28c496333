"""A signal is given, a mediator chosen, the parties written down with their look-up codes (R1-18)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from server.accounts import counter, service as accounts
from server.accounts.models import Account
from server.accounts.service import SignedIn
from server.core import audit, clock, limits
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, InvalidInput, NotSignedIn
from server.mediation import queries
from server.mediation.course import advance, record
from server.mediation.life import WORKFLOW, Action, State
from server.mediation.models import MARK, NUMBERS, Mediation, Party
from server.messages import asking
from server.messages.models import Message

MOST_PARTIES = 6
TOLD = "已转调解。"
"""All that a letter ever says of it."""
AUTHOR = "来信人"


@dataclass(frozen=True, slots=True)
class Given:
    """Somebody without an account, as they were written down."""

    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """What a party without an account signs in with; told once."""

    name: str
    pin: str


def signal(
    actor: Actor,
    *,
    why: str,
    area_code: str,
    message: Message | None = None,
    parties: Sequence[Given] = (),
    consent_record: bool = False,
    mediator_id: UUID | None = None,
) -> tuple[Mediation, list[Slip]]:
    """This may become a petition, and should be talked over; from a letter its author is a party of it."""
    limits.hit("30 per hour", "mediation.signal", actor.own_id(), "开得太密了，歇几分钟再开。写好的字都在。")
    _refuse_without_consent(parties, consent_record)
    _refuse_twice(message)
    made = _made(actor, why, message.area_code if message else area_code, message)
    db.session.add(made)
    if message is not None:
        asking.progress(actor, message, text=TOLD)
        db.session.add(_party(made, message.author_id, AUTHOR, 1))
    db.session.flush()
    slips = [_welcome(made, given) for given in parties]
    record(actor, made, Action.SIGNAL, text=why)
    audit.record(actor, "mediation.signal", "mediation", made.id)
    if mediator_id is not None:
        appoint(actor, made, mediator_id=mediator_id)
    return made, slips


def appoint(actor: Actor, mediation: Mediation, *, mediator_id: UUID) -> None:
    """Somebody of the town who is fit for it and no party of it; the one before sees nothing any more."""
    fit = {one.account_id: one for one in queries.candidates(mediation.area_code)}
    chosen = fit.get(mediator_id)
    if chosen is None:
        word = "请从名单里选一位"
        raise InvalidInput("mediation.mediator", f"{word}。", fields={"mediator_id": word})
    if any(party.account_id == mediator_id for party in queries.parties_of(mediation.id)):
        word = "他是当事人，请另选一位"
        raise InvalidInput("mediation.mediator_is_party", f"{word}。", fields={"mediator_id": word})
    mediation.mediator_id, mediation.mediator = chosen.account_id, chosen.title
    advance(actor, mediation, Action.APPOINT, text=chosen.title)
    audit.record(actor, "mediation.appoint", "mediation", mediation.id)


def drop(actor: Actor, mediation: Mediation, *, text: str) -> None:
    """It was no signal after all."""
    advance(actor, mediation, Action.DROP, text=text)
    audit.record(actor, "mediation.drop", "mediation", mediation.id)


def add_party(actor: Actor, mediation: Mediation, *, given: Given, consent_record: bool) -> Slip:
    """One side more, before anything is proposed."""
    if mediation.status is not State.MEDIATING:
        raise Conflict(*WORKFLOW.refusals[mediation.status])
    _refuse_without_consent([given], consent_record)
    slip = _welcome(mediation, given)
    record(actor, mediation, Action.NOTE, text=f"添了一方：{given.name}")
    return slip


def sign_in_by_pin(number: str, pin: str) -> SignedIn:
    """Number and PIN open the session of the party; five tries a number, then an hour's pause."""
    limits.hit("5 per hour", "session.pin", number, "试得太多了，请一小时后再试，或打站里的电话问。")
    party = queries.by_pin(number, pin)
    if party is None:
        raise NotSignedIn("session.wrong_pin", "编号或查询码不对。查询码是 8 位数字，和编号写在同一张条上。")
    return accounts.start_session(db.session.get_one(Account, party.account_id))


def _made(actor: Actor, why: str, area_code: str, message: Message | None) -> Mediation:
    serial: int = db.session.execute(select(NUMBERS.next_value())).scalar_one()
    return Mediation(
        number=f"{MARK}{clock.today():%y%m%d}-{serial:04d}",
        area_code=area_code,
        message_id=message.id if message else None,
        opener_id=actor.own_id(),
        opener=actor.title,
        opened_at=clock.now(),
        status=State.SIGNALLED,
        mediator="",
        why=why,
    )


def _refuse_twice(message: Message | None) -> None:
    if message is None:
        return
    same = select(Mediation.id).where(Mediation.message_id == message.id, Mediation.status != State.DROPPED)
    if db.session.scalar(same) is not None:
        raise Conflict("mediation.letter_has_one", "这封信已经转过调解了。")


def _refuse_without_consent(parties: Sequence[Given], consent_record: bool) -> None:
    if parties and not consent_record:
        word = "请先问一句：姓名电话记下来，同意吗？同意就勾上"
        raise InvalidInput("mediation.consent", f"{word}。", fields={"consent_record": word})


def _welcome(mediation: Mediation, given: Given) -> Slip:
    held = queries.parties_of(mediation.id)
    if len(held) >= MOST_PARTIES:
        raise Conflict("mediation.parties", f"最多 {MOST_PARTIES} 方。再多的，请分成两件。")
    account = counter.welcome(name=given.name, phone=given.phone)
    party = _party(mediation, account.id, given.name, len(held) + 1)
    pin = f"{secrets.randbelow(10**8):08d}"
    party.pin_digest = queries.pin_digest(party, pin)
    db.session.add(party)
    db.session.flush()
    return Slip(given.name, pin)


def _party(mediation: Mediation, account_id: UUID, name: str, position: int) -> Party:
    return Party(mediation_id=mediation.id, account_id=account_id, position=position, name=name)
