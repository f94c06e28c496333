"""What the desk sends: the same bodies as by JSON, with the place where they were sent from."""

from __future__ import annotations

from server.assignments.desk import Place
from server.assignments.schemas import (
    AskForTime,
    Contribute,
    Fulfil,
    GiveBack,
    Inquire,
    LookBack,
    RefuseAnswer,
    RefuseTime,
    SendBackDraft,
    SignOff,
    WriteDraft,
)


class GiveBackForm(GiveBack, Place):
    """Whose it is instead, and why."""


class AskForTimeForm(AskForTime, Place):
    """How many days, and why."""


class RefuseTimeForm(RefuseTime, Place):
    """Why the day stays."""


class DraftForm(WriteDraft, Place):
    """The composer."""

    @property
    def written(self) -> dict[str, object]:
        return self.model_dump(include=set(WriteDraft.model_fields))


class SendBackForm(SendBackDraft, Place):
    """What is missing."""


class SignOffForm(SignOff, Place):
    """Pictures go along."""


class ContributeForm(Contribute, Place):
    """What a helper knows."""


class InquireForm(Inquire, Place):
    """What the author is asked."""


class LookBackForm(LookBack, Place):
    """How it stands now."""


class FulfilForm(Fulfil, Place):
    """That it is done."""


class RefuseAnswerForm(RefuseAnswer, Place):
    """What is missing."""
