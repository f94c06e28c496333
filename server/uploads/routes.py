"""Sending a picture, and seeing one through its signed address."""

from __future__ import annotations

from uuid import UUID

from flask import Response, current_app, request

from server.core import limits
from server.core.actor import current
from server.core.errors import InvalidInput, NotFound
from server.core.http import Routes
from server.core.permissions import Permission
from server.gateways.pictures import PICTURE, clean
from server.gateways.registry import gateways
from server.uploads import queries, service
from server.uploads.models import Upload
from server.uploads.schemas import PictureFile, SignedAddress, UploadOut

routes = Routes("uploads", "/api/uploads")


@routes.post("", permission=Permission.UPLOAD_CREATE, files=PictureFile, out=UploadOut, status=201)
def create() -> UploadOut:
    """Send one picture as multipart field `file`. Position and other hidden data are removed."""
    limits.hit("60 per 10 minute", "upload", current().own_id(), "照片传得太多了，请过几分钟再传。")
    sent = request.files.get("file")
    if sent is None:
        raise InvalidInput("upload.missing", "没有收到照片，请重新选一次。", fields={"file": "请选一张照片"})
    picture = clean(sent.stream.read())
    upload = service.store(current(), picture)
    # bytes before the row's commit: a killed process leaves a file without a row, never the reverse
    gateways().storage.put(str(upload.id), picture.data)
    return UploadOut.of(upload)


@routes.get("/<uuid:upload_id>", permission=Permission.PUBLIC, query=SignedAddress, media=(PICTURE,))
def show(upload_id: UUID, query: SignedAddress) -> Response:
    """The picture itself, for whoever holds an address that was signed within the last ten minutes."""
    upload = queries.get(upload_id)
    if not service.is_address(upload, query.until, query.sign, current_app.config["SECRET_KEY"]):
        raise NotFound("upload.unknown", "这张照片的地址过期了，请刷新页面。")
    return picture(upload, "private, max-age=600")


def picture(upload: Upload, kept: str) -> Response:
    """The bytes, shut in: whoever gives them out has checked that they may be seen, and says how long they keep."""
    response = Response(gateways().storage.get(str(upload.id)), mimetype=upload.type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = kept
    return response
