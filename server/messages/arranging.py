"""Put together what is one matter, part what is two, join what belongs together, send on what is another station's."""

from __future__ import annotations

from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, InvalidInput
from server.messages import course
from server.messages.arranging_models import UNDO_WITHIN, Arranged, Arrangement
from server.messages.arranging_queries import stations_for
from server.messages.course_queries import last_step
from server.messages.life import JUDGED, OPEN, WITH_UNIT, WORKFLOW, MessageAction, MessageStatus
from server.messages.models import Message
from server.messages.raising import raise_if_about_village
from server.messages.service import new_letter, record, record_of, refuse_author
from server.stations.models import Station


def merge(actor: Actor, message: Message, main: Message) -> Arrangement:
    """The same matter at the same place (O15): the main one goes on, and its answer is everybody's."""
    for one in (message, main):
        refuse_author(actor, one)
        course.catch_up(one)
    _refuse_what_a_unit_has(message)
    _refuse_unfit_main(message, main)
    made = _arrange(actor, message, Arranged.MERGE, main)
    course.advance(message, MessageAction.MERGE)
    if main.status in JUDGED:
        # the answer that is told at once is another one
        course.forget_ratings(message)
    record(message, actor, MessageAction.MERGE)
    db.session.flush()
    outbox.publish("message.merged", message_id=message.id, main_id=main.id, arrangement_id=made.id)
    return made


def split(actor: Actor, message: Message, *, content: str) -> Arrangement:
    """Two matters in one letter: the second one goes its own way under a number of its own (O26)."""
    refuse_author(actor, message)
    course.catch_up(message)
    WORKFLOW.after(message.status, MessageAction.SPLIT)
    station = db.session.get_one(Station, message.station_id)
    part = new_letter(
        message.author_id,
        station,
        content=content,
        place=message.place,
        deputy_id=message.deputy_id,
        consent_share_identity=message.consent_share_identity,
    )
    db.session.add(part)
    db.session.flush()
    first = record_of(part, actor, MessageAction.SUBMIT)
    first.by, first.text = f"{actor.title} 分出来", f"从 {message.number} 分出来的。"
    db.session.add(first)
    record(message, actor, MessageAction.SPLIT, text=f"另外一件分开来办，编号 {part.number}。")
    made = _arrange(actor, message, Arranged.SPLIT, part)
    outbox.publish("message.submitted", message_id=part.id)
    outbox.publish("message.split", message_id=message.id, part_id=part.id)
    return made


def link(actor: Actor, message: Message, other: Message) -> Arrangement:
    """For the staff alone: each goes its own way, and each names the other (O27)."""
    refuse_author(actor, message)
    if message.id == other.id:
        raise _wrong("number", "这就是这一件，请写另一件的编号")
    WORKFLOW.after(message.status, MessageAction.LINK)
    return _arrange(actor, message, Arranged.LINK, other)


def transfer(actor: Actor, message: Message, station: Station, *, text: str) -> Arrangement:
    """Another station's matter (O28): it goes there with the promised day it has, and its author is told why."""
    refuse_author(actor, message)
    course.catch_up(message)
    if station.id == message.station_id:
        raise _wrong("station_id", "它就在这个站")
    if all(station.id != one.id for one in stations_for(actor)):
        raise _wrong("station_id", "请从列出来的站里选一个")
    course.advance(message, MessageAction.TRANSFER)
    course.drop_proposal(message)
    made = _arrange(actor, message, Arranged.TRANSFER)
    _move(message, station)
    step = record(message, actor, MessageAction.TRANSFER, text=f"转给{station.name}。{text}")
    db.session.flush()
    outbox.publish("message.transferred", message_id=message.id, step_id=step.id)
    return made


def undo(actor: Actor, made: Arrangement, message: Message) -> None:
    """Within ten minutes, by whoever did it, and as long as nobody has gone on from there (O29)."""
    if clock.now() - made.at > UNDO_WITHIN:
        raise Conflict("arrangement.late", "过了 10 分钟，撤销不了了。可以再办一步改回来。")
    if made.kind is Arranged.TRANSFER and last_step(message.id).action is not MessageAction.TRANSFER:
        raise Conflict("arrangement.gone_on", "那边已经在办了，撤销不了。要转回来，请那边转。")
    if made.kind is Arranged.MERGE:
        message.status = WORKFLOW.back(message.status, MessageAction.UNDO, made.before)
        # what was said meanwhile was said of another letter's answer
        course.forget_ratings(message, since=made.at)
    else:
        message.status = WORKFLOW.after(message.status, MessageAction.UNDO)
    made.undone_at = clock.now()
    audit.record(actor, f"message.{made.kind.value}_undone", "message", message.id)
    if made.kind is Arranged.LINK:
        return
    if made.kind is Arranged.TRANSFER:
        _move_back(message, made)
    if made.kind is Arranged.SPLIT:
        _take_back(actor, made, message)
    step = record(message, actor, MessageAction.UNDO, text=UNDONE[made.kind])
    db.session.flush()
    outbox.publish("message.undone", message_id=message.id, step_id=step.id)


UNDONE = {
    Arranged.MERGE: "刚才并在一起办的，又分开了。",
    Arranged.SPLIT: "刚才分出去的，又并回来了。",
    Arranged.TRANSFER: "刚才转出去的，又转回来了。",
}


def _arrange(actor: Actor, message: Message, kind: Arranged, other: Message | None = None) -> Arrangement:
    made = Arrangement(
        message_id=message.id,
        kind=kind,
        other_id=other.id if other else None,
        before=message.status,
        station_id=message.station_id,
        deputy_id=message.deputy_id,
        account_id=actor.own_id(),
        by=actor.title,
        at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, f"message.{kind.value}", "message", message.id, other.number if other else "")
    return made


def _refuse_what_a_unit_has(message: Message) -> None:
    """Its people are at work on it: it is the one to go on."""
    if message.status in WITH_UNIT or (message.status is MessageStatus.REWORKING and message.unit_name):
        words = f"{message.number} 已经交给{message.unit_name or '单位'}了，请把它作主件，把别的并进来。"
        raise Conflict("arrangement.with_unit", words)


def _refuse_unfit_main(message: Message, main: Message) -> None:
    if message.id == main.id:
        raise _wrong("number", "主件就是这一件，请写另一件的编号")
    if main.status not in OPEN:
        raise _wrong("number", f"{main.number} 已经不在办了，不能作主件")


def _move(message: Message, station: Station) -> None:
    message.station_id, message.area_code, message.deputy_id = station.id, station.area_code, None
    raise_if_about_village(message)


def _move_back(message: Message, made: Arrangement) -> None:
    station = db.session.get_one(Station, made.station_id)
    _move(message, station)
    message.deputy_id = made.deputy_id


def _take_back(actor: Actor, made: Arrangement, message: Message) -> None:
    """The part goes back into the letter it came from. Raises Conflict when it has gone on by itself."""
    part = db.session.get_one(Message, made.other_id, with_for_update=True)
    if part.status is not MessageStatus.SUBMITTED:
        raise Conflict("arrangement.gone_on", f"分出来的 {part.number} 已经有人在办了，撤销不了。")
    _arrange(actor, part, Arranged.MERGE, message)
    course.advance(part, MessageAction.MERGE)
    record(part, actor, MessageAction.MERGE)


def _wrong(field: str, word: str) -> InvalidInput:
    return InvalidInput(f"arrangement.{field}", f"{word}。", fields={field: word})
