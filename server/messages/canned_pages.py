"""Canned replies in the console: offered in the composer, kept on a page of their own."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from server.areas.categories import CATEGORIES
from server.core.actor import current
from server.core.pages import go, page
from server.core.parsing import Body, form
from server.core.permissions import Permission
from server.core.text import Words
from server.messages import canned, queries
from server.messages.book import pages
from server.messages.desk import STATUS_WORDS
from server.messages.kinds import Category
from server.messages.life import MessageStatus

ANSWERED_IN = (MessageStatus.ACCEPTED, MessageStatus.REWORKING)
"""The states in which a station writes an answer."""


class CannedForm(Body):
    title: Annotated[Words, Field(min_length=1, max_length=30)]
    text: Annotated[Words, Field(min_length=2, max_length=2000)]
    status: MessageStatus | None = None
    category: Category | None = None


@pages.get("/messages/<uuid:message_id>/replies", permission=Permission.MESSAGE_REPLY)
def offered_replies(message_id: UUID) -> str:
    """Those that fit this letter, filled in."""
    message = queries.get(current(), message_id)
    return page("messages/parts/canned.html", replies=canned.fitting(message))


@pages.get("/replies", permission=Permission.CANNED_MANAGE)
def replies() -> str:
    return page("messages/replies.html", replies=canned.kept(current()), **_words())


@pages.post("/replies", permission=Permission.CANNED_MANAGE)
def write_reply() -> ResponseReturnValue:
    made = canned.write(current(), **form(CannedForm).model_dump())
    flash(f"常用答复“{made.title}”写好了")
    return go(url_for("messages_pages.replies"))


@pages.post("/replies/<uuid:reply_id>", permission=Permission.CANNED_MANAGE)
def rewrite_reply(reply_id: UUID) -> ResponseReturnValue:
    given, reply = form(CannedForm), canned.get_for_update(current(), reply_id)
    canned.write(current(), reply, **given.model_dump())
    flash(f"常用答复“{reply.title}”改好了")
    return go(url_for("messages_pages.replies"))


@pages.post("/replies/<uuid:reply_id>/drop", permission=Permission.CANNED_MANAGE)
def drop_reply(reply_id: UUID) -> ResponseReturnValue:
    reply = canned.get_for_update(current(), reply_id)
    canned.drop(current(), reply)
    flash(f"去掉了常用答复“{reply.title}”")
    return go(url_for("messages_pages.replies"))


def _words() -> dict[str, Any]:
    states = {status: STATUS_WORDS[status] for status in ANSWERED_IN}
    return {"states": states, "category_words": CATEGORIES, "blanks": canned.BLANKS}
