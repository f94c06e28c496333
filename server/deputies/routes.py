"""The picture of a deputy in office, for everybody."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from server.core.http import Routes
from server.core.permissions import Permission
from server.deputies import queries
from server.gateways.pictures import PICTURE
from server.uploads.routes import picture

routes = Routes("deputies", "/api/deputies")


@routes.get("/<uuid:deputy_id>/photo", permission=Permission.PUBLIC, media=(PICTURE,))
def photo(deputy_id: UUID) -> Response:
    """The picture itself, as long as the deputy is in office."""
    return picture(queries.public_photo(deputy_id), "public, max-age=600")
