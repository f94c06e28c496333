"""Who follows what, and what may be followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, and_, exists, false, func, select

from server.core import cache
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.messages.author_models import Follow
from server.messages.life import MessageAction
from server.messages.models import Message, Publication, Step, Visibility
from server.messages.queries import UNKNOWN
from server.stations.models import Station

MOST = 100
ANSWERS = (MessageAction.REPLY, MessageAction.SIGN_OFF)
LIVE = and_(
    Publication.message_id == Message.id,
    Publication.withdrawn_at.is_(None),
    Message.visibility != Visibility.PRIVATE,
)


@dataclass(frozen=True, slots=True)
class Followed:
    """A case of somebody else as its follower knows it."""

    follow: Follow
    message: Message
    station_name: str
    released: str | None
    answer: Step | None


def visible_to(actor: Actor) -> Select[Follow]:
    """One's own."""
    return select(Follow).where(Follow.account_id == actor.account_id if actor.account_id else false())


def followed(actor: Actor, message_id: UUID | None = None) -> list[Followed]:
    """What one follows, the newest first; of one case only, if it is named."""
    found = (
        visible_to(actor)
        .join(Message, Message.id == Follow.message_id)
        .join(Station, Station.id == Message.station_id)
        .outerjoin(Publication, LIVE)
        .add_columns(Message, Station.name, Publication.summary)
        .order_by(Follow.at.desc(), Follow.message_id)
        .limit(MOST)
    )
    if message_id is not None:
        found = found.where(Follow.message_id == message_id)
    rows = db.session.execute(found).all()
    answers = _answers(row[1].id for row in rows)
    return [
        Followed(mine, message, station, released, answers.get(message.id))
        for mine, message, station, released in rows
    ]


def _answers(message_ids: Iterable[UUID]) -> dict[UUID, Step]:
    """The latest answer of each."""
    wanted = list(message_ids)
    steps = select(Step).where(Step.message_id.in_(wanted), Step.action.in_(ANSWERS)).order_by(Step.id)
    return {step.message_id: step for step in db.session.scalars(steps)} if wanted else {}


def for_update(actor: Actor, message_id: UUID) -> Follow | None:
    return db.session.scalar(visible_to(actor).where(Follow.message_id == message_id).with_for_update())


def to_follow(actor: Actor, shown_id: UUID) -> tuple[Message, str]:
    """A case by the id under which it was shown, and its words; a case that was not shown does not exist.

    Everybody was shown what is released; before sending, a person was shown what is like their own.
    """
    public = select(Message).join(Publication, LIVE)
    released = db.session.scalar(
        public.where((Message.id == shown_id) | (Publication.id == shown_id)).with_for_update(of=Message)
    )
    if released is not None:
        return released, ""
    words = cache.get(_key(actor.own_id(), shown_id))
    message = db.session.get(Message, shown_id, with_for_update=True) if words is not None else None
    if message is None or words is None:
        raise NotFound("message.unknown", UNKNOWN)
    return message, words.decode()


def remember(actor: Actor, shown: Iterable[tuple[UUID, str]]) -> None:
    """These cases of others, in these words, were just shown to somebody who writes about the like."""
    for message_id, words in shown:
        cache.put(_key(actor.own_id(), message_id), words.encode(), 24 * 3600)


def _key(account_id: UUID, message_id: UUID) -> str:
    return f"shown|{account_id}|{message_id}"


def last_step_id(message_id: UUID) -> int:
    found = select(func.max(Step.id)).where(Step.message_id == message_id)
    return db.session.execute(found).scalar_one()


def untold(message_id: UUID) -> list[tuple[Follow, Step]]:
    """Followers with the latest step, where it came after what they know; held, so that it is told once."""
    last = last_step_id(message_id)
    found = (
        select(Follow, Step)
        .join(Step, Step.id == last)
        .where(Follow.message_id == message_id, Follow.told_step < last)
    )
    return [(follow, step) for follow, step in db.session.execute(found.with_for_update(of=Follow))]


def behind() -> list[UUID]:
    """Cases with a step that a follower does not know yet."""
    newer = exists().where(Step.message_id == Follow.message_id, Step.id > Follow.told_step)
    return list(db.session.scalars(select(Follow.message_id).where(newer).distinct().limit(500)))
