"""What the console's desk sends when a letter turns, and where one stays afterwards."""

from __future__ import annotations

from flask import url_for

from server.messages.author_schemas import TranscribeMessage
from server.messages.desk import Place
from server.messages.models import Message
from server.messages.path_schemas import (
    AskMessage,
    ForwardMessage,
    HandUpMessage,
    NoteMessage,
    ProgressMessage,
    RejectMessage,
    ReopenMessage,
    RestoreMessage,
    SendBackRefusal,
    SignalMessage,
    SupplementMessage,
)


class AskForm(AskMessage, Place):
    """What is missing."""


class SupplementForm(SupplementMessage, Place):
    """What the author said by phone."""


class RestoreForm(RestoreMessage, Place):
    """Why it goes on."""


class ProgressForm(ProgressMessage, Place):
    """How it stands."""


class RejectForm(RejectMessage, Place):
    """Why, and where to go."""


class SendBackForm(SendBackRefusal, Place):
    """Why it is taken on."""


class TranscribeForm(TranscribeMessage, Place):
    """What was heard."""


class NoteForm(NoteMessage, Place):
    """Among the staff."""


class SignalForm(SignalMessage, Place):
    """Whether it may become a petition."""


class HandUpForm(HandUpMessage, Place):
    """Why a unit is needed."""


class ForwardForm(ForwardMessage, Place):
    """To whom, and why."""


class ReopenForm(ReopenMessage, Place):
    """What is poor about the answer."""


def same(message: Message, place: Place) -> str:
    """The same message again, in the list or as a whole page."""
    if place.back == "case":
        return url_for("messages_pages.case", message_id=message.id)
    return url_for("messages_pages.inbox", open=message.id, **place.find().kept)
