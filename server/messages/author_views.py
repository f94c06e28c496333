"""What hangs beside a letter, as far as this reader may see or hear it."""

from __future__ import annotations

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.messages.author_models import Voice
from server.messages.author_schemas import SpotOut, VoiceOut
from server.messages.models import Message
from server.messages.queries import Case
from server.uploads.queries import get as get_upload
from server.uploads.schemas import UploadOut

_UNITS = (Role.HANDLER, Role.HANDLER_LEAD)


def voice_of(actor: Actor, case: Case) -> VoiceOut | None:
    if not case.has_voice:
        return None
    voice = db.session.get_one(Voice, case.message.id)
    sound = UploadOut.of(get_upload(voice.upload_id))
    hears = actor.role not in _UNITS or case.message.consent_share_identity
    return VoiceOut(
        type=sound.type,
        url=sound.url if hears else None,
        transcript=voice.transcript,
        transcriber=voice.transcriber,
        transcribed_at=clock.local(voice.transcribed_at) if voice.transcribed_at else None,
    )


def spot_of(message: Message) -> SpotOut | None:
    if message.latitude is None or message.longitude is None:
        return None
    return SpotOut(latitude=message.latitude, longitude=message.longitude)
