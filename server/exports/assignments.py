"""What units were given, as rows: the case, who has it since when, and what the unit itself answered; never who wrote.

An answer on its way is nobody's to take away; only what was signed off stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select, tuple_

from server.areas.categories import CATEGORIES
from server.assignments import boxes, queries
from server.assignments.boxes import Box
from server.assignments.desk import OURS, RESULTS
from server.assignments.models import Assignment, Draft, Verdict
from server.assignments.queries import Held
from server.core.actor import Actor
from server.core.db import db
from server.exports.lines import authors_of, masked, moment
from server.exports.models import Export
from server.exports.parts import Layout, Part
from server.messages import cursors
from server.messages.desk import STATUS_WORDS
from server.messages.kinds import URGENCY_WORDS
from server.messages.lights import light

HEADINGS = (
    *("编号", "来信时间", "站点", "承办单位", "主办还是协办", "现在", "灯", "紧急", "类别", "地点", "正文"),
    *("交办时间", "签收时间", "答应的日期", "答复时间", "答复", "结果", "协办意见", "水印"),
)
WIDTHS = (14, 17, 24, 20, 12, 16, 18, 8, 14, 24, 60, 17, 17, 12, 17, 60, 20, 40, 40)
LAYOUT = Layout("交办", HEADINGS, WIDTHS)


def part(actor: Actor, export: Export, limit: int) -> Part:
    """The next ones, given last first; nothing that was given after the order."""
    before = cursors.read(export.cursor or None)
    found = asked_for(actor, export).where(Assignment.assigned_at <= export.created_at)
    if before:
        found = found.where(tuple_(Assignment.assigned_at, Assignment.id) < tuple_(*before))
    held = queries.newest(found, limit=limit)
    if not held:
        return Part([], export.cursor)
    last = held[-1].assignment
    return Part(rows(held), cursors.written(last.assigned_at, last.id))


def asked_for(actor: Actor, export: Export) -> Select[Assignment]:
    """A view of the desk, and the words that were looked for there."""
    return boxes.found(actor, Box(export.box), export.q or None)


def rows(held: Sequence[Held]) -> list[list[str]]:
    """Two statements, however many there are."""
    answers = _answers([one.assignment.id for one in held])
    authors = authors_of(one.message.author_id for one in held)
    return [_row(one, authors[one.message.author_id].name, answers.get(one.assignment.id)) for one in held]


def _row(held: Held, author: str, answer: Draft | None) -> list[str]:
    assignment, message = held.assignment, held.message
    lamp = light(message)

    def said(text: str) -> str:
        return masked(text, author)

    return [
        message.number,
        moment(message.created_at),
        held.station.name,
        held.unit.name,
        "主办" if assignment.is_main else "协办",
        OURS.get(message.status) or STATUS_WORDS[message.status_now],
        lamp.words if lamp else "",
        URGENCY_WORDS[message.urgency] if message.urgency else "",
        CATEGORIES.get(message.category or "", ""),
        said(message.place),
        said(message.content),
        moment(assignment.assigned_at),
        moment(assignment.signed_at),
        message.promised_on.isoformat(),
        moment(answer.decided_at) if answer else "",
        said(answer.text) if answer else "",
        RESULTS[answer.result][0] if answer and answer.result else "",
        said(assignment.opinion),
    ]


def _answers(ids: Sequence[UUID]) -> dict[UUID, Draft]:
    """What the unit's head signed off last."""
    found = select(Draft).where(Draft.assignment_id.in_(ids), Draft.verdict == Verdict.AGREED)
    return {draft.assignment_id: draft for draft in db.session.scalars(found.order_by(Draft.serial))}
