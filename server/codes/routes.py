"""A scan: where a code leads. The busiest address of all, so its answer is kept for a while."""

from __future__ import annotations

from flask import Response, request

from server.codes import queries, rotating, screens, service, shown
from server.codes.models import ReportKind
from server.codes.schemas import CodeOut, ReportCode
from server.core import cache, crypto, limits
from server.core.db import transaction
from server.core.errors import Gone, NotFound
from server.core.http import Routes
from server.core.permissions import Permission

routes = Routes("codes", "/api/codes")
KEPT = 600
"""Seconds. What changes behind a code drops its answer by a task; this is the bound when that task is late."""


@routes.get("/<string:code>", permission=Permission.PUBLIC, out=CodeOut)
def resolve(code: str) -> Response:
    """Where a code leads: the station, its deputies, and the deputy whose code it is."""
    if rotating.is_rotating(code):
        return Response(_changing(code), mimetype="application/json")
    digest = crypto.digest(code[:200])
    answer = cache.get(queries.cache_key(digest))
    if answer is None:
        answer = _answer(code)
        cache.put(queries.cache_key(digest), answer, KEPT, mark=(queries.SCANNED, queries.mark_of(digest)))
    return Response(answer, mimetype="application/json")


@routes.post("/<string:code>/reports", permission=Permission.PUBLIC, body=ReportCode, status=204)
def report(code: str, body: ReportCode) -> None:
    """Somebody says that this code is damaged, one that was withdrawn too; its station goes and looks.

    What is written stays with the staff.
    """
    address = request.remote_addr or ""
    limits.hit("5 per 10 minute; 20 per day", "code.report", address, "您说过好几次了，站里会去看。")
    service.report(queries.by_text(code), ReportKind.DAMAGED, body.note)


def _changing(text: str) -> bytes:
    """Of a code that is on a screen for half a minute: its station, asked each time, kept nowhere."""
    try:
        station = screens.scanned(text).station
    except NotFound:
        _count_unknown()
        raise
    return CodeOut.of(shown.at_screen(station.id)).model_dump_json().encode()


def _answer(text: str) -> bytes:
    try:
        line = shown.behind(text)
        return CodeOut.of(line, shown.way_on(line)).model_dump_json().encode()
    except Gone:
        with transaction():
            service.report(queries.by_text(text), ReportKind.REVOKED_SCANNED)
        raise
    except NotFound:
        _count_unknown()
        raise


def _count_unknown() -> None:
    limits.hit("30 per 10 minute", "code.unknown", request.remote_addr or "", "扫得太快了，请过几分钟再试。")
