"""My package by JSON, and the package itself."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from server.core.actor import current
from server.core.http import Routes
from server.core.permissions import Permission
from server.gateways.registry import gateways
from server.mydata import queries, service
from server.mydata.schemas import CopyOut, LatestCopy

routes = Routes("mydata", "/api/data-copies")


@routes.post("", permission=Permission.ACCOUNT_OWN, out=CopyOut, status=201)
def order() -> CopyOut:
    """Pack everything of mine, in the background."""
    return CopyOut.of(service.order(current()))


@routes.get("/latest", permission=Permission.ACCOUNT_OWN, out=LatestCopy)
def latest() -> LatestCopy:
    """How far my package is."""
    found = queries.latest(current())
    return LatestCopy(copy_now=CopyOut.of(found) if found else None)


@routes.get("/<uuid:copy_id>/file", permission=Permission.ACCOUNT_OWN)
def download(copy_id: UUID) -> Response:
    """The package itself; only in its owner's own session, and for a week."""
    copy = queries.ready(current(), copy_id)
    response = Response(gateways().storage.get(str(copy.id)), mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response
