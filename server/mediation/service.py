"""What the mediator does, and what each party says to it. One function per verb; nothing here commits (R1-18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.mediation import queries
from server.mediation.course import advance, refuse_others
from server.mediation.life import Action
from server.mediation.models import Mediation, Party

LEAST_PARTIES = 2
GONE = "已注销的一方"


@dataclass(frozen=True, slots=True)
class Duty:
    """What one side does, until when."""

    text: str
    until: date | None = None


def meet(actor: Actor, mediation: Mediation, *, text: str, is_private: bool = False) -> None:
    """What was said in a meeting, for every side to read; or a note for the mediator alone."""
    refuse_others(actor, mediation)
    advance(actor, mediation, Action.NOTE if is_private else Action.MEET, text=text)


def propose(
    actor: Actor, mediation: Mediation, *, text: str, duties: Mapping[int, Duty], revisit_on: date
) -> None:
    """What was agreed and who does what until when. Written anew it is asked of everybody anew."""
    refuse_others(actor, mediation)
    parties = queries.parties_of(mediation.id)
    if len(parties) < LEAST_PARTIES:
        raise Conflict("mediation.one_party", "协议至少要两方。请先把另一方加进来。")
    if revisit_on <= clock.today():
        word = "回访的日子要在今天以后"
        raise InvalidInput("mediation.revisit_on", f"{word}。", fields={"revisit_on": word})
    for party in parties:
        duty = duties.get(party.position, Duty(""))
        party.duty, party.until = duty.text, duty.until
        party.agreed_at = party.is_kept = None
    mediation.agreement, mediation.revisit_on = text, revisit_on
    advance(actor, mediation, Action.PROPOSE, text=text)


def answer(actor: Actor, mediation: Mediation, *, agrees: bool, text: str = "") -> None:
    """A side itself: yes or no to what is proposed."""
    _answered(actor, mediation, _own(actor, mediation), agrees=agrees, text=text)


def take_answer(actor: Actor, mediation: Mediation, *, position: int, agrees: bool, text: str = "") -> None:
    """The mediator heard it from a side that has no phone; it says who wrote it down."""
    refuse_others(actor, mediation)
    _answered(actor, mediation, queries.side(mediation.id, position), agrees=agrees, text=text)


def _answered(actor: Actor, mediation: Mediation, party: Party, *, agrees: bool, text: str) -> None:
    by = party.name if actor.account_id == party.account_id else f"{party.name}（{actor.title} 代记）"
    advance(actor, mediation, Action.AGREE if agrees else Action.DECLINE, text=text, by=by)
    if not agrees:
        party.agreed_at = None
        return
    party.agreed_at = party.agreed_at or clock.now()
    db.session.flush()
    if all(one.agreed_at for one in queries.parties_of(mediation.id)):
        mediation.agreed_at = clock.now()
        advance(actor, mediation, Action.SETTLE, by="各方都同意了")


def fail(actor: Actor, mediation: Mediation, *, text: str, go_to: str) -> None:
    """No agreement, and where each side can go instead."""
    refuse_others(actor, mediation)
    _clear(mediation)
    mediation.go_to = go_to
    advance(actor, mediation, Action.FAIL, text=text)


def say_kept(actor: Actor, mediation: Mediation, *, is_kept: bool, text: str = "") -> None:
    """A side itself: was it done as agreed."""
    party = _own(actor, mediation)
    _refuse_early(mediation)
    party.is_kept = is_kept
    words = "做到了" if is_kept else "没有做到"
    advance(actor, mediation, Action.ANSWER, text=f"{words}。{text}" if text else words, by=party.name)


def revisit(actor: Actor, mediation: Mediation, *, is_kept: bool, text: str) -> None:
    """The mediator has asked again: kept, or not."""
    refuse_others(actor, mediation)
    _refuse_early(mediation)
    mediation.revisited_at = clock.now()
    advance(actor, mediation, Action.KEEP if is_kept else Action.BREAK, text=text)


def resume(actor: Actor, mediation: Mediation, *, text: str) -> None:
    """They talk again."""
    refuse_others(actor, mediation)
    _clear(mediation)
    advance(actor, mediation, Action.RESUME, text=text)


def _clear(mediation: Mediation) -> None:
    """Nothing is proposed; what was, stays in the steps."""
    mediation.agreement, mediation.revisit_on, mediation.go_to = "", None, ""
    mediation.agreed_at = mediation.revisited_at = None


def _own(actor: Actor, mediation: Mediation) -> Party:
    party = queries.party_of(actor, mediation.id)
    if party is None:
        raise Forbidden("mediation.not_party", "这一步由当事人自己来说。")
    return party


def _refuse_early(mediation: Mediation) -> None:
    if mediation.agreed_at is not None and mediation.revisit_on and mediation.revisit_on > clock.today():
        raise Conflict("mediation.too_early", f"回访的日子是 {mediation.revisit_on}，到那天再说。")


def move(account_id: UUID, into_id: UUID) -> None:
    """A person became one with another account: what they are a party of goes along."""
    theirs = select(Party.mediation_id).where(Party.account_id == into_id)
    mine = update(Party).where(Party.account_id == account_id, Party.mediation_id.not_in(theirs))
    db.session.execute(mine.values(account_id=into_id))


def forget(account_id: UUID) -> None:
    """Whoever closed their account is only a side from now on."""
    for party in db.session.scalars(select(Party).where(Party.account_id == account_id)):
        party.name = GONE
