"""The help of the console: one page a screen, and the list of all."""

from __future__ import annotations

from flask import request, url_for

from server.core.errors import NotFound
from server.core.pages import Pages, page
from server.core.permissions import Permission
from server.help import topics

pages = Pages("help", "server.help")


@pages.get("/help", permission=Permission.SESSION_OWN)
def everything() -> str:
    """All help pages, in the order of the rail."""
    return page("help/all.html", topics=topics.topics().values())


@pages.get("/help/<string:key>", permission=Permission.SESSION_OWN)
def one(key: str) -> str:
    found = topics.topics().get(key)
    if found is None:
        raise NotFound("help.unknown", "没有这一页说明，请从全部说明里找。")
    return page("help/one.html", topic=found)


def _address() -> str:
    """Where the screen that is open is explained."""
    return url_for("help_pages.one", key=topics.of(request.endpoint or "") or "help")


@pages.blueprint.app_context_processor
def around_every_page() -> dict[str, object]:
    return {"help_address": _address}
