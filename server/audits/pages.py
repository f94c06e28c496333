"""The page on which one looks up who read or changed what, and takes it along as a table."""

from __future__ import annotations

import csv
from io import StringIO
from urllib.parse import unquote

from flask import Response, g, request

from server.audits import queries
from server.audits.queries import FindEntries, Line
from server.audits.words import NOUNS
from server.core import audit, clock
from server.core.actor import VISITOR, Actor, current
from server.core.pages import Pages, page
from server.core.parsing import query
from server.core.permissions import ROLE_NAMES, Permission

pages = Pages("audits", "server.audits")
COLUMNS = ("时间", "谁", "身份", "做了什么", "对象编号", "为什么")
RISKY = ("=", "+", "-", "@", "\t", "\r")
OWN_WORDS = frozenset({"exports_pages.download", "audits_pages.export"})
"""Downloads that leave an entry of their own which says more."""


@pages.get("/audit", permission=Permission.AUDIT_READ)
def entries() -> str:
    """The newest first, fifty a page."""
    find = query(FindEntries)
    found = queries.lines(current(), find)
    shown = found[: queries.PER_PAGE]
    older = shown[-1].entry.id if len(found) > queries.PER_PAGE else None
    return page("audits/entries.html", lines=shown, find=find, older=older, nouns=NOUNS)


@pages.get("/audit.csv", permission=Permission.AUDIT_READ)
def export() -> Response:
    """What was looked up, at most five thousand lines; taking it along is an entry too."""
    found = queries.lines(current(), query(FindEntries), queries.MOST)
    audit.record_apart(current(), "audit.export", "audit", None, f"{len(found)} 行")
    name = f"attachment; filename=audit-{clock.today()}.csv"
    return Response(_table(found), mimetype="text/csv; charset=utf-8", headers={"Content-Disposition": name})


def _table(found: list[Line]) -> str:
    file = StringIO()
    # the mark by which a spreadsheet knows the encoding
    file.write("\ufeff")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for line in found:
        entry = line.entry
        cells = (
            f"{clock.local(entry.at):%Y-%m-%d %H:%M:%S}",
            entry.by,
            role_words(entry.role),
            line.words,
            str(entry.subject_id or ""),
            line.reason,
        )
        writer.writerow([f"'{cell}" if cell.startswith(RISKY) else cell for cell in cells])
    return file.getvalue()


def role_words(role: str) -> str:
    known = {one.value: words for one, words in ROLE_NAMES.items()}
    return known.get(role, "")


@pages.blueprint.app_context_processor
def around_every_page() -> dict[str, object]:
    return {"role_words": role_words}


@pages.blueprint.after_app_request
def note_downloads(response: Response) -> Response:
    """Whatever file leaves the console leaves an entry: also of features that are still to come."""
    kind, _, name = response.headers.get("Content-Disposition", "").partition(";")
    actor: Actor = g.get("actor") or VISITOR
    leaves = kind == "attachment" and response.status_code == 200 and request.path.startswith("/console/")
    if leaves and actor.is_signed_in and request.endpoint not in OWN_WORDS:
        said = unquote(name.rpartition("=")[2].removeprefix("UTF-8''")).strip('" ')
        audit.record_apart(actor, "file.download", "file", None, said[:200])
    return response
