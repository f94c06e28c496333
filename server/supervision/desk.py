"""Supervision as the console shows it: the list, the part on a letter's page, the file that can be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import url_for
from pydantic import Field

from server.assignments import queries as assignments
from server.assignments.models import Assignment
from server.core import clock
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db
from server.core.errors import NotFound
from server.core.parsing import Body, Query
from server.core.permissions import Permission
from server.departments.models import Department
from server.messages import queries as messages
from server.messages.course_queries import answer_of
from server.messages.desk import STATUS_TONES, STATUS_WORDS, Desk, desk_of
from server.messages.life import OPEN
from server.messages.lights import light
from server.messages.models import Message, Step
from server.stations.models import Station
from server.supervision import queries
from server.supervision.models import BY_TWO, LEVEL_WORDS, MAY_OPEN, MEETING_WORDS, Supervision
from server.supervision.queries import Box, Line
from server.supervision.schemas import Decide, Lift, Lower, Meet, Respond, Supervise
from server.supervision.views import actions_for, lower_levels

WHO = {
    1: "逾期次日自动催办",
    2: "只能人工，要两个人定",
    3: "逾期超过 5 个工作日，或两次不满意",
    4: "逾期超过 10 个工作日，或三次不满意",
    5: "只能人工，要两个人定",
}


class Find(Query):
    """What stands in the address of the list."""

    box: Box = Box.MINE
    level: Annotated[int, Field(ge=1, le=5)] | None = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    @property
    def kept(self) -> dict[str, Any]:
        return {"box": self.box.value} | ({"level": self.level} if self.level else {})


class Stands(Query):
    """On whose page the part stands."""

    back: Literal["letter", "unit"] = "letter"


class Place(Body):
    """Where an action was taken: on the letter's page, the unit's desk, or the file."""

    back: Literal["letter", "unit", "file"] = "file"


class SuperviseForm(Supervise, Place):
    """Which level, and why."""


class RespondForm(Respond, Place):
    """Why it is so, and what comes next."""


class DecideForm(Decide, Place):
    """Enough, or what is missing."""


class LiftForm(Lift, Place):
    """Why it is watched no more."""


class LowerForm(Lower, Place):
    """To which level, and why."""


class MeetForm(Meet, Place):
    """Which meeting, when, and what came of it."""


@dataclass(frozen=True, slots=True)
class One:
    """A supervision with its words and what this reader may do."""

    supervision: Supervision
    actor: Actor

    @property
    def words(self) -> str:
        return LEVEL_WORDS[self.supervision.level]

    @property
    def actions(self) -> Sequence[str]:
        return actions_for(self.actor, self.supervision)

    @property
    def lower_levels(self) -> list[int]:
        return lower_levels(self.actor, self.supervision)

    @property
    def shows_papers(self) -> bool:
        """What the People's Congress keeps to itself."""
        return self.actor.role in queries.SEES_PROPOSED

    @property
    def state(self) -> tuple[str, str]:
        """Word and tone of the chip."""
        return state_of(self.supervision)


def state_of(one: Supervision) -> tuple[str, str]:
    """What it waits for, in words, and how pressing that looks."""
    if one.closed_at is not None:
        return ("回话够了，结束", "ok") if one.finding is not None else ("撤销了", "")
    if one.waits_for_second:
        return "等第二个人同意", "warn"
    if one.responded_at is None:
        return "等单位回话", "bad"
    return ("等人看回话", "info") if one.finding is None else ("没通过，等再回话", "bad")


@dataclass(frozen=True, slots=True)
class Card:
    """What a letter is or was watched for, which levels may be opened now, and who asked for it."""

    message: Message
    found: list[One]
    may_open: list[int]
    asked: list[AuditEntry]

    @property
    def open_levels(self) -> set[int]:
        """What holds; what waits for a second person does not yet."""
        held = (one.supervision for one in self.found if not one.supervision.waits_for_second)
        return {one.level for one in held if one.closed_at is None}

    @property
    def past_levels(self) -> set[int]:
        ended = {one.supervision.level for one in self.found if one.supervision.closed_at}
        return ended - self.open_levels

    @property
    def highest(self) -> int:
        return max(self.open_levels, default=0)


@dataclass(frozen=True, slots=True)
class File(Card):
    """Everything there is about a supervised letter on one sheet."""

    one: One
    station: Station
    units: list[tuple[Assignment, Department]]
    letter: Desk | None
    """With its course, for those who may open the letter itself."""
    answer: Step | None


def shown_list(actor: Actor, find: Find) -> dict[str, Any]:
    """What the list's page is drawn from."""
    lines = queries.listed(actor, find.box, find.level, find.page)
    shown: list[Line] = lines[: queries.PER_PAGE]
    return {
        "boxes": queries.boxes_of(actor),
        "counts": queries.counts(actor),
        "lines": shown,
        "has_more": len(lines) > queries.PER_PAGE,
        "find": find,
        "state_of": state_of,
    } | words()


def card_of(actor: Actor, message_id: UUID) -> Card:
    """Raises NotFound where the letter is not the actor's to see."""
    message = _letter(actor, message_id)
    return Card(message, *_found(actor, message))


def file_of(actor: Actor, supervision: Supervision) -> File:
    message = queries.message_of(supervision)
    found, may_open, asked = _found(actor, message)
    one = next(held for held in found if held.supervision.id == supervision.id)
    return File(
        message,
        found,
        may_open,
        asked,
        one,
        db.session.get_one(Station, message.station_id),
        assignments.of_message(message.id),
        desk_of(actor, message) if actor.may(Permission.MESSAGE_READ) else None,
        answer_of(message.id),
    )


def _letter(actor: Actor, message_id: UUID) -> Message:
    if actor.role not in assignments.UNITS:
        return messages.get(actor, message_id)
    own = assignments.visible_to(actor).where(Assignment.message_id == message_id, Assignment.is_main)
    if db.session.scalar(own) is None:
        raise NotFound("message.unknown", messages.UNKNOWN)
    return db.session.get_one(Message, message_id)


def _found(actor: Actor, message: Message) -> tuple[list[One], list[int], list[AuditEntry]]:
    found = [One(one, actor) for one in queries.of_message(actor, message.id)]
    open_levels = {one.level for one in queries.open_of(message.id)}
    mine = MAY_OPEN.get(actor.role, frozenset())
    is_watchable = message.status in OPEN and message.unit_name
    asked = queries.asked_for(message.id) if actor.may(Permission.SUPERVISION_OPEN) else []
    return found, sorted(mine - open_levels) if is_watchable else [], asked


def onward(actor: Actor, supervision: Supervision, place: Place) -> str:
    """Where the action was taken."""
    if place.back == "letter":
        return url_for("messages_pages.case", message_id=supervision.message_id)
    main = assignments.main_of(supervision.message_id) if place.back == "unit" else None
    if main is not None:
        return url_for("assignments_pages.desk", open=main.assignment.id)
    return url_for("supervision_pages.file", supervision_id=supervision.id)


def words() -> dict[str, Any]:
    """The tables of words that the templates look things up in."""
    return {
        "level_words": LEVEL_WORDS,
        "by_two": BY_TWO,
        "who_opens": WHO,
        "meeting_words": MEETING_WORDS,
        "status_words": STATUS_WORDS,
        "status_tones": STATUS_TONES,
        "light_of": light,
        "today": clock.today,
    }
