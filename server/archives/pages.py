"""The console's archive: every finished report of every kind, by right; and the fixed ones to be read and taken away."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, url_for

from server.archives import files, queries, service
from server.archives.kinds import ALL_WORDS, period_of
from server.archives.queries import Line
from server.archives.schemas import FindFilings, WriteAgain
from server.areas.queries import get as get_area
from server.core import audit, clock
from server.core.actor import current
from server.core.pages import Pages, go, page
from server.core.parsing import form, query
from server.core.permissions import Permission

pages = Pages("archives", "server.archives")
READ, WRITE = Permission.ARCHIVE_READ, Permission.ARCHIVE_WRITE
ONE = "/archives/<uuid:filing_id>"
ELSEWHERE = {
    "analysis": ("analysis_pages.read", "analysis_id"),
    "report": ("reports_pages.read", "report_id"),
}


@pages.get("/archives", permission=READ)
def listed() -> str:
    """The newest period first; the filters stand in the address."""
    find = query(FindFilings)
    lines = queries.listed(current(), **find.model_dump())
    years = range(clock.today().year, clock.today().year - 5, -1)
    words = {"kinds": ALL_WORDS, "years": years, "find": find, "address": _address, "period_of": period_of}
    shown, more = lines[: queries.PER_PAGE], len(lines) > queries.PER_PAGE
    return page("archives/archives.html", lines=shown, more=more, **words)


@pages.get(ONE, permission=READ)
def read(filing_id: UUID) -> str:
    filing = queries.get(current(), filing_id)
    area = get_area(filing.area_code)
    may_write = current().may(WRITE) and area.prefix == current().area_prefix
    return page(
        "archives/filing.html",
        filing=filing,
        area=area,
        period=period_of(filing.period),
        same=queries.same(current(), filing),
        files=files.FILES,
        may_write=may_write,
    )


@pages.get(f"{ONE}/<string:kind>", permission=READ)
def take(filing_id: UUID, kind: str) -> Response:
    """That it was taken away is written down."""
    filing = queries.get(current(), filing_id)
    answer = files.answer(filing, get_area(filing.area_code).name, kind)
    audit.record_apart(current(), "filing.take", "filing", filing.id, kind)
    return answer


@pages.post(f"{ONE}/again", permission=WRITE)
def write_again(filing_id: UUID) -> Response:
    given, filing = form(WriteAgain), queries.get_for_update(current(), filing_id)
    made = service.write_again(current(), filing, reason=given.reason)
    flash("照现在的数又出了一份，原来的还在")
    return go(url_for("archives_pages.read", filing_id=made.id))


def _address(line: Line) -> str:
    endpoint, argument = ELSEWHERE.get(line.kind, ("archives_pages.read", "filing_id"))
    return url_for(endpoint, **{argument: line.id})  # type: ignore[arg-type]
