"""半年建议办理情况: what deputies handed in, what was answered in time, how it ended and how it was judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from server.archives import pieces
from server.archives.pieces import Kept
from server.areas.categories import CATEGORIES
from server.areas.models import Area
from server.areas.queries import within
from server.core import clock
from server.core.db import db
from server.core.text import share_words
from server.departments.models import Department
from server.indicators.periods import Period
from server.suggestions.clocks import LEVEL_WORDS
from server.suggestions.life import STATUS_WORDS
from server.suggestions.models import (
    Suggestion,
    SuggestionEvaluation,
    SuggestionReply,
    SuggestionUnit,
    Verdict,
)
from server.suggestions.queries import PRIVATE

VERDICT_WORDS = {
    Verdict.SATISFIED: "满意",
    Verdict.BASICALLY: "基本满意",
    Verdict.UNSATISFIED: "不满意",
}
RESULT_WORDS = {
    "A": "A 解决或采纳",
    "B": "B 列入计划",
    "C": "C 条件不够",
    "D": "D 留作参考",
}
HIDDEN = "（代表不公开）"
DEFINITION = (
    "提出：交上来那天在这半年里的，撤回的不算。按期答复率 = 期限在这半年里、并且不晚于期限签发了答复的 ÷ 期限在这半年里的，"
    "延期批准了的按延后的日子；期限还没到的不算。结果看最后一次签发的答复，评价看领衔代表对它说的，没有评价的不算满意。"
    "按编号排，不排单位和代表的先后。"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One suggestion with the unit that answers it, its last signed answer and what was said of that."""

    suggestion: Suggestion
    unit: str
    due_on: date | None
    answered_on: date | None
    last: SuggestionReply | None
    judged: SuggestionEvaluation | None

    def is_owed(self, period: Period) -> bool:
        due = self.due_on
        return due is not None and period.first <= due < min(period.after, clock.today())

    @property
    def is_in_time(self) -> bool:
        return bool(self.answered_on and self.due_on and self.answered_on <= self.due_on)


def compose(area: Area, period: Period) -> Kept:
    lines = _lines(area, period)
    came = [one for one in lines if _came(one, period)]
    parts = [*_opening(lines, came, period), *_tables(lines, came, period)]
    return pieces.content(parts, DEFINITION)


def _lines(area: Area, period: Period) -> list[Line]:
    """Everything that came, was due or was answered in the period, by area, level and number: three statements."""
    found = select(Suggestion).where(
        within(Suggestion.area_code, area.prefix),
        Suggestion.status.not_in(PRIVATE),
        Suggestion.submitted_at < period.before,
        _concerns(period),
    )
    order = (Suggestion.area_code, Suggestion.level, Suggestion.year, Suggestion.serial)
    rows = list(db.session.scalars(found.order_by(*order)))
    units, answers = _units([one.id for one in rows]), _answers([one.id for one in rows], period)
    return [_line(one, units.get(one.id), answers.get(one.id, [])) for one in rows]


def _concerns(period: Period) -> ColumnElement[bool]:
    """Came in it, was due in it, or was answered in it."""
    due = select(SuggestionUnit.suggestion_id).where(
        SuggestionUnit.is_main, SuggestionUnit.due_on >= period.first, SuggestionUnit.due_on < period.after
    )
    answered = select(SuggestionReply.suggestion_id).where(
        SuggestionReply.signed_at >= period.since, SuggestionReply.signed_at < period.before
    )
    came = Suggestion.submitted_at >= period.since
    return or_(came, Suggestion.id.in_(due), Suggestion.id.in_(answered))


def _units(ids: Sequence[UUID]) -> dict[UUID, tuple[str, date]]:
    """The main unit that has it, with its last day."""
    found = (
        select(SuggestionUnit.suggestion_id, Department.name, SuggestionUnit.due_on)
        .join(Department, Department.id == SuggestionUnit.department_id)
        .where(
            SuggestionUnit.suggestion_id.in_(ids), SuggestionUnit.is_main, SuggestionUnit.left_on.is_(None)
        )
    )
    return {key: (name, due) for key, name, due in db.session.execute(found).tuples()}


Answer = tuple[SuggestionReply, SuggestionEvaluation | None]


def _answers(ids: Sequence[UUID], period: Period) -> dict[UUID, list[Answer]]:
    """What was signed before the period was over, the first first."""
    found = (
        select(SuggestionReply, SuggestionEvaluation)
        .outerjoin(SuggestionEvaluation, SuggestionEvaluation.reply_id == SuggestionReply.id)
        .where(SuggestionReply.suggestion_id.in_(ids), SuggestionReply.signed_at < period.before)
        .order_by(SuggestionReply.id)
    )
    answers: dict[UUID, list[Answer]] = {}
    for reply, judged in db.session.execute(found).tuples():
        answers.setdefault(reply.suggestion_id, []).append((reply, judged))
    return answers


def _line(one: Suggestion, unit: tuple[str, date] | None, answers: Sequence[Answer]) -> Line:
    first = answers[0][0].signed_at if answers else None
    last, judged = answers[-1] if answers else (None, None)
    answered_on = clock.local(first).date() if first else None
    return Line(one, unit[0] if unit else "还没有交办", unit[1] if unit else None, answered_on, last, judged)


def _came(line: Line, period: Period) -> bool:
    at = line.suggestion.submitted_at
    return at is not None and period.since <= at < period.before


def _opening(lines: Sequence[Line], came: Sequence[Line], period: Period) -> Iterator[Kept]:
    owed = [one for one in lines if one.is_owed(period)]
    in_time = sum(one.is_in_time for one in owed)
    yield pieces.heading("总的情况")
    yield pieces.figures(
        (
            ("提出", f"{len(came)}", "件"),
            ("按期答复率", share_words(in_time, len(owed)) or NOTHING, f"{in_time} / {len(owed)}"),
            ("答复了", f"{sum(one.last is not None for one in lines)}", f"涉及的 {len(lines)} 件"),
        )
    )


NOTHING = "—"


def _tables(lines: Sequence[Line], came: Sequence[Line], period: Period) -> Iterator[Kept]:
    levels = [
        (words, [one for one in lines if one.suggestion.level is level])
        for level, words in LEVEL_WORDS.items()
    ]
    rows = [(words, *_counts(its, period)) for words, its in levels]
    yield pieces.table("表 1 办理情况（件）", ("哪一级", "提出", "到期", "按期", "答复", "没答复"), rows)
    kinds = Counter(one.suggestion.category for one in came)
    rows = [(CATEGORIES[key], str(kinds[key])) for key in CATEGORIES if kinds[key]]
    yield pieces.table("表 2 提出的说的是什么（件）", ("类别", "件"), rows)
    results = Counter(one.last.result.value for one in lines if one.last)
    yield pieces.table(
        "表 3 答复的结果（件）", ("结果", "件"), [(w, str(results[key])) for key, w in RESULT_WORDS.items()]
    )
    yield _verdicts(lines)
    yield pieces.table(
        "表 5 每一件",
        ("编号", "标题", "主办单位", "到哪一步", "期限", "结果"),
        map(_row, lines),
        is_words=True,
    )


def _counts(its: Sequence[Line], period: Period) -> tuple[str, ...]:
    owed = [one for one in its if one.is_owed(period)]
    counts = (
        sum(_came(one, period) for one in its),
        len(owed),
        sum(one.is_in_time for one in owed),
        sum(one.last is not None for one in its),
        sum(one.last is None for one in its),
    )
    return tuple(map(str, counts))


def _verdicts(lines: Sequence[Line]) -> Kept:
    """Two questions, two rows; what nobody judged is counted apart and never as satisfied (F12)."""
    answered = [one for one in lines if one.last]
    judged = [one.judged for one in answered if one.judged]
    rows = []
    for name, of in (
        ("对结果", [one.result for one in judged]),
        ("对态度", [one.attitude for one in judged]),
    ):
        counted = Counter(of)
        rows.append(
            (name, *(str(counted[verdict]) for verdict in VERDICT_WORDS), str(len(answered) - len(judged)))
        )
    return pieces.table("表 4 领衔代表怎么评（件）", ("评什么", *VERDICT_WORDS.values(), "没有评"), rows)


def _row(line: Line) -> tuple[str, ...]:
    one = line.suggestion
    return (
        one.number,
        HIDDEN if one.confidential else one.title,
        line.unit,
        STATUS_WORDS[one.status],
        line.due_on.isoformat() if line.due_on else NOTHING,
        RESULT_WORDS[line.last.result.value] if line.last else NOTHING,
    )
