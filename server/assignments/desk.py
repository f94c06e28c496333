"""The desk of units and offices: what is open, how far it is, what was written, and where one goes on after an action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from flask import render_template, request, url_for
from pydantic import Field

from server.areas import settings
from server.areas.catalogue import EXTEND_DAYS
from server.assignments import boxes, extending, queries, reviewing, views
from server.assignments.boxes import Box, BoxLink
from server.assignments.queries import UNITS, Held
from server.assignments.schemas import AssignmentOut, DraftOut, ExtensionOut
from server.core.actor import Actor
from server.core.errors import NotFound
from server.core.pages import wants_part
from server.core.parsing import Body, Query
from server.core.text import Text
from server.departments.models import Department
from server.messages.course_queries import answer_of
from server.messages.desk import REASONS, STATUS_TONES, STATUS_WORDS
from server.messages.life import JUDGED, MessageStatus
from server.messages.lights import Light, light
from server.messages.models import ResultClass, Step
from server.messages.sorting_desk import sorted_words

OURS = {
    MessageStatus.ASSIGNED: "待签收",
    MessageStatus.HANDLING: "办理中",
    MessageStatus.REPLIED: "答复了，等评价",
}
RESULTS = {
    ResultClass.A: ("已经解决", "写明怎么解决的，哪天完成"),
    ResultClass.B: ("正在解决，或列入计划", "要写哪天办好；到那天没说办好，会重新打开"),
    ResultClass.C: ("条件限制，暂不能解决", "要写原因，和哪天再看一次"),
    ResultClass.D: ("留作参考", "要写理由"),
}
OVER = (*JUDGED, MessageStatus.CONCLUDED, MessageStatus.CONVERTED)


class Find(Query):
    """What stands in the address: the view, its page, and what is open."""

    box: Box | None = None
    q: Annotated[Text, Field(max_length=40)] | None = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    open: UUID | None = None


class Place(Body):
    """Where an action was taken."""

    box: Box | None = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    back: Literal["desk", "case"] = "desk"


@dataclass(frozen=True, slots=True)
class Stage:
    """One piece of the step bar."""

    words: str
    is_done: bool
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """One assignment with everything that its pages say about it."""

    actor: Actor
    held: Held
    out: AssignmentOut
    light: Light | None
    others: list[Department]
    units: list[tuple[Any, Department]]

    @property
    def is_units(self) -> bool:
        return self.actor.role in UNITS

    @property
    def status(self) -> tuple[str, str]:
        """Word and tone of the chip."""
        if self.waits_for_lead and self.is_units:
            return "等签发", "warn"
        status = self.out.status
        return OURS.get(status, STATUS_WORDS[status]), STATUS_TONES[status]

    @property
    def sorted_words(self) -> list[str]:
        return sorted_words(self.held.message)

    @property
    def stages(self) -> list[Stage]:
        """签收 → 拟稿 → 签发 → 答复来信人 → 群众评价; a helper's is shorter."""
        assignment, message = self.held.assignment, self.held.message
        signed = Stage("签收", assignment.signed_at is not None, assignment.signed_at)
        if not assignment.is_main:
            told = Stage("写协办意见", assignment.contributed_at is not None, assignment.contributed_at)
            return [signed, told]
        is_over = self.out.status in OVER
        told_at = message.answered_at if is_over else None
        return [
            signed,
            Stage("拟稿", is_over or self.waits_for_lead, self._handed_up_at),
            Stage("签发", is_over, told_at),
            Stage("答复来信人", is_over, told_at),
            Stage("群众评价", self.out.status is MessageStatus.CONCLUDED, message.concluded_at),
        ]

    @property
    def current_stage(self) -> int | None:
        """The place of the first that is not done."""
        return next((place for place, stage in enumerate(self.stages) if not stage.is_done), None)

    @property
    def _handed_up_at(self) -> datetime | None:
        last = self.out.drafts[-1] if self.out.drafts else None
        return last.handed_up_at if last and last.verdict != "sent_back" else None

    @property
    def waits_for_lead(self) -> bool:
        return (
            bool(self.out.drafts) and self.out.drafts[-1].handed_up_at is not None and not self.last_verdict
        )

    @property
    def last_verdict(self) -> str | None:
        return self.out.drafts[-1].verdict if self.out.drafts else None

    @property
    def draft(self) -> DraftOut | None:
        """The one that is written or waits."""
        return self.out.drafts[-1] if self.out.drafts and not self.last_verdict else None

    @property
    def seed(self) -> DraftOut | None:
        """What the composer begins with: the open draft, or the words that came back to be mended."""
        return self.draft or (self.out.drafts[-1] if self.last_verdict == "sent_back" else None)

    @property
    def serial(self) -> int:
        """The number of the draft that is written now."""
        return self.draft.serial if self.draft else len(self.out.drafts) + 1

    @property
    def earlier(self) -> list[DraftOut]:
        """Handed up before, and decided."""
        return [draft for draft in self.out.drafts if draft.verdict]

    @property
    def asked(self) -> ExtensionOut | None:
        """More time, not yet decided."""
        return next((one for one in self.out.extensions if one.verdict is None), None)

    def until(self, days: int) -> date:
        return extending.until(self.held, days)

    @property
    def offers(self) -> list[tuple[int, date]]:
        """How many days may be asked for, and the new day of each."""
        most = settings.number(self.held.message.area_code, EXTEND_DAYS)
        return [(days, self.until(days)) for days in range(1, most + 1)]

    @property
    def answer(self) -> Step | None:
        """What the unit answered, for the office that reads it."""
        return answer_of(self.held.message.id)

    @property
    def read_by(self) -> date:
        return reviewing.until(self.held)

    @property
    def better(self) -> str:
        """Whose it is instead, as the unit saw it."""
        wanted = self.held.assignment.better_id
        return queries.names_of([wanted]).get(wanted, "") if wanted else ""


def desk_of(actor: Actor, held: Held) -> Desk:
    out = views.assignment_out(actor, held)
    may_return = "give_back" in out.actions
    others = queries.others_than(held.unit, held.message.area_code) if may_return else []
    units = [] if actor.role in UNITS else queries.of_message(held.message.id)
    return Desk(actor, held, out, light(held.message), others, units)


def words() -> dict[str, Any]:
    """The tables of words that the templates look things up in."""
    return {"results": RESULTS, "reasons": REASONS, "status_words": STATUS_WORDS | OURS, "light_of": light}


def shown(actor: Actor, find: Find) -> str:
    """The desk with one assignment open; htmx gets what changes with it alone."""
    is_pane = wants_part() and request.headers.get("HX-Target") == "read"
    links = boxes.boxes_of(actor)
    named = find.box or (Box.ALL if find.q else None)
    here = _here(links, named or (boxes.standing(actor, find.open) if find.open else None))
    if is_pane and find.open:
        desk = desk_of(actor, queries.get(actor, find.open))
        return render_template("assignments/parts/open.html", desk=desk, box=here.box, find=find, **words())
    lines = boxes.lines(actor, here.box, find.page, find.q)
    return render_template(
        "assignments/desk.html",
        boxes=links,
        here=here,
        box=here.box,
        lines=lines[: boxes.PER_PAGE],
        has_more=len(lines) > boxes.PER_PAGE,
        desk=_opened(actor, find, lines),
        find=find,
        **words(),
    )


def _here(links: list[BoxLink], box: Box | None) -> BoxLink:
    """The view of the address, else the first that holds something."""
    named = [link for link in links if link.box is box]
    return next(iter(named or [link for link in links if link.count] or links))


def _opened(actor: Actor, find: Find, lines: list[Held]) -> Desk | None:
    """The one named in the address, else the first of the list. One that is gone is not an error here."""
    if find.open:
        try:
            return desk_of(actor, queries.get(actor, find.open))
        except NotFound:
            pass
    return desk_of(actor, lines[0]) if lines else None


def following(actor: Actor, held: Held, place: Place) -> UUID | None:
    """What opens next. Asked before the action."""
    return boxes.after(actor, held.assignment.id, place.box, place.page) if place.box else None


def onward(actor: Actor, held: Held, place: Place, following: UUID | None) -> str:
    """Where one goes on: the next of the list; where that was the last, the same one in its new view."""
    if place.back == "case" and held.assignment.is_running:
        return url_for("assignments_pages.case", assignment_id=held.assignment.id)
    if following:
        return url_for("assignments_pages.desk", box=place.box, page=place.page, open=following)
    return same(actor, held, place)


def same(actor: Actor, held: Held, place: Place) -> str:
    """This one again, in the view where it stands now."""
    if place.back == "case" and held.assignment.is_running:
        return url_for("assignments_pages.case", assignment_id=held.assignment.id)
    box = boxes.standing(actor, held.assignment.id)
    if box is None:
        return url_for("assignments_pages.desk", box=place.box)
    return url_for("assignments_pages.desk", box=box, open=held.assignment.id)
