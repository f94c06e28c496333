"""Where somebody says whether a letter is a budding petition."""

from __future__ import annotations

from uuid import UUID

from flask import flash, g, redirect
from flask.typing import ResponseReturnValue

from server.core.actor import VISITOR, current
from server.core.parsing import form
from server.core.permissions import Permission
from server.messages import path_forms as forms, queries, signals
from server.messages.book import pages


@pages.post("/messages/<uuid:message_id>/signal", permission=Permission.MESSAGE_NOTE)
def signal(message_id: UUID) -> ResponseReturnValue:
    """Among the staff; the township and the county's office are told when it is one (W10)."""
    given, message = form(forms.SignalForm), queries.get_for_update(current(), message_id)
    signals.say(current(), message, is_signal=given.is_signal, reason=given.text)
    flash(f"{message.number} 记下了：{'是苗头，告诉镇街和人大机关' if given.is_signal else '不是苗头'}")
    return redirect(forms.same(message, given), 303)


@pages.blueprint.app_context_processor
def doubts() -> dict[str, object]:
    return {"doubt_of": lambda message: signals.doubt_of(g.get("actor") or VISITOR, message)}
