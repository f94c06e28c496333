"""What hangs beside the words of a letter: what its author said aloud, and a point on the map. Neither is ever needed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.messages import service
from server.messages.addresses import Address
from server.messages.author_models import Voice
from server.messages.models import Message
from server.messages.queries import Case
from server.uploads import queries as uploads, service as upload_service

VOICE_ONLY: Final = "录音，没有文字"
"""What stands where the words would: nobody is made to type."""


def submit(
    actor: Actor,
    to: Address,
    *,
    content: str = "",
    voice_id: UUID | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    **rest: Any,
) -> tuple[Case, str | None]:
    """Take a message in (O1), spoken or written. A point goes no finer than a metre, and is never followed."""
    case, pin = service.submit(actor, to, content=content or VOICE_ONLY, **rest)
    if latitude is not None and longitude is not None:
        case.message.latitude, case.message.longitude = round(latitude, 5), round(longitude, 5)
    if voice_id is None:
        return case, pin
    upload = uploads.unused_voice(actor, voice_id)
    upload_service.use(upload)
    db.session.add(Voice(message_id=case.message.id, upload_id=upload.id))
    db.session.flush()
    return replace(case, has_voice=True), pin


def transcribe(actor: Actor, message: Message, *, text: str) -> Voice:
    """Write down what is heard; written anew, it replaces what was there. The author reads it too."""
    service.refuse_author(actor, message)
    voice = db.session.get(Voice, message.id, with_for_update=True)
    if voice is None:
        raise NotFound("message.no_voice", "这封信没有录音。")
    voice.transcript, voice.transcriber, voice.transcribed_at = text, actor.title, clock.now()
    return voice
