"""The only door to a message asks who is knocking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import (
    Executable,
    Select,
    Uuid,
    bindparam,
    case as chosen,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import load_only

from server.areas.queries import within
from server.core import clock, crypto
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import Question, db
from server.core.driver import together
from server.core.errors import NotFound
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.messages import search
from server.messages.aside_models import Refusal
from server.messages.author_models import Follow, Revisit, Voice
from server.messages.course_queries import standing
from server.messages.cursors import Before
from server.messages.life import JUDGED, TIMED, WITH_STATION, MessageStatus
from server.messages.models import Attachment, Message, Publication, Rating, Step
from server.stations.models import Station
from server.uploads.models import Upload

UNKNOWN = "没有找到这件事，可能是地址写错了，或不归您看。"


def visible_to(actor: Actor) -> Select[Message]:
    """Messages this actor may open (domain §4.2, 看件正文)."""
    match actor.role:
        case Role.LIAISON | Role.STATION_HEAD:
            return select(Message).where(Message.station_id == actor.station_id, Message.raised_at.is_(None))
        case Role.STREET_NPC | Role.NPC_STAFF | Role.NPC_LEADER | Role.GOV_DISPATCHER:
            return select(Message).where(within(Message.area_code, actor.area_prefix or "none"))
        case Role.DEPUTY:
            return select(Message).where(
                or_(Message.deputy_id == actor.deputy_id, Message.author_id == actor.account_id)
            )
        case Role.RESIDENT | Role.FORMER_DEPUTY:
            return select(Message).where(Message.author_id == actor.account_id)
        case _:
            return select(Message).where(false())


def get(actor: Actor, message_id: UUID) -> Message:
    """Raises NotFound for a message that is not the actor's to see, as for one that never was."""
    return _one(visible_to(actor).where(Message.id == message_id))


def get_for_update(actor: Actor, message_id: UUID) -> Message:
    return _one(visible_to(actor).where(Message.id == message_id).with_for_update())


def by_number(number: str) -> Message | None:
    return db.session.scalar(select(Message).where(Message.number == number))


def _one(found: Select[Message]) -> Message:
    message = db.session.scalar(found)
    if message is None:
        raise NotFound("message.unknown", UNKNOWN)
    return message


def written_by(actor: Actor) -> Select[Message]:
    """What the actor wrote."""
    return visible_to(actor).where(Message.author_id == actor.account_id)


def inbox_of(actor: Actor) -> Select[Message]:
    """What others wrote to the actor's station, area or self."""
    return visible_to(actor).where(Message.author_id != actor.account_id)


@dataclass(frozen=True, slots=True)
class Line:
    """A message in a list, with the names it needs."""

    message: Message
    station_name: str
    deputy_name: str | None


def page(
    found: Select[Message],
    *,
    actor: Actor,
    status: MessageStatus | None = None,
    q: str | None = None,
    before: Before | None = None,
    limit: int,
) -> list[Line]:
    """Newest first; `before` is the last line of the page above. With `q` those that it describes (`search`)."""
    if status:
        found = found.where(standing(status))
    if q:
        is_narrow = status in (*TIMED, MessageStatus.NEED_INFO)
        return lines_of(search.newest(actor, found, q, before=before, limit=limit, is_narrow=is_narrow))
    if before:
        found = found.where(tuple_(Message.created_at, Message.id) < tuple_(*before))
    return _lines(found.limit(limit))


def lines_of(ids: Sequence[UUID]) -> list[Line]:
    """Of letters that were found before, newest first."""
    return _lines(select(Message).where(Message.id.in_(ids))) if ids else []


def _lines(found: Select[Message]) -> list[Line]:
    named = (
        found.join(Station, Station.id == Message.station_id)
        .outerjoin(Deputy, Deputy.id == Message.deputy_id)
        .add_columns(Station.name, Deputy.name)
        .order_by(Message.created_at.desc(), Message.id.desc())
    )
    return [Line(*row) for row in db.session.execute(named)]


@dataclass(frozen=True, slots=True)
class Picture:
    upload: Upload
    step_id: int | None


@dataclass(frozen=True, slots=True)
class Case:
    """A message with everything that its page shows."""

    message: Message
    station: Station
    deputy: Deputy | None
    rating: Rating | None
    steps: list[Step]
    pictures: list[Picture]
    was_identity_read: bool
    is_published: bool = False
    has_refusals: bool = False
    has_voice: bool = False
    followers: int = 0
    is_revisited: bool = False


_ID = bindparam("message_id", type_=Uuid())
_READS = select(AuditEntry).where(
    AuditEntry.subject_type == "message",
    AuditEntry.subject_id == _ID,
    AuditEntry.action == "identity.read",
)
_PUBLISHED = select(Publication.id).where(Publication.message_id == _ID, Publication.withdrawn_at.is_(None))
_REVISITED = select(Revisit.message_id).where(Revisit.message_id == _ID, Revisit.answered_at.is_(None))
_BESIDE = (
    select(Attachment.upload_id).where(Attachment.message_id == _ID).exists().label("has_pictures"),
    _READS.exists().label("was_identity_read"),
    _PUBLISHED.exists().label("is_published"),
    select(Refusal.id).where(Refusal.message_id == _ID).exists().label("has_refusals"),
    select(Voice.message_id).where(Voice.message_id == _ID).exists().label("has_voice"),
    select(func.count()).where(Follow.message_id == _ID).scalar_subquery().label("followers"),
    _REVISITED.exists().label("is_revisited"),
)
"""Whether there is a picture, and then as `Case` names them."""
_STEPS = select(together(Step, Step.id)).where(Step.message_id == _ID).scalar_subquery().label("steps")
_CASE = (
    select(Message, Step, Station, Deputy, Rating, *_BESIDE)
    .select_from(Message)
    .join(Step, Step.message_id == Message.id)
    .join(Station, Station.id == Message.station_id)
    .outerjoin(Deputy, Deputy.id == Message.deputy_id)
    .outerjoin(Rating, Rating.message_id == Message.id)
    .where(Message.id == _ID)
    .order_by(Step.id)
    # only what a case shows of its station and deputy: every column costs on every line
    .options(load_only(Station.name, Station.phone, Station.liaison), load_only(Deputy.name))
)
_PICTURES = (
    select(Upload, Attachment.step_id)
    .join(Attachment, Attachment.upload_id == Upload.id)
    .where(Attachment.message_id == _ID)
    .order_by(Attachment.position)
)


_ANYBODY = Actor(Role.RESIDENT, account_id=bindparam("account_id", type_=Uuid()))  # type: ignore[arg-type]
_OWN = Question(
    select(Message, _STEPS, Station, Deputy, Rating, *_BESIDE)
    .join(Station, Station.id == Message.station_id)
    .outerjoin(Deputy, Deputy.id == Message.deputy_id)
    .outerjoin(Rating, Rating.message_id == Message.id)
    .where(Message.id == _ID, visible_to(_ANYBODY).whereclause)  # type: ignore[arg-type]
)
"""What residents look at again and again: their own letters. The same as `_CASE`, in one line."""


def opened(actor: Actor, message_id: UUID) -> Case:
    """The whole case in one statement, and a second one where there are pictures. Raises NotFound as `get`."""
    if actor.role is _ANYBODY.role:
        lines = _OWN.all(message_id=message_id, account_id=actor.own_id())
        return _case_of(*lines[0]) if lines else _missed()
    seen = visible_to(actor).whereclause
    assert seen is not None, "nobody sees everything"
    return _case(_CASE.where(seen), message_id)


def case(message: Message) -> Case:
    """The case of a message that was loaded before, read anew."""
    return _case(_CASE, message.id)


def _case(found: Executable, message_id: UUID) -> Case:
    rows = db.session.execute(found, {"message_id": message_id}).all()
    if not rows:
        _missed()
    message, _, *others = rows[0]
    return _case_of(message, [row[1] for row in rows], *others)


def _case_of(message: Message, steps: list[Step], *others: Any) -> Case:
    station, deputy, rating, has_pictures, *beside = others
    pictures = db.session.execute(_PICTURES, {"message_id": message.id}) if has_pictures else ()
    shown = [Picture(*row) for row in pictures]
    return Case(message, station, deputy, rating, steps, shown, *beside)


def _missed() -> NoReturn:
    raise NotFound("message.unknown", UNKNOWN)


def pictures_of(message_id: UUID) -> list[Upload]:
    """The pictures of the letter itself, not of its steps."""
    found = db.session.execute(_PICTURES, {"message_id": message_id})
    return [upload for upload, step_id in found if step_id is None]


def identity_reads(message_id: UUID) -> list[AuditEntry]:
    """Who opened the author's name and phone, newest first: shown to the author."""
    return list(db.session.scalars(_READS.order_by(AuditEntry.at.desc()), {"message_id": message_id}))


def open_of(deputy_id: UUID) -> Select[Message]:
    """What was written to this deputy and still waits for an answer."""
    waits = Message.status.in_((*WITH_STATION, MessageStatus.REWORKING))
    return select(Message).where(Message.deputy_id == deputy_id, waits)


def count_open(deputy_id: UUID) -> int:
    found = open_of(deputy_id).with_only_columns(func.count())
    return db.session.execute(found).scalar_one()


def taken_from(deputy_id: UUID, limit: int = 500) -> list[tuple[Message, Station]]:
    """A batch of what a deputy who left has not finished, oldest first, with its stations."""
    found = open_of(deputy_id).join(Station, Station.id == Message.station_id).add_columns(Station)
    locked = found.order_by(Message.created_at, Message.id).limit(limit).with_for_update(of=Message)
    return [(message, station) for message, station in db.session.execute(locked)]


def lapsed(rate_days: Mapping[str, int]) -> list[Message]:
    """Unrated for longer than its place gives. Days by area prefix; "" is everywhere else."""
    now = clock.now()
    # a county's own word goes before its province's
    own = sorted((prefix for prefix in rate_days if prefix), key=len, reverse=True)
    is_over = Message.answered_at < now - timedelta(days=rate_days[""])
    if own:
        places = [(within(Message.area_code, p), literal(now - timedelta(days=rate_days[p]))) for p in own]
        last_moment = chosen(*places, else_=literal(now - timedelta(days=rate_days[""])))
        is_over = Message.answered_at < last_moment
    waiting = select(Message).where(Message.status.in_(JUDGED), is_over)
    return list(db.session.scalars(waiting.limit(500).with_for_update(skip_locked=True)))


def pin_digest(message: Message, pin: str) -> bytes:
    """Keyed, because eight digits are soon tried by whoever holds a dump without the keys."""
    return crypto.ring().index("pin", f"{message.id}|{pin}")


def pin_matches(message: Message, pin: str) -> bool:
    stored = message.pin_digest
    return stored is not None and crypto.same(stored.hex(), pin_digest(message, pin).hex())
