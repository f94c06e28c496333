"""Sending a picture or a recording, and seeing or hearing one through its signed address."""

from __future__ import annotations

from uuid import UUID

from flask import Response, current_app, request

from server.core import limits
from server.core.actor import current
from server.core.errors import InvalidInput, NotFound
from server.core.http import Routes
from server.core.permissions import Permission
from server.gateways import sounds
from server.gateways.pictures import PICTURE, Picture, clean
from server.gateways.registry import gateways
from server.uploads import queries, service
from server.uploads.models import Upload
from server.uploads.schemas import PictureFile, SignedAddress, UploadOut

routes = Routes("uploads", "/api/uploads")


@routes.post("", permission=Permission.UPLOAD_CREATE, files=PictureFile, out=UploadOut, status=201)
def create() -> UploadOut:
    """Send one picture as multipart field `file`. Position and other hidden data are removed."""
    sent = _sent("没有收到照片，请重新选一次。", "请选一张照片")
    return _keep(clean(sent))


@routes.post("/voices", permission=Permission.UPLOAD_CREATE, files=PictureFile, out=UploadOut, status=201)
def create_voice() -> UploadOut:
    """Send one recording as multipart field `file`: MP3, AAC, M4A or WebM with Opus, 2 MB at most."""
    sent = _sent("没有收到录音，请再说一次。", "请再说一次")
    return _keep(sounds.clean(sent))


def _sent(words: str, field: str) -> bytes:
    limits.hit("60 per 10 minute", "upload", current().own_id(), "传得太多了，请过几分钟再传。写的字都在。")
    sent = request.files.get("file")
    if sent is None:
        raise InvalidInput("upload.missing", words, fields={"file": field})
    return sent.stream.read()


def _keep(cleaned: Picture | sounds.Sound) -> UploadOut:
    upload = service.store(current(), cleaned)
    # bytes before the row's commit: a killed process leaves a file without a row, never the reverse
    gateways().storage.put(str(upload.id), cleaned.data)
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
    if upload.type.startswith("audio/"):
        # an iPhone plays only what it may fetch piece by piece
        response.make_conditional(request, accept_ranges=True, complete_length=upload.size)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = kept
    return response
