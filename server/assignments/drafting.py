"""An answer is drafted, handed up, sent back or signed off by the unit's lead; a promise is kept (O10, O13, O17, O22)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from server.assignments import queries
from server.assignments.models import Draft, Verdict
from server.assignments.queries import Held
from server.assignments.service import refuse_ended
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, InvalidInput
from server.messages import units
from server.messages.models import ResultClass

LEAST = 10
"""Characters below which an answer says nothing."""


def save(actor: Actor, held: Held, **fields: Any) -> Draft:
    """Keep what is written so far: `text`, `result`, `fulfil_on`, `look_on`. It may be half of an answer."""
    _refuse_helper(held)
    refuse_ended(held)
    made = queries.drafts(held.assignment.id)
    if made and not made[-1].is_open and made[-1].verdict is None:
        raise Conflict("draft.with_lead", f"第 {made[-1].serial} 稿正等负责人签发，等他定了再改。")
    if not made or not made[-1].is_open:
        made.append(
            Draft(assignment_id=held.assignment.id, serial=len(made) + 1, writer="", saved_at=clock.now())
        )
        db.session.add(made[-1])
    draft = made[-1]
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.writer, draft.saved_at = actor.name, clock.now()
    db.session.flush()
    return draft


def hand_up(actor: Actor, held: Held, **fields: Any) -> Draft:
    """The answer is whole: the lead decides."""
    _refuse_unsigned(held)
    draft = save(actor, held, **fields)
    refuse_half(draft)
    draft.handed_up_at = clock.now()
    outbox.publish("draft.handed_up", assignment_id=held.assignment.id, serial=draft.serial)
    return draft


def send_back(actor: Actor, held: Held, *, text: str) -> None:
    """Not good enough yet; the handler reads why, the author never."""
    draft = _waiting(held)
    _decide(actor, draft, Verdict.SENT_BACK, text)
    outbox.publish("draft.sent_back", assignment_id=held.assignment.id, serial=draft.serial)


def sign_off(actor: Actor, held: Held, *, upload_ids: Sequence[UUID] = ()) -> None:
    """The unit's answer goes to the author, who judges it."""
    refuse_ended(held)
    draft = _waiting(held)
    refuse_half(draft)
    _decide(actor, draft, Verdict.AGREED, "")
    assert draft.result is not None, "a whole draft has a result"
    units.sign_off(
        actor,
        held.message,
        text=draft.text,
        result=draft.result,
        fulfil_on=draft.fulfil_on if draft.result is ResultClass.B else None,
        upload_ids=upload_ids,
    )


def fulfil(actor: Actor, held: Held, *, text: str) -> None:
    """What was promised is done (O22)."""
    _refuse_helper(held)
    units.fulfil(actor, held.message, text=text)


def look_back(actor: Actor, held: Held, *, text: str, again_on: date | None = None) -> None:
    """What could not be done then was looked at again (O10): how it stands, and when once more, if ever."""
    _refuse_helper(held)
    draft = refused_for_now(queries.drafts(held.assignment.id))
    if draft is None:
        raise Conflict("draft.nothing_to_look_at", "这件事没有要回看的，也许同事已经看过记下了。")
    if again_on is not None and again_on <= clock.today():
        raise InvalidInput.at("draft.look_on", "下次再看的日子要在今天以后", "again_on")
    draft.looked_text, draft.looker, draft.look_on = text, actor.name, again_on or draft.look_on
    draft.looked_at = None if again_on else clock.now()


def refused_for_now(drafts: Sequence[Draft]) -> Draft | None:
    """The last answer, when it said that nothing can be done for now and nobody has looked again."""
    last = drafts[-1] if drafts else None
    if last is None or last.verdict is not Verdict.AGREED or last.result is not ResultClass.C:
        return None
    return last if last.looked_at is None else None


def refuse_half(draft: Draft) -> None:
    """Everything an answer needs, told field by field (O10)."""
    fields = _missing(draft.text, draft.result, draft.fulfil_on, draft.look_on)
    if fields:
        raise InvalidInput("draft.half", "答复稿还没写全，写的都存着。", fields=fields)


def _missing(
    text: str, result: ResultClass | None, fulfil_on: date | None, look_on: date | None
) -> dict[str, str]:
    fields = {}
    if len(text) < LEAST:
        fields["text"] = f"请至少写 {LEAST} 个字，说清办得怎么样"
    if result is None:
        fields["result"] = "请选一类结果"
    if result is ResultClass.B and (fulfil_on is None or fulfil_on <= clock.today()):
        fields["fulfil_on"] = "请写哪天办好，要在今天以后"
    if result is ResultClass.C and (look_on is None or look_on <= clock.today()):
        fields["look_on"] = "请写哪天再看一次，要在今天以后"
    return fields


def _waiting(held: Held) -> Draft:
    made = queries.drafts(held.assignment.id)
    if not made or made[-1].is_open or made[-1].verdict is not None:
        raise Conflict("draft.none", "现在没有等签发的稿子，也许同事已经定了。")
    return made[-1]


def _decide(actor: Actor, draft: Draft, verdict: Verdict, comment: str) -> None:
    draft.verdict, draft.comment = verdict, comment
    draft.decider, draft.decided_at = actor.name, clock.now()


def _refuse_helper(held: Held) -> None:
    if not held.assignment.is_main:
        raise Conflict("assignment.helps", "您是协办单位，答复由主办单位写；您知道的，写在协办意见里。")


def _refuse_unsigned(held: Held) -> None:
    if held.assignment.signed_at is None:
        raise Conflict("assignment.unsigned", "请先签收，再送签。")
