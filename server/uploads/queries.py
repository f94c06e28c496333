"""Finding uploads; another person's upload does not exist."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, false, select

from server.core.actor import Actor
from server.core.db import db
from server.core.errors import InvalidInput, NotFound
from server.uploads.models import Upload


def visible_to(actor: Actor) -> Select[Upload]:
    """Own uploads. What hangs on a case is shown by the case, through a signed address."""
    owned = Upload.owner_id == actor.account_id if actor.account_id else false()
    return select(Upload).where(owned)


def get(upload_id: UUID) -> Upload:
    """Any upload, for a caller whose right was checked by a signature. Raises NotFound."""
    upload = db.session.get(Upload, upload_id)
    if upload is None:
        raise NotFound("upload.unknown", "照片找不到了。")
    return upload


def unused(actor: Actor, ids: Sequence[UUID]) -> list[Upload]:
    """The actor's own, not yet used pictures, in the order of `ids`. Raises InvalidInput for any other."""
    if not ids:
        return []
    found = db.session.scalars(_held(actor).where(Upload.id.in_(ids), Upload.type.startswith("image/")))
    by_id = {upload.id: upload for upload in found}
    if len(by_id) != len(ids) or len(set(ids)) != len(ids):
        raise InvalidInput(
            "upload.unknown", "有照片没传成，请重新选一次。文字都在。", fields={"upload_ids": "有照片没传成"}
        )
    return [by_id[upload_id] for upload_id in ids]


def unused_voice(actor: Actor, upload_id: UUID) -> Upload:
    """The actor's own, not yet used recording. Raises InvalidInput for any other."""
    found = db.session.scalar(_held(actor).where(Upload.id == upload_id, Upload.type.startswith("audio/")))
    if found is None:
        words = "录音没传成，请再说一次。文字都在。"
        raise InvalidInput("upload.unknown", words, fields={"voice_id": "录音没传成"})
    return found


def _held(actor: Actor) -> Select[Upload]:
    """What nothing has taken in yet, held for whoever asks first."""
    return visible_to(actor).where(Upload.used_at.is_(None)).with_for_update()
