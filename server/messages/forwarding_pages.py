"""A letter goes on to another deputy, in the console."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from server.core.actor import current
from server.core.pages import page
from server.core.parsing import form
from server.core.permissions import Permission
from server.messages import clash, desk, forwarding, path_forms, queries
from server.messages.book import pages


@pages.get("/messages/<uuid:message_id>/deputies", permission=Permission.MESSAGE_TRIAGE)
def forward_to(message_id: UUID) -> str:
    """To whom it may go; asked only when somebody wants to."""
    message = queries.get(current(), message_id)
    return page("messages/parts/deputies.html", candidates=forwarding.candidates(message))


@pages.post("/messages/<uuid:message_id>/forward", permission=Permission.MESSAGE_TRIAGE)
def forward(message_id: UUID) -> ResponseReturnValue:
    """A deputy sees it no more afterwards: one goes on in the list."""
    given = form(path_forms.ForwardForm)
    message = clash.held(current(), message_id, given.seen)
    target = desk.onward(current(), message, forwarding_place(given))
    forwarding.forward(current(), message, deputy_id=given.deputy_id, text=given.text)
    flash(f"{message.number} 转给别的代表了，来信人看得到")
    return redirect(target, 303)


def forwarding_place(given: desk.Place) -> desk.Place:
    """The whole page is gone for whoever gave it away; who looks after the station keeps it."""
    return given.model_copy(update={"back": "inbox"}) if current().deputy_id else given
