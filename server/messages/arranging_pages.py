"""Putting together, parting, joining and sending on in the console; each can be undone for ten minutes."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from server.core.actor import current
from server.core.pages import page
from server.core.parsing import form
from server.core.permissions import Permission
from server.core.text import Text, Words
from server.messages import arranging, arranging_queries as queries, clash, desk, path_forms
from server.messages.arranging_models import Arranged, Arrangement
from server.messages.book import pages
from server.stations.queries import get as get_station

Number = Annotated[Text, Field(pattern=r"^\d{6}-\d{4,}$")]


class OtherForm(desk.Place):
    """The number of the main letter, or of the joined one."""

    number: Number


class SplitForm(desk.Place):
    text: Annotated[Words, Field(min_length=5, max_length=2000)]


class TransferForm(desk.Place):
    station_id: UUID
    text: Annotated[Words, Field(min_length=2, max_length=200)]


def said(words: str, made: Arrangement) -> None:
    """The toast carries its undo."""
    flash(words, f"undo:{made.id}")


@pages.get("/transfer/stations", permission=Permission.MESSAGE_ARRANGE)
def transfer_stations() -> str:
    """Where letters may be sent; asked only when somebody wants to."""
    return page("messages/parts/stations.html", stations=queries.stations_for(current()), actor=current())


@pages.post("/messages/<uuid:message_id>/merge", permission=Permission.MESSAGE_MERGE)
def merge(message_id: UUID) -> ResponseReturnValue:
    given = form(OtherForm)
    message = clash.held(current(), message_id, given.seen)
    main = queries.by_number(current(), given.number, for_update=True)
    target = desk.onward(current(), message, given)
    said(f"{message.number} 并到 {main.number} 里了", arranging.merge(current(), message, main))
    return redirect(target, 303)


@pages.post("/messages/<uuid:message_id>/link", permission=Permission.MESSAGE_ARRANGE)
def link(message_id: UUID) -> ResponseReturnValue:
    given = form(OtherForm)
    message = clash.held(current(), message_id, given.seen)
    other = queries.by_number(current(), given.number)
    said(f"{message.number} 和 {other.number} 关联上了", arranging.link(current(), message, other))
    return redirect(path_forms.same(message, given), 303)


@pages.post("/messages/<uuid:message_id>/split", permission=Permission.MESSAGE_ARRANGE)
def split(message_id: UUID) -> ResponseReturnValue:
    given = form(SplitForm)
    message = clash.held(current(), message_id, given.seen)
    said(
        f"从 {message.number} 分出来一件，在待受理里", arranging.split(current(), message, content=given.text)
    )
    return redirect(path_forms.same(message, given), 303)


@pages.post("/messages/<uuid:message_id>/transfer", permission=Permission.MESSAGE_ARRANGE)
def transfer(message_id: UUID) -> ResponseReturnValue:
    """The letter may be out of sight afterwards: one goes on in the list."""
    given = form(TransferForm)
    message, station = clash.held(current(), message_id, given.seen), get_station(given.station_id)
    target = desk.onward(current(), message, given.model_copy(update={"back": "inbox"}))
    made = arranging.transfer(current(), message, station, text=given.text)
    said(f"{message.number} 转给{station.name}了", made)
    return redirect(target, 303)


@pages.post("/arrangements/<int:arrangement_id>/undo", permission=Permission.MESSAGE_READ)
def undo_arrangement(arrangement_id: int) -> ResponseReturnValue:
    """Only by whoever did it."""
    made, message = queries.own_for_update(current(), arrangement_id)
    arranging.undo(current(), made, message)
    flash(f"撤销了，{message.number}{WORDS[made.kind]}")
    return redirect(url_for("messages_pages.inbox", view="all", open=message.id), 303)


WORDS = {
    Arranged.MERGE: "又分开了",
    Arranged.SPLIT: "又并回来了",
    Arranged.LINK: "不再关联",
    Arranged.TRANSFER: "又转回来了",
}
