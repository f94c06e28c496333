"""All figures of a place, or of every place in it, by one statement: each is two counts of the same scan."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, select

from server.core.db import db
from server.indicators.definitions import INDICATORS
from server.indicators.figures import Counts
from server.indicators.frames import Frame
from server.messages.models import Message, Rating


def measure(frame: Frame, where: ColumnElement[bool], by: ColumnElement[str]) -> dict[str, Counts]:
    """By what `by` says of a letter: the counts of every indicator. What has no letters is not named."""
    columns = []
    over = {key: indicator.denominator(frame) for key, indicator in INDICATORS.items()}
    for key, indicator in INDICATORS.items():
        counted = over[key]
        went = and_(counted, indicator.numerator(frame)) if indicator.numerator else counted
        columns += [func.count().filter(counted), func.count().filter(went)]
    place = by.label("place")
    found = select(place, *columns).select_from(Message).outerjoin(Rating, Rating.message_id == Message.id)
    # what no figure is about is passed over once, not by every one of them
    asked = found.where(where, frame.touched(), or_(*over.values())).group_by(place)
    rows = db.session.execute(asked).all()
    return {str(row[0]): _counts(tuple(row[1:])) for row in rows}


def _counts(numbers: tuple[int, ...]) -> Counts:
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return dict(zip(INDICATORS, pairs, strict=True))


def together(counts: list[Counts]) -> Counts:
    """Several places as one."""
    return {
        key: (sum(one[key][0] for one in counts), sum(one[key][1] for one in counts)) for key in INDICATORS
    }
