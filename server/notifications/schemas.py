"""A notice as its reader sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.core import clock
from server.core.http import Out, Page
from server.core.parsing import Body, Query
from server.notifications import choices, consents
from server.notifications.asks import Template
from server.notifications.choices import Choice
from server.notifications.models import Notice


class TargetOut(Out):
    type: str
    id: UUID


class NoticeOut(Out):
    id: UUID
    kind: str
    title: str
    text: str
    target: TargetOut | None
    at: datetime
    is_read: bool

    @classmethod
    def of(cls, notice: Notice) -> NoticeOut:
        target = TargetOut(type=notice.target_type, id=notice.target_id) if notice.target_id else None
        return cls(
            id=notice.id,
            kind=notice.kind,
            title=notice.title,
            text=notice.text,
            target=target,
            at=clock.local(notice.created_at),
            is_read=notice.read_at is not None,
        )


class NoticePage(Page[NoticeOut]):
    unread: int


class ChoiceOut(Out):
    """One switch: `reply`, `progress`, `digest` are kinds of pushes, `night` rests until eight, `sms` is the second way."""

    key: Choice
    is_on: bool


class RemainingOut(Out):
    """How many pushes of each template are still allowed, as far as phone and platform told."""

    remaining: dict[str, int]


class ChoicesOut(RemainingOut):
    choices: list[ChoiceOut]

    @classmethod
    def of(cls, account_id: UUID) -> ChoicesOut:
        offered = choices.offered(account_id)
        return cls(
            choices=[ChoiceOut(key=key, is_on=is_on) for key, is_on in offered.items()],
            remaining=consents.remaining(account_id),
        )


class ChooseNotices(Body):
    choices: dict[Choice, bool]


class AnswerPrompt(Body):
    """`accept…`, `reject`, `ban` or `filter` for each template that was asked about."""

    answers: dict[Template, Annotated[str, Field(pattern=r"^[A-Za-z]{1,40}$")]] = Field(
        min_length=1, max_length=5
    )


class NoticeQuery(Query):
    cursor: Annotated[str, Field(pattern=r"^\d{1,6}$")] | None = None
