"""One message on the console's desk: its history in words, its facts, and where one goes on after an action."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import render_template, request, url_for
from pydantic import Field, field_validator

from server.areas import settings
from server.areas.catalogue import ANSWER_DAYS, RATE_DAYS
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.errors import NotFound
from server.core.pages import wants_part
from server.core.permissions import Permission
from server.core.text import Words
from server.messages import course_queries, inbox, list_desk, publication_desk, queries, views, walkins
from server.messages.advice import dangers, led_to
from server.messages.advice_words import ADVICE_WORDS
from server.messages.arranging_models import Arranged
from server.messages.arranging_queries import Related, related
from server.messages.aside_models import Note
from server.messages.bulk import Outcome
from server.messages.filters import Filters
from server.messages.guides import GUIDES
from server.messages.life import WORKFLOW, MessageAction, MessageStatus
from server.messages.lights import Light, light
from server.messages.models import Message, ResultClass, Visibility
from server.messages.publication_desk import PublicDesk
from server.messages.queries import Line
from server.messages.schemas import MessageOut, RatingOut, ReplyMessage, RevealIdentity
from server.messages.walkin_models import TakenHow, WalkIn

STATUS_WORDS = {
    MessageStatus.SUBMITTED: "待受理",
    MessageStatus.NEED_INFO: "待补充",
    MessageStatus.REJECTED: "不予受理",
    MessageStatus.ACCEPTED: "办理中",
    MessageStatus.ANSWERED: "已答复",
    MessageStatus.ASSIGNED: "已交办",
    MessageStatus.HANDLING: "单位在办",
    MessageStatus.UNIT_RETURNED: "单位退回",
    MessageStatus.REPLIED: "单位答复了",
    MessageStatus.REWORKING: "不满意，再办",
    MessageStatus.CONVERTED: "转出去了",
    MessageStatus.CONCLUDED: "已办结",
    MessageStatus.WITHDRAWN: "撤回了",
    MessageStatus.MERGED: "并案",
}
STATUS_TONES = {
    MessageStatus.SUBMITTED: "info",
    MessageStatus.NEED_INFO: "warn",
    MessageStatus.REJECTED: "",
    MessageStatus.ACCEPTED: "info",
    MessageStatus.ANSWERED: "ok",
    MessageStatus.ASSIGNED: "info",
    MessageStatus.HANDLING: "info",
    MessageStatus.UNIT_RETURNED: "warn",
    MessageStatus.REPLIED: "ok",
    MessageStatus.REWORKING: "bad",
    MessageStatus.CONVERTED: "",
    MessageStatus.CONCLUDED: "",
    MessageStatus.WITHDRAWN: "",
    MessageStatus.MERGED: "",
}
RESULT_WORDS = {
    ResultClass.A: ("解决了", "事情已经办好"),
    ResultClass.B: ("答应办", "写明哪天办好"),
    ResultClass.C: ("现在办不到", "说清为什么"),
    ResultClass.D: ("留作参考", "记下了，以后用"),
}
VISIBILITY_WORDS = {
    Visibility.PRIVATE: "不公开",
    Visibility.ANONYMOUS_PUBLIC: "匿名公开",
    Visibility.PUBLIC: "可以公开",
}
HOW_WORDS = {
    TakenHow.COUNTER: "来站里说的",
    TakenHow.PHONE: "电话里说的",
    TakenHow.VISIT: "上门听到的",
    TakenHow.ONSITE: "进站会商听到的",
}
RELATED_WORDS = {
    Arranged.MERGE: ("主件，在那边办", "并进来的"),
    Arranged.SPLIT: ("从这里分出去的", "从那里分出来的"),
    Arranged.LINK: ("关联", "关联"),
}
"""Of the other letter: when this one is the merged or parted one, and when it is the other."""
SATISFIED_WORDS = {1: "不满意", 2: "基本满意", 3: "满意"}
REASONS = ("约上门看现场的时间", "电话里问清情况", "回访办得怎么样")


class Place(Filters):
    """Where on the desk an action was taken: its page, and the inbox's filters."""

    back: Literal["inbox", "case"] = "inbox"
    seen: int | None = None
    """The last step that the page showed."""

    def find(self) -> inbox.FindMessages:
        return inbox.FindMessages(**self.kept)


BLANK = re.compile(r"\{[^{}\n]{0,20}[\u4e00-\u9fff][^{}\n]{0,20}\}")
"""Left over from a canned reply."""


class ReplyForm(ReplyMessage, Place):
    """The composer. What a canned reply left blank is filled in before it goes."""

    @field_validator("text")
    @classmethod
    def filled_in(cls, text: str) -> str:
        if BLANK.search(text):
            raise ValueError("blank_left")
        return text


class RevealForm(RevealIdentity):
    """One of the usual reasons; own words go before it."""

    other: Annotated[Words, Field(min_length=2, max_length=100)] | None = None

    @property
    def words(self) -> str:
        return self.other or self.reason


@dataclass(frozen=True, slots=True)
class Desk:
    """A message with everything that is said about it."""

    message: MessageOut
    light: Light | None
    reads: list[AuditEntry]
    area_code: str
    public: PublicDesk | None
    notes: list[Note]
    walk_in: WalkIn | None
    seen: int
    """The number of the last step."""
    related: list[Related]
    possible: list[MessageAction]
    actor: Actor

    @property
    def may_merge(self) -> bool:
        return MessageAction.MERGE in self.possible and self.actor.may(Permission.MESSAGE_MERGE)

    @property
    def may_arrange(self) -> bool:
        return MessageAction.SPLIT in self.possible and self.actor.may(Permission.MESSAGE_ARRANGE)

    @property
    def may_transfer(self) -> bool:
        return MessageAction.TRANSFER in self.possible and self.may_arrange

    @property
    def status(self) -> tuple[str, str]:
        """Word and tone of the chip."""
        return STATUS_WORDS[self.message.status], STATUS_TONES[self.message.status]

    @property
    def satisfied(self) -> tuple[str, str]:
        """Whether the reply satisfied: the answer, and what to know about it. Unrated is not satisfied."""
        rating = self.message.rating
        if rating is None:
            return _unrated(self.message.status, settings.number(self.area_code, RATE_DAYS))
        return SATISFIED_WORDS[rating.reply], _said(rating)

    @property
    def solved(self) -> tuple[str, str]:
        rating = self.message.rating
        if rating is None:
            return _unrated(self.message.status, settings.number(self.area_code, RATE_DAYS))
        return ("解决了" if rating.solved else "没有解决"), "来信人自己说的"

    @property
    def answer_days(self) -> int:
        """Working days that accepting gives."""
        return settings.number(self.area_code, ANSWER_DAYS)

    @property
    def result(self) -> str:
        result = self.message.reply.result if self.message.reply else None
        return RESULT_WORDS[result][0] if result else ""


def _unrated(status: MessageStatus, days: int) -> tuple[str, str]:
    match status:
        case MessageStatus.ANSWERED | MessageStatus.REPLIED:
            return "还没有说", f"答复后 {days} 天内由来信人说；不说不算满意"
        case MessageStatus.CONCLUDED:
            return "没有说", "没有评价，不算满意"
        case MessageStatus.REJECTED | MessageStatus.WITHDRAWN:
            return "不用评价", "没有答复，就没有评价"
        case _:
            return "还没到评价", "答复以后由来信人说"


def _said(rating: RatingOut) -> str:
    return f"“{rating.text}”" if rating.text else "没有多写"


def desk_of(actor: Actor, message: Message) -> Desk:
    case = queries.case(message)
    out = views.case_out(actor, case)
    reads = queries.identity_reads(message.id) if actor.may(Permission.IDENTITY_READ) else []
    public = publication_desk.public_of(actor, message)
    may_note = actor.may(Permission.MESSAGE_NOTE) and message.author_id != actor.account_id
    notes = course_queries.notes(message.id) if may_note else []
    walk_in = walkins.of_one(message.id) if out.is_taken_down else None
    return Desk(
        out,
        light(message),
        reads,
        message.area_code,
        public,
        notes,
        walk_in,
        case.steps[-1].id,
        *_arranged(actor, message),
    )


def _arranged(actor: Actor, message: Message) -> tuple[list[Related], list[MessageAction], Actor]:
    """The letters beside this one, and what may be done; nothing of it for its author."""
    if message.author_id == actor.account_id:
        return [], [], actor
    return related(actor, message.id), WORKFLOW.actions(message.status_now), actor


def words() -> dict[str, Any]:
    """The tables of words that the templates look things up in."""
    return {
        "result_words": RESULT_WORDS,
        "visibility_words": VISIBILITY_WORDS,
        "status_words": STATUS_WORDS,
        "reasons": REASONS,
        "guides": GUIDES,
        "view_of": inbox.view_of,
        "light_of": light,
        "advice": ADVICE_WORDS,
        "led_to": led_to,
        "how_words": HOW_WORDS,
        "related_words": RELATED_WORDS,
        "satisfied_words": SATISFIED_WORDS,
    }


def shown(actor: Actor, find: inbox.FindMessages, *, outcomes: Sequence[Outcome] = ()) -> str:
    """The inbox with one message open; htmx gets the right pane alone. `outcomes` of a step for several."""
    is_pane = wants_part() and request.headers.get("HX-Target") == "read"
    if is_pane and find.open:
        pane = desk_of(actor, queries.get(actor, find.open))
        return render_template("messages/parts/read.html", desk=pane, find=find, **words())
    lines = inbox.lines(actor, find)
    desk = _opened(actor, find, lines)
    return render_template(
        "messages/inbox.html",
        views=inbox.views(actor),
        here=inbox.words_of(find.view),
        lines=lines[: inbox.PER_PAGE],
        marks=publication_desk.marks(actor, [line.message for line in lines]),
        dangers=dangers([line.message for line in lines]),
        has_more=len(lines) > inbox.PER_PAGE,
        outcomes=outcomes,
        following=inbox.following(lines),
        find=find,
        desk=desk,
        search_words=find.q,
        **list_desk.around(actor, find, [line.message for line in lines]),
        **words(),
    )


def _opened(actor: Actor, find: inbox.FindMessages, lines: list[Line]) -> Desk | None:
    """The message named in the address, else the first of the list. One that is gone is not an error here."""
    if find.open:
        try:
            return desk_of(actor, queries.get(actor, find.open))
        except NotFound:
            if not lines:
                return None
    return desk_of(actor, lines[0].message) if lines else None


def onward(actor: Actor, message: Message, place: Place) -> str:
    """Where to go on after an action: the next in the list, or the same whole page. Asked before the action."""
    if place.back == "case":
        return url_for("messages_pages.case", message_id=message.id)
    find = place.find()
    following: UUID | None = inbox.after(actor, message.id, find)
    return url_for("messages_pages.inbox", open=following, **find.kept)
