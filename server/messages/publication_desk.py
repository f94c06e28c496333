"""Publication at the console: the quiet marks on letters, and the page on which a summary is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from server.core.actor import Actor
from server.core.pages import page
from server.core.parsing import Body
from server.core.permissions import Permission
from server.core.text import Text, Words, mask_name, summary as shortened
from server.messages import publication, publication_queries as queries, views
from server.messages.life import MessageStatus
from server.messages.marks import Mark, marks_of, of_lines
from server.messages.models import Message, Publication, Visibility
from server.safety.queries import Finding, Standing, findings

SUMMARY = 300
Tick = Literal["on"] | None


class DraftForm(Body):
    """What stands on the page now, finished or not."""

    summary: Annotated[Text, Field(max_length=SUMMARY)] = ""
    reply: Annotated[Text, Field(max_length=2000)] = ""
    with_reply: Tick = None
    has_read: Tick = None
    keeps_traces: Tick = None

    @property
    def released_reply(self) -> str:
        return self.reply if self.with_reply else ""


class PublishForm(DraftForm):
    summary: Annotated[Words, Field(min_length=5, max_length=SUMMARY)]


@dataclass(frozen=True, slots=True)
class PublicDesk:
    """What a publisher sees of a letter that its author let go public."""

    finding: Finding
    publication: Publication | None
    is_answered: bool

    @property
    def marks(self) -> list[str]:
        return [MARK_WORDS[mark] for mark in marks_of(self.finding)]

    @property
    def tone(self) -> str:
        return _TONES[self.finding.standing]

    @property
    def may_release(self) -> bool:
        return self.finding.standing in (Standing.DOUBTFUL, Standing.WITHHELD)

    @property
    def may_withhold(self) -> bool:
        return self.finding.standing is not Standing.WITHHELD

    @property
    def may_publish(self) -> bool:
        is_open = self.finding.standing in (Standing.CLEAR, Standing.DOUBTFUL)
        return self.is_answered and is_open and self.publication is None


_TONES = {
    Standing.CLEAR: "ok",
    Standing.WAITING: "",
    Standing.DOUBTFUL: "warn",
    Standing.WITHHELD: "bad",
}
MARK_WORDS = {
    Mark.CLEAR: "看过了，可以公开",
    Mark.WAITING: "微信还没查完",
    Mark.TEXT: "微信提示：这段话可能不宜公开",
    Mark.PHOTO: "微信提示：有照片可能不宜公开",
    Mark.UNCHECKED: "微信查不了，请您看",
    Mark.WITHHELD: "定了不公开",
}


def public_of(actor: Actor, message: Message) -> PublicDesk | None:
    """None for a private letter, and for who does not publish."""
    if message.visibility is Visibility.PRIVATE or not actor.may(Permission.MESSAGE_PUBLISH):
        return None
    finding = findings([message.id])[message.id]
    is_answered = message.status in (MessageStatus.ANSWERED, MessageStatus.CONCLUDED)
    return PublicDesk(finding, queries.live(message.id), is_answered)


def marks(actor: Actor, messages: Iterable[Message]) -> dict[UUID, str]:
    """In the list only what waits for somebody: still being looked at, or doubtful."""
    return {key: MARK_WORDS[found[0]] for key, found in of_lines(actor, messages).items()}


def written(actor: Actor, message: Message) -> str:
    """The page with what was published before, or with the author's own words to be rewritten."""
    publication.refuse_unanswered(actor, message)
    before = queries.of(message.id)
    case = views.message_out(actor, message)
    answer = case.reply.text if case.reply else ""
    summary = before.summary if before else shortened(message.content, SUMMARY)
    reply = (before.reply if before else "") or answer
    return page(
        "messages/publication.html",
        message=case,
        public=public_of(actor, message),
        summary=summary,
        reply=reply,
        has_reply=bool(before and before.reply),
        author=author_words(message),
        traces=publication.traces_in(message, summary),
    )


def author_words(message: Message) -> str:
    """Who will stand under it, as everybody will read it."""
    name = publication.author_name(message) if message.visibility is Visibility.PUBLIC else ""
    return f"来信人会写成“{mask_name(name)}”" if name else "不写来信人是谁"
