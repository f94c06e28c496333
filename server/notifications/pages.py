"""The bell: what I was told, newest first."""

from __future__ import annotations

from uuid import UUID

from flask import Response, g, request, url_for

from server.accounts.doors import go
from server.core.actor import VISITOR, current
from server.core.pages import Pages, page
from server.core.permissions import Permission
from server.notifications import queries, service
from server.notifications.models import Notice

pages = Pages("notifications", "server.notifications")
LIMIT = 40


@pages.get("/notices", permission=Permission.NOTICE_READ)
def box() -> str:
    number = max(1, request.args.get("page", 1, type=int))
    found = queries.newest(current(), skip=(number - 1) * LIMIT, limit=LIMIT + 1)
    unread = queries.unread(current())
    shown = found[:LIMIT]
    return page(
        "notifications/box.html", notices=shown, more=len(found) > LIMIT, number=number, unread=unread
    )


@pages.post("/notices/<uuid:notice_id>/read", permission=Permission.NOTICE_READ)
def read(notice_id: UUID) -> Response:
    """I have seen it: on to what it is about."""
    notice = service.read(queries.get_for_update(current(), notice_id))
    return go(_target(notice))


def _target(notice: Notice) -> str:
    if notice.target_type == "message" and current().may(Permission.MESSAGE_READ):
        return url_for("messages_pages.case", message_id=notice.target_id)
    if notice.target_type in _CODE_PAGES and current().may(Permission.CODE_MANAGE):
        return url_for(_CODE_PAGES[notice.target_type])
    endpoint, permission = _PEOPLE_PAGES.get(notice.target_type, ("", Permission.NOTICE_READ))
    if endpoint and current().may(permission):
        return url_for(endpoint)
    return url_for("notifications_pages.box")


_PEOPLE_PAGES = {
    "delegation": ("accounts_pages.delegation", Permission.SESSION_OWN),
    "block": ("accounts_pages.blocked", Permission.BLOCK_MANAGE),
}
_CODE_PAGES = {"codes": "codes_pages.codes", "print": "codes_pages.prints"}


@pages.blueprint.app_context_processor
def around_every_page() -> dict[str, object]:
    return {"unread_notices": lambda: queries.unread(g.get("actor") or VISITOR)}
