"""The beat by which a page tells that somebody is at a letter."""

from __future__ import annotations

from uuid import UUID

from server.core.actor import current
from server.core.pages import page
from server.core.parsing import Body, form
from server.core.permissions import Permission
from server.messages import presence, queries
from server.messages.book import pages
from server.messages.presence import Doing


class HereForm(Body):
    doing: Doing = "looking"


@pages.post("/messages/<uuid:message_id>/here", permission=Permission.MESSAGE_READ)
def here(message_id: UUID) -> str:
    """Who else is at it; nothing is stored."""
    message = queries.get(current(), message_id)
    is_author = message.author_id == current().account_id
    people = [] if is_author else presence.be_at(current(), message.id, form(HereForm).doing)
    return page("messages/parts/people.html", people=people)
