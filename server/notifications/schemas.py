"""A notice as its reader sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.core import clock
from server.core.http import Out, Page
from server.core.parsing import Query
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


class NoticeQuery(Query):
    cursor: Annotated[str, Field(pattern=r"^\d{1,6}$")] | None = None
