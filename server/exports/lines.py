"""A letter as a row of a sheet: words instead of codes, and nobody to be recognised unless that was agreed to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.accounts.models import Account
from server.core import clock
from server.core.db import db
from server.core.text import mask_name, mask_phone
from server.messages import desk, publication_traces
from server.messages.models import Rating, Step
from server.messages.publication_traces import TraceKind
from server.messages.queries import Line
from server.messages.views import ANSWERS

HEADINGS = (
    *("编号", "来信时间", "状态", "站点", "写给代表", "承办单位", "地点", "正文", "公开方式", "答应的日期"),
    *("受理时间", "答复时间", "答复", "结果", "答复满意吗", "问题解决了吗", "来信人", "电话", "水印"),
)
WIDTHS = (14, 17, 10, 24, 10, 16, 24, 60, 10, 12, 17, 17, 60, 10, 12, 12, 10, 14, 40)
HIDDEN = (TraceKind.PHONE, TraceKind.ID_CARD, TraceKind.PLATE, TraceKind.ACCOUNT)
"""Hidden in what people wrote; of doors and names only the author's own: without a place nobody can help."""


def rows(letters: Sequence[Line], *, with_people: bool) -> list[list[str]]:
    ids = [letter.message.id for letter in letters]
    replies, ratings = _replies(ids), _ratings(ids)
    authors = authors_of(letter.message.author_id for letter in letters)
    cases = [
        _Case(letter, authors[letter.message.author_id], replies.get(message_id), ratings.get(message_id))
        for letter, message_id in zip(letters, ids, strict=True)
    ]
    return [_row(case, with_people=with_people) for case in cases]


@dataclass(frozen=True, slots=True)
class _Case:
    """A letter with who wrote it, the last answer, and what its author said to that."""

    letter: Line
    author: Account
    reply: Step | None
    rating: Rating | None


def _row(case: _Case, *, with_people: bool) -> list[str]:
    letter, message, author = case.letter, case.letter.message, case.author
    reply, rating = case.reply, case.rating

    def said(text: str) -> str:
        return text if with_people else masked(text, author.name)

    phone = author.phone or ""
    return [
        message.number,
        moment(message.created_at),
        desk.STATUS_WORDS[message.status_now],
        letter.station_name,
        letter.deputy_name or "",
        message.unit_name,
        said(message.place),
        said(message.content),
        desk.VISIBILITY_WORDS[message.visibility],
        message.promised_on.isoformat(),
        moment(message.accepted_at),
        moment(message.answered_at),
        said(reply.text) if reply else "",
        desk.RESULT_WORDS[reply.result][0] if reply and reply.result else "",
        desk.SATISFIED_WORDS[rating.reply] if rating else "",
        ("解决了" if rating.solved else "没有解决") if rating else "",
        author.name if with_people else mask_name(author.name),
        phone if with_people or not phone else mask_phone(phone),
    ]


def masked(text: str, name: str) -> str:
    """Numbers by which somebody could be found, and the author's own name, are blotted out."""
    for trace in publication_traces.find(text, [name] if name else []):
        if trace.kind in HIDDEN or (name and name in trace.text):
            text = text.replace(trace.text, "＊＊＊")
    return text


def moment(at: datetime | None) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else ""


def _replies(ids: Sequence[UUID]) -> dict[UUID, Step]:
    """The last answer of each."""
    found = select(Step).where(Step.message_id.in_(ids), Step.action.in_(ANSWERS)).order_by(Step.id)
    return {step.message_id: step for step in db.session.scalars(found)}


def _ratings(ids: Sequence[UUID]) -> dict[UUID, Rating]:
    found = select(Rating).where(Rating.message_id.in_(ids))
    return {rating.message_id: rating for rating in db.session.scalars(found)}


def authors_of(ids: Iterable[UUID]) -> dict[UUID, Account]:
    found = select(Account).where(Account.id.in_(set(ids)))
    return {account.id: account for account in db.session.scalars(found)}
