"""A picture as others see it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from flask import current_app
from pydantic import BaseModel, Field

from server.core.http import Out
from server.core.parsing import Query
from server.uploads import service
from server.uploads.models import Upload


class UploadOut(Out):
    id: UUID
    type: str
    size: int
    url: str

    @classmethod
    def of(cls, upload: Upload) -> UploadOut:
        url = service.address(upload, current_app.config["SECRET_KEY"])
        return cls(id=upload.id, type=upload.type, size=upload.size, url=url)


class PictureFile(BaseModel):
    """The part of a multipart body that holds the picture."""

    file: bytes


class SignedAddress(Query):
    until: int
    sign: Annotated[str, Field(max_length=64)]
