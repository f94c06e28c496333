"""What people do with an analysis: edit the words, choose what to pass up, send it, say what became of a point."""

from __future__ import annotations

from typing import Any

from server.accounts.models import Account
from server.analysis import queries, writing
from server.analysis.models import (
    ADDRESSEE_WORDS,
    WORKFLOW,
    Addressee,
    Analysis,
    AnalysisAction,
    AnalysisState,
    Point,
    Version,
)
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.core.text import summary
from server.indicators.periods import Period
from server.messages.conversion import without_traces
from server.messages.models import Message
from server.papers import marks
from server.papers.marks import Texts
from server.stations.models import Station

MOST_POINTS = 30
BY_ITSELF = "系统"


def keep(station: Station, month: Period, figures: dict[str, Any]) -> Analysis:
    """A draft as the system wrote it (R2-05); by the timetable, once a station and month."""
    made = Analysis(
        station_id=station.id,
        area_code=station.area_code,
        month=month.first,
        state=AnalysisState.DRAFT,
        figures=figures,
        written_at=clock.now(),
        revision=1,
        file_revision=0,
    )
    db.session.add(made)
    db.session.flush()
    texts = writing.write(figures)
    db.session.add(Version(analysis_id=made.id, serial=1, texts=texts, at=clock.now(), by=BY_ITSELF))
    outbox.publish("analysis.written", analysis_id=made.id)
    outbox.assign("analysis.compose", analysis_id=made.id)
    return made


def edit(actor: Actor, analysis: Analysis, *, texts: Texts) -> None:
    """The words of some sections anew: a version of its own. Numbers are marks, which stay the figures'."""
    written = queries.versions(analysis.id)
    wanted = written[-1].texts | {key: text for key, text in texts.items() if key in writing.SECTIONS}
    marks.refuse_wrong(wanted, analysis.figures["marks"], "analysis.words")
    _change(analysis)
    if wanted != written[-1].texts:
        _add(actor, analysis, len(written) + 1, wanted)


def restore(actor: Actor, analysis: Analysis) -> None:
    """As the system wrote it; what people wrote stays among the versions."""
    written = queries.versions(analysis.id)
    _change(analysis)
    if written[0].texts != written[-1].texts:
        _add(actor, analysis, len(written) + 1, written[0].texts)


def _add(actor: Actor, analysis: Analysis, serial: int, texts: Texts) -> None:
    values = {"serial": serial, "texts": texts, "at": clock.now(), "by": actor.title}
    db.session.add(Version(analysis_id=analysis.id, account_id=actor.own_id(), **values))


def forward(
    actor: Actor, analysis: Analysis, *, to: Addressee, text: str = "", message: Message | None = None
) -> Point:
    """Pass a letter or a matter up, by whose powers it falls under. A letter without words gets its own, unnamed."""
    words = text or (prefilled(message) if message else "")
    told = marks.traces(words) if words else "写明是什么事"
    if told:
        raise InvalidInput("analysis.point", f"{told}。", fields={"text": told})
    there = queries.points(analysis.id)
    if len(there) >= MOST_POINTS:
        raise Conflict("analysis.many_points", f"一份分析最多报送 {MOST_POINTS} 件事，先拿掉几件。")
    if message and any(one.message_id == message.id for one in there):
        raise Conflict("analysis.point_taken", "这封信已经在报送的事里了。")
    _change(analysis)
    made = Point(
        analysis_id=analysis.id,
        message_id=message.id if message else None,
        addressee=to,
        text=words,
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def prefilled(message: Message) -> str:
    """The letter's matter without what could tell who wrote it."""
    author = db.session.get_one(Account, message.author_id)
    return summary(without_traces(message.content, author), 120)


def drop(actor: Actor, analysis: Analysis, point: Point) -> None:
    """Chosen by mistake."""
    _change(analysis)
    db.session.delete(point)


def send(actor: Actor, analysis: Analysis) -> None:
    """Signed, and sent to the township and the county's office: from now on its words stay."""
    analysis.state = WORKFLOW.after(analysis.state, AnalysisAction.SEND)
    analysis.sent_at, analysis.sender = clock.now(), actor.title
    _touch(analysis)
    audit.record(actor, "analysis.sent", "analysis", analysis.id, analysis.title)
    outbox.publish("analysis.sent", analysis_id=analysis.id)


def answer(actor: Actor, analysis: Analysis, point: Point, *, text: str) -> None:
    """What became of it, by whom it was passed up to; said again, the later words hold."""
    if queries.ANSWERS.get(actor.role) is not point.addressee:
        words = ADDRESSEE_WORDS[point.addressee]
        raise Forbidden("analysis.other_addressee", f"这件事报给了{words}，由{words}写结果。")
    point.outcome, point.answered_by, point.answered_at = text, actor.title, clock.now()
    _touch(analysis)
    audit.record(actor, "analysis.answered", "analysis", analysis.id, text[:200])
    outbox.publish("analysis.answered", point_id=point.id, at=int(clock.now().timestamp()))


def _change(analysis: Analysis) -> None:
    """Only while it is a draft."""
    analysis.state = WORKFLOW.after(analysis.state, AnalysisAction.CHANGE)
    _touch(analysis)


def _touch(analysis: Analysis) -> None:
    """The Word file is made anew."""
    analysis.revision += 1
    outbox.assign("analysis.compose", analysis_id=analysis.id)
