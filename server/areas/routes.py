"""The administrative tree, open to everybody."""

from __future__ import annotations

from server.areas import queries
from server.areas.schemas import AreaOut
from server.core.http import Routes
from server.core.permissions import Permission

routes = Routes("areas", "/api/areas")


@routes.get("/<string:code>", permission=Permission.PUBLIC, out=AreaOut)
def read(code: str) -> AreaOut:
    """An area and the areas directly below it."""
    area = queries.get(code)
    return AreaOut.of(area, queries.children(area))
