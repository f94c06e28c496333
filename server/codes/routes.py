"""A scan: where a code leads. The busiest address of all, so its answer is kept for a minute."""

from __future__ import annotations

from flask import Response, request

from server.codes import queries
from server.codes.schemas import CodeOut
from server.core import cache, crypto, limits
from server.core.errors import NotFound
from server.core.http import Routes
from server.core.permissions import Permission

routes = Routes("codes", "/api/codes")
KEPT = 60
"""Seconds. A revoked code is dropped at once by its own task; this is the bound when that task is late."""


@routes.get("/<string:code>", permission=Permission.PUBLIC, out=CodeOut)
def resolve(code: str) -> Response:
    """Where a code leads: the station, its deputies, and the deputy whose code it is."""
    key = queries.cache_key(crypto.digest(code[:200]))
    answer = cache.get(key)
    if answer is None:
        answer = _answer(code)
        cache.put(key, answer, KEPT)
    return Response(answer, mimetype="application/json")


def _answer(text: str) -> bytes:
    try:
        return CodeOut.of(queries.shown(text)).model_dump_json().encode()
    except NotFound:
        limits.hit(
            "30 per 10 minute", "code.unknown", request.remote_addr or "", "扫得太快了，请过几分钟再试。"
        )
        raise
