"""The field at the top of every page, and what it finds."""

from __future__ import annotations

from server.core.actor import current
from server.core.pages import Pages, page
from server.core.parsing import query
from server.core.permissions import Permission
from server.messages import desk
from server.search import findings

pages = Pages("search", "server.search")


@pages.get("/search", permission=Permission.SESSION_OWN)
def search() -> str:
    find = query(findings.FindAnything)
    found = findings.everything(current(), find)
    return page("search/search.html", find=find, found=found, search_words=find.q, **desk.words())
