"""Switching points on takes a document, an approval and an end within a year; what is missing is refused and written
down. Nothing here commits (F02)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.areas.settings import own_area
from server.core import audit, clock, forbidden
from server.core.actor import Actor
from server.core.db import db, one_at_a_time
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.points import queries
from server.points.models import PointsSwitch, PointsWeight
from server.points.table import MOST_CAP, MOST_WEIGHT, NEVER, TABLE, Item

ALLOWED = (forbidden.POINTS,)
"""Of all that W21 forbids, this alone may be switched on here, and only so."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What a switch stands on; as it was typed, so that what is missing can be said and written down."""

    document_no: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    ends_on: date | None = None


def turn_on(actor: Actor, papers: Papers) -> PointsSwitch:
    """From today until its last day. Raises InvalidInput naming each missing paper, and the attempt is written down."""
    area_code = own_area(actor)
    forbidden.refuse(actor, "points", papers.document_no, papers.approved_by, is_known=True, besides=ALLOWED)
    if wrong := missing(papers):
        said = "、".join(wrong.values())
        audit.record_apart(actor, "points.refused", "points", None, said[:200])
        raise InvalidInput("points.papers", f"没有打开：{said}。", fields=wrong)
    one_at_a_time(f"points {area_code}")
    held = queries.held_for_update(area_code)
    if held is not None and held.ends_on >= clock.today():
        raise Conflict("points.on", "积分已经开着。要换文件，请先关掉再开。")
    if held is not None:
        held.stopped_at = clock.now()
        db.session.flush()
    return _store(actor, area_code, papers)


def missing(papers: Papers) -> dict[str, str]:
    """Each paper that is not there or does not hold, by its field."""
    today, wrong = clock.today(), {}
    if len(papers.document_no.strip()) < 4:
        wrong["document_no"] = "要写区县人大常委会的正式文件号"
    if len(papers.approved_by.strip()) < 2:
        wrong["approved_by"] = "要写是谁批的，像主任会议"
    if papers.approved_on is None or papers.approved_on > today:
        wrong["approved_on"] = "要写哪天批的，今天或以前"
    if papers.ends_on is None or not today < papers.ends_on <= a_year_from(today):
        wrong["ends_on"] = "要写到哪天为止，最长一年"
    return wrong


def a_year_from(day: date) -> date:
    """The same day of the next year; of 29 February the 28th."""
    is_leap = (day.month, day.day) == (2, 29)
    return date(day.year + 1, day.month, 28 if is_leap else day.day)


def _store(actor: Actor, area_code: str, papers: Papers) -> PointsSwitch:
    assert papers.approved_on is not None
    assert papers.ends_on is not None
    made = PointsSwitch(
        area_code=area_code,
        document_no=papers.document_no.strip(),
        approved_by=papers.approved_by.strip(),
        approved_on=papers.approved_on,
        starts_on=clock.today(),
        ends_on=papers.ends_on,
        set_by=actor.own_id(),
        set_by_name=actor.title,
        set_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    db.session.add_all(
        PointsWeight(switch_id=made.id, item=item, weight=row.weight, cap=row.cap)
        for item, row in TABLE.items()
    )
    words = f"{made.document_no}，{made.approved_by}，到 {made.ends_on}"
    audit.record(actor, "points.turn_on", "points", made.id, words[:200])
    return made


def turn_off(actor: Actor) -> None:
    """At once, for everybody."""
    held = queries.held_for_update(own_area(actor))
    if held is None or held.ends_on < clock.today():
        raise queries.absent()
    held.stopped_at = clock.now()
    audit.record(actor, "points.turn_off", "points", held.id)


def weigh(actor: Actor, *, item: str, weight: int, cap: int) -> PointsWeight:
    """What an item weighs and its cap. Raises Forbidden for what never counts, and for anything below nothing."""
    forbidden.refuse(actor, "points", item, is_known=True, besides=ALLOWED)
    known = next((one for one in Item if one.value == item), None)
    if known is None:
        words = NEVER.get(item, "这一项")
        audit.record_apart(actor, "points.refused", "points", None, f"计分项：{item}"[:200])
        raise Forbidden("points.never", f"{words}永远不计分，没有保存，这一次也记下了。")
    if not (0 <= weight <= MOST_WEIGHT and 0 <= cap <= MOST_CAP):
        audit.record_apart(actor, "points.refused", "points", None, f"{item}：{weight}，{cap}"[:200])
        raise InvalidInput.at(
            "points.bounds", f"一次 0 到 {MOST_WEIGHT} 分，一年最多 0 到 {MOST_CAP} 分，没有负分", "weight"
        )
    switch = queries.switch_at(own_area(actor))
    if switch is None:
        raise queries.absent()
    row = queries.weights(switch)[known]
    row.weight, row.cap = weight, cap
    audit.record(actor, "points.weigh", "points", switch.id, f"{item}：{weight}，最多 {cap}")
    return row
