"""Several letters at once, from the list: the page comes back with what became of each."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from flask import flash, request
from pydantic import Field

from server.core.actor import Actor, current
from server.core.errors import Forbidden, InvalidInput
from server.core.parsing import form
from server.core.permissions import Permission
from server.core.text import Words, day_words
from server.messages import asking, bulk, desk, service
from server.messages.book import pages
from server.messages.bulk import MOST, Outcome, Verb
from server.messages.models import Message

DONE_WORDS = {"accept": "受理了", "note": "记下了备注", "ask": "请来信人补充了"}
NEEDED = {
    "accept": Permission.MESSAGE_TRIAGE,
    "note": Permission.MESSAGE_NOTE,
    "ask": Permission.MESSAGE_ASK,
}


class BulkForm(desk.Place):
    """Which letters, which step, and its one text."""

    verb: Literal["accept", "note", "ask"]
    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    note_text: Annotated[Words, Field(min_length=2, max_length=1000)] | None = None
    ask_text: Annotated[Words, Field(min_length=5, max_length=500)] | None = None

    def text(self) -> str:
        """The text of this step. Raises InvalidInput when it needs one and has none."""
        name = f"{self.verb}_text"
        text: str | None = getattr(self, name, "")
        if text is None:
            word = "请写上要问什么" if self.verb == "ask" else "请写上要记什么"
            raise InvalidInput("bulk.text", f"{word}。选中的都没有动。", fields={name: word})
        return text


@pages.post("/messages/bulk", permission=Permission.MESSAGE_TRIAGE)
def bulk_step() -> str:
    given = form(BulkForm, ids=request.form.getlist("ids"))
    outcomes = bulk.each(current(), given.ids, _verb(current(), given))
    flash(summary(outcomes, DONE_WORDS[given.verb]))
    return desk.shown(current(), given.find(), outcomes=outcomes)


def _verb(actor: Actor, given: BulkForm) -> Verb:
    if not actor.may(NEEDED[given.verb]):
        raise Forbidden
    text = given.text()
    match given.verb:
        case "accept":
            return lambda message: _accept(actor, message)
        case "note":
            return lambda message: _note(actor, message, text)
        case "ask":
            return lambda message: _ask(actor, message, text)


def _accept(actor: Actor, message: Message) -> str:
    service.accept(actor, message)
    return f"受理了，答应来信人 {day_words(message.promised_on)}前答复"


def _note(actor: Actor, message: Message, text: str) -> str:
    asking.note(actor, message, text=text)
    return "备注记下了"


def _ask(actor: Actor, message: Message, text: str) -> str:
    asking.ask(actor, message, text=text)
    return "请来信人补充了"


def summary(outcomes: list[Outcome], done: str) -> str:
    """Both counts, so that nothing is half silent."""
    count = sum(outcome.is_done for outcome in outcomes)
    rest = len(outcomes) - count
    told = f"{count} 件{done}" if count else ""
    return "，".join(filter(None, (told, f"{rest} 件没有办成，为什么写在列表上面" if rest else "")))
