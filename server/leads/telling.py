"""What the authors of the letters hear: each step once, each only about the own letter, and nobody of the others (X5)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from server.accounts.models import Account
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.leads import queries
from server.leads.kinds import LEVEL_WORDS, SHEETS
from server.leads.life import LeadStatus as S
from server.leads.models import Lead
from server.messages import conversion as turning
from server.messages.life import MessageStatus
from server.messages.models import Message
from server.messages.publication_traces import without_names

END_WORDS = {
    S.ADOPTED: "采纳了",
    S.PARTLY_ADOPTED: "部分采纳了",
    S.NOT_ADOPTED: "看过了，没有采纳",
    S.FULFILLED: "圆了",
    S.UNFULFILLED: "没有圆成",
}
DECIDED = (S.ADOPTED, S.PARTLY_ADOPTED, S.NOT_ADOPTED)


def how(lead: Lead) -> str:
    """Who decided what; a wish is fulfilled by whoever it was."""
    office = LEVEL_WORDS[lead.level] if lead.status in DECIDED else ""
    return f"{office}{END_WORDS[lead.status]}"


def decided_words(lead: Lead, text: str) -> str:
    """How it stands, in the office's words below."""
    said = f"您反映的事转成的{SHEETS[lead.kind].words}，{how(lead)}。"
    return f"{said}\n\n{text}" if text else said


def tell_on(actor: Actor, lead: Lead, text: str) -> None:
    """How it goes on, among the steps of every letter that still waits for this end."""
    letters = [message for message, _ in queries.letters_of(lead.id)]
    for message in letters:
        if message.status is MessageStatus.CONVERTED:
            turning.tell_turn(message, by=actor.title, text=_without_others(text, message, letters))


def tell_end(actor: Actor, lead: Lead, text: str) -> None:
    """Once: the answer of every letter that waits for it. Where the station answered before, a notice tells (`jobs`)."""
    found = queries.letters_of(lead.id)
    letters = [message for message, _ in found]
    for message, source in found:
        if source.told_at is not None:
            continue
        source.told_at = clock.now()
        source.is_reply = message.status is MessageStatus.CONVERTED
        if source.is_reply:
            said = _without_others(decided_words(lead, text), message, letters)
            turning.tell_outcome(message, by=actor.title, text=said)


def _without_others(text: str, message: Message, letters: Iterable[Message]) -> str:
    """Two authors never learn of each other."""
    others = {one.author_id for one in letters} - {message.author_id}
    return without_names(text, names_of(others))


def names_of(account_ids: Iterable[UUID]) -> list[str]:
    wanted = list(account_ids)
    found = db.session.scalars(select(Account).where(Account.id.in_(wanted))) if wanted else ()
    return [name for account in found for name in (account.name, account.display_name) if name]
