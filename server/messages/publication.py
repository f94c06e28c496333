"""What the public may read of a case. Only its author opens the door, and only a person lets it through.

A letter marked private is never sent to the platform and never published. Nothing here commits.
"""

from __future__ import annotations

from server.accounts.models import Account
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from server.messages import publication_queries as queries, publication_traces as traces
from server.messages.life import MessageAction, MessageStatus
from server.messages.models import Message, Publication, Visibility
from server.messages.publication_traces import Trace
from server.messages.service import record, refuse_author
from server.safety import service as safety
from server.safety.models import CheckAction
from server.safety.queries import Standing, findings
from server.safety.service import Subject

ANSWERED = (MessageStatus.ANSWERED, MessageStatus.CONCLUDED)
WIDTH = (Visibility.PRIVATE, Visibility.ANONYMOUS_PUBLIC, Visibility.PUBLIC)
"""From the fewest readers to the most."""
NARROWED = {
    Visibility.PRIVATE: "不公开了，只给办事的人看。",
    Visibility.ANONYMOUS_PUBLIC: "隐去称呼，结果照样公开。",
}


def order_checks(message: Message) -> None:
    """Have the platform look at what may become public, and at nothing else."""
    if message.visibility is Visibility.PRIVATE:
        return
    text = "\n".join(part for part in (message.content, message.place) if part)
    safety.order(subject_of(message), text=text, upload_ids=queries.own_photos(message.id))


def subject_of(message: Message) -> Subject:
    return Subject("message", message.id, message.author_id)


def release(actor: Actor, message: Message) -> None:
    """A person read the letter: it may be public, whatever the platform could not say."""
    refuse_private(actor, message)
    safety.decide(actor, subject_of(message), CheckAction.RELEASE)


def withhold(actor: Actor, message: Message) -> None:
    """A person read the letter: it stays among the staff, and what was published is gone at once."""
    refuse_private(actor, message)
    safety.decide(actor, subject_of(message), CheckAction.WITHHOLD)
    found = queries.live(message.id)
    if found is not None:
        _take_back(actor, message, found)


def publish(
    actor: Actor,
    message: Message,
    *,
    summary: str,
    reply: str = "",
    has_read: bool = False,
    keeps_traces: bool = False,
) -> Publication:
    """Let everybody read this summary, and the reply when it is given. Photos are never published."""
    refuse_unanswered(actor, message)
    _refuse_unread(actor, message, has_read)
    if not keeps_traces and (found := traces_in(message, summary, reply)):
        words = "、".join(trace.words for trace in found[:5])
        raise Conflict("publication.traces", f"里面好像有{words}。请改掉；确实可以公开的，勾上再来。")
    publication = queries.of(message.id) or Publication(message_id=message.id, station_id=message.station_id)
    publication.summary, publication.reply = summary, reply
    publication.account_id, publication.at, publication.withdrawn_at = actor.own_id(), clock.now(), None
    db.session.add(publication)
    audit.record(actor, "message.publish", "message", message.id)
    outbox.publish("message.published", message_id=message.id, at=int(publication.at.timestamp()))
    return publication


def withdraw(actor: Actor, message: Message) -> None:
    """Gone from the public list with this transaction."""
    refuse_author(actor, message)
    found = queries.live(message.id)
    if found is None:
        raise NotFound("publication.unknown", "这件事现在没有公开。")
    _take_back(actor, message, found)


def narrow(actor: Actor, message: Message, *, visibility: Visibility) -> None:
    """The author shows it to fewer people: at once, at any time, without a reason, and never back again.

    Said twice, nothing happens the second time. A summary that still tells who they are goes with their name.
    """
    if message.author_id != actor.account_id:
        raise Forbidden("message.not_yours", "给不给大家看，只有来信人自己能说。")
    if visibility is message.visibility:
        return
    if WIDTH.index(visibility) > WIDTH.index(message.visibility):
        raise Conflict("message.only_narrower", "只能给更少的人看，不能再放开。想公开，请另写一封。")
    message.visibility = visibility
    record(message, actor, MessageAction.NARROW, text=NARROWED[visibility])
    is_private = visibility is Visibility.PRIVATE
    if is_private:
        safety.take_back(subject_of(message))
    found = queries.live(message.id)
    if found is not None and (is_private or traces_in(message, found.summary, found.reply)):
        _take_back(actor, message, found)


def _take_back(actor: Actor, message: Message, publication: Publication) -> None:
    publication.withdrawn_at = clock.now()
    audit.record(actor, "message.withdraw", "message", message.id)


def traces_in(message: Message, *texts: str) -> list[Trace]:
    """What could tell who somebody is; the author's own name is known and looked for."""
    name = author_name(message)
    return [trace for text in texts for trace in traces.find(text, [name] if name else [])]


def author_name(message: Message) -> str:
    return db.session.get_one(Account, message.author_id).name or ""


def refuse_private(actor: Actor, message: Message) -> None:
    refuse_author(actor, message)
    if message.visibility is Visibility.PRIVATE:
        raise Conflict("publication.private", "来信人没有同意公开，这件事只在站里看。")


def refuse_unanswered(actor: Actor, message: Message) -> None:
    refuse_private(actor, message)
    if message.status not in ANSWERED:
        raise Conflict("publication.too_early", "答复了来信人以后，才能公开。")


def _refuse_unread(actor: Actor, message: Message, has_read: bool) -> None:
    """What did not pass by itself passes by the word of a person who read it, and that word is kept."""
    match findings([message.id])[message.id].standing:
        case Standing.WITHHELD:
            raise Conflict("publication.withheld", "这封信定了不公开。要公开，请先改成“可以公开”。")
        case Standing.WAITING:
            raise Conflict("safety.waiting", "微信还没查完，最多一个小时。查完再公开。")
        case Standing.DOUBTFUL if not has_read:
            raise InvalidInput("publication.unread", "请看完原信，再勾上“我看过原信”。")
        case Standing.DOUBTFUL:
            safety.decide(actor, subject_of(message), CheckAction.RELEASE)
        case Standing.CLEAR:
            pass
