"""What hangs beside a letter, as far as this reader may see or hear it."""

from __future__ import annotations

from server.accounts.models import Account
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.messages.author_models import Voice
from server.messages.author_schemas import FollowOut, SpotOut, VoiceOut
from server.messages.follow_queries import Followed
from server.messages.kinds import NAMELESS
from server.messages.life import OPEN, TIMED
from server.messages.models import Message
from server.messages.publication_traces import find
from server.messages.queries import Case
from server.uploads.queries import get as get_upload
from server.uploads.schemas import UploadOut

_GOVERNMENT = (Role.HANDLER, Role.HANDLER_LEAD, Role.GOV_DISPATCHER)
"""Who learns of a person only what the person agreed to, or nothing."""
_PEOPLE = (Role.RESIDENT, Role.FORMER_DEPUTY, Role.VISITOR)


def may_know_author(message: Message) -> bool:
    """Whether a unit may: only with the author's consent, and never of a complaint or a report (domain §4.2)."""
    return message.consent_share_identity and message.kind is not None and message.kind not in NAMELESS


def voice_of(actor: Actor, case: Case) -> VoiceOut | None:
    if not case.has_voice:
        return None
    voice = db.session.get_one(Voice, case.message.id)
    sound = UploadOut.of(get_upload(voice.upload_id))
    hears = actor.role not in _GOVERNMENT or may_know_author(case.message)
    return VoiceOut(
        type=sound.type,
        url=sound.url if hears else None,
        transcript=voice.transcript,
        transcriber=voice.transcriber,
        transcribed_at=clock.local(voice.transcribed_at) if voice.transcribed_at else None,
    )


def spot_of(actor: Actor, message: Message) -> SpotOut | None:
    """The point its author set, which may be their door: not for the government."""
    if message.latitude is None or message.longitude is None or actor.role in _GOVERNMENT:
        return None
    return SpotOut(latitude=message.latitude, longitude=message.longitude)


def followers_of(actor: Actor, case: Case) -> int | None:
    """How many met the same: a fact for those who handle it, never an order among letters (F01)."""
    is_author = case.message.author_id == actor.account_id
    return None if is_author or actor.role in _PEOPLE else case.followers


def follow_out(one: Followed) -> FollowOut:
    message, answer = one.message, one.answer
    return FollowOut(
        id=message.id,
        number=message.number,
        summary=one.released or one.follow.summary,
        status=message.status_now,
        station=one.station_name,
        promised_on=message.promised_on if message.status in TIMED else None,
        is_over=message.status_now not in OPEN,
        answer=_without_persons(answer.text, message) if answer else None,
        answered_on=clock.local(answer.at).date() if answer else None,
        since=clock.local(one.follow.at),
    )


def _without_persons(text: str, message: Message) -> str:
    author = db.session.get_one(Account, message.author_id)
    for trace in find(text, [author.name, author.display_name]):
        text = text.replace(trace.text, "××")
    return text
