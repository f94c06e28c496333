"""What is over as a workbook, by its own words: no letters and no names of whom it is about."""

from __future__ import annotations

from collections.abc import Sequence

from server.alerts.ended import PILE_WORDS, Line, Pile
from server.alerts.models import LEVEL_WORDS
from server.core import clock
from server.core.workbook import Leaf, compose as compose_leaves

HEADINGS = (
    ("预警", 24),
    ("级", 6),
    ("什么事", 32),
    ("为什么", 48),
    ("告诉了谁", 24),
    ("从什么时候", 18),
    ("到什么时候", 18),
    ("怎么收起来的", 40),
    ("谁放了一放", 48),
)


def compose(lines: Sequence[Line], pile: Pile) -> bytes:
    about = [
        f"{PILE_WORDS[pile]}预警，按时间排，截至 {clock.now():%Y-%m-%d %H:%M}。只供办事用，不通报，不排名。"
    ]
    return compose_leaves([Leaf(PILE_WORDS[pile], about, HEADINGS, map(_row, lines))])


def _row(line: Line) -> tuple[str, ...]:
    alert = line.alert
    closed = f"{clock.local(alert.closed_at):%Y-%m-%d %H:%M}" if alert.closed_at else "还没有"
    asides = "；".join(f"{one.name}放到 {one.until}：{one.reason}" for one in line.asides)
    return (
        line.rule.name,
        LEVEL_WORDS[alert.level],
        alert.shown,
        alert.why,
        "、".join(line.people),
        f"{clock.local(alert.opened_at):%Y-%m-%d %H:%M}",
        closed,
        line.ending,
        asides,
    )
