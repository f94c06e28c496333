"""A scan: where a code leads. The busiest address of all, so it is answered by one statement."""

from __future__ import annotations

from flask import request

from server.codes import queries
from server.codes.schemas import CodeOut
from server.core import limits
from server.core.errors import NotFound
from server.core.http import Routes
from server.core.permissions import Permission

routes = Routes("codes", "/api/codes")


@routes.get("/<string:code>", permission=Permission.PUBLIC, out=CodeOut)
def resolve(code: str) -> CodeOut:
    """Where a code leads: the station, its deputies, and the deputy whose code it is."""
    try:
        return CodeOut.of(queries.shown(code))
    except NotFound:
        limits.hit(
            "30 per 10 minute", "code.unknown", request.remote_addr or "", "扫得太快了，请过几分钟再试。"
        )
        raise
