"""The own points by JSON, while they are on. While they are off, there is no such address for anybody (F02)."""

from __future__ import annotations

from typing import Any

from flask import abort

from server.core.actor import current
from server.core.db import begin
from server.core.http import Routes
from server.core.permissions import Permission
from server.points import counting, queries
from server.points.schemas import PointsOut

routes = Routes("points", "/api")


@routes.blueprint.url_value_preprocessor
def as_if_it_were_not_there(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Before anybody is asked who they are."""
    begin(only_reads=True)
    if not queries.is_on_anywhere():
        abort(404)


@routes.get("/points", permission=Permission.POINTS_OWN, out=PointsOut)
def own() -> PointsOut:
    """One's own, this year."""
    deputy, switch = queries.person(current(), current().deputy_id)
    return PointsOut.of(counting.of(deputy.id, switch))
