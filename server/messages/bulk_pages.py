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
from server.messages import arranging, asking, bulk, desk, service
from server.messages.arranging_queries import oldest_of
from server.messages.book import pages
from server.messages.bulk import MOST, Outcome, Verb
from server.messages.models import Message
from server.stations.models import Station
from server.stations.queries import get as get_station

DONE_WORDS = {
    "accept": "受理了",
    "note": "记下了备注",
    "ask": "请来信人补充了",
    "transfer": "转过去了",
    "merge": "并到一起了",
}
NEEDED = {
    "accept": Permission.MESSAGE_TRIAGE,
    "note": Permission.MESSAGE_NOTE,
    "ask": Permission.MESSAGE_ASK,
    "transfer": Permission.MESSAGE_ARRANGE,
    "merge": Permission.MESSAGE_MERGE,
}
MISSING = {"ask": "请写上要问什么", "note": "请写上要记什么", "transfer": "请写上为什么转"}


class BulkForm(desk.Place):
    """Which letters, which step, and its one text."""

    verb: Literal["accept", "note", "ask", "transfer", "merge"]
    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    note_text: Annotated[Words, Field(min_length=2, max_length=1000)] | None = None
    ask_text: Annotated[Words, Field(min_length=5, max_length=500)] | None = None
    transfer_text: Annotated[Words, Field(min_length=2, max_length=200)] | None = None
    station_id: UUID | None = None

    def text(self) -> str:
        """The text of this step. Raises InvalidInput when it needs one and has none."""
        name = f"{self.verb}_text"
        text: str | None = getattr(self, name, "")
        if text is None:
            word = MISSING[self.verb]
            raise InvalidInput("bulk.text", f"{word}。选中的都没有动。", fields={name: word})
        return text


@pages.post("/messages/bulk", permission=Permission.MESSAGE_READ)
def bulk_step() -> str:
    given = form(BulkForm, ids=request.form.getlist("ids"))
    outcomes = _taken(current(), given)
    flash(summary(outcomes, DONE_WORDS[given.verb]))
    return desk.shown(current(), given.find(), outcomes=outcomes)


def _taken(actor: Actor, given: BulkForm) -> list[Outcome]:
    if not actor.may(NEEDED[given.verb]):
        raise Forbidden
    if given.verb != "merge":
        return bulk.each(actor, given.ids, _verb(actor, given))
    main = oldest_of(actor, given.ids)
    if len(given.ids) < 2 or main is None:
        word = "并案要选两件以上"
        raise InvalidInput("bulk.few", f"{word}。", fields={"ids": word})
    rest = [message_id for message_id in given.ids if message_id != main.id]
    return bulk.each(actor, rest, lambda message: _merge(actor, message, main))


def _verb(actor: Actor, given: BulkForm) -> Verb:
    text = given.text()
    match given.verb:
        case "note":
            return lambda message: _note(actor, message, text)
        case "ask":
            return lambda message: _ask(actor, message, text)
        case "transfer":
            if given.station_id is None:
                raise InvalidInput("bulk.station", "请选转给哪个站。", fields={"station_id": "请选一个站"})
            station = get_station(given.station_id)
            return lambda message: _transfer(actor, message, station, text)
        case _:
            return lambda message: _accept(actor, message)


def _accept(actor: Actor, message: Message) -> str:
    service.accept(actor, message)
    return f"受理了，答应来信人 {day_words(message.promised_on)}前答复"


def _note(actor: Actor, message: Message, text: str) -> str:
    asking.note(actor, message, text=text)
    return "备注记下了"


def _ask(actor: Actor, message: Message, text: str) -> str:
    asking.ask(actor, message, text=text)
    return "请来信人补充了"


def _transfer(actor: Actor, message: Message, station: Station, text: str) -> str:
    arranging.transfer(actor, message, station, text=text)
    return f"转给{station.name}了"


def _merge(actor: Actor, message: Message, main: Message) -> str:
    arranging.merge(actor, message, main)
    return f"并到 {main.number} 里了"


def summary(outcomes: list[Outcome], done: str) -> str:
    """Both counts, so that nothing is half silent."""
    count = sum(outcome.is_done for outcome in outcomes)
    rest = len(outcomes) - count
    told = f"{count} 件{done}" if count else ""
    return "，".join(filter(None, (told, f"{rest} 件没有办成，为什么写在列表上面" if rest else "")))
