"""How much time is left, as a lamp: by working days, shape, colour and words."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask

from server.core import clock, workdays
from server.messages.life import MessageStatus
from server.messages.lights import light
from server.messages.models import Message
from tests import factories

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=clock.ZONE)


def letter(status: MessageStatus, promised: date, limit: int = 3) -> Message:
    return Message(status=status, promised_on=promised, area_code=factories.VILLAGE, limit_days=limit)


@pytest.mark.parametrize(
    ("promised", "tone", "words"),
    [
        (date(2026, 11, 25), "g", "受理还剩 2 个工作日"),
        (date(2026, 11, 24), "g", "受理还剩 1 个工作日"),
        (date(2026, 11, 23), "y", "今天要受理"),
        (date(2026, 11, 20), "r", "受理晚了 1 个工作日"),
        (date(2026, 11, 16), "r", "受理晚了 5 个工作日"),
        (date(2026, 11, 13), "b", "受理晚了 6 个工作日"),
    ],
)
def test_the_lamp_counts_working_days_by_shape_colour_and_words(
    app: Flask, promised: date, tone: str, words: str
) -> None:
    with clock.frozen(MONDAY):
        lamp = light(letter(MessageStatus.SUBMITTED, promised))
    assert lamp
    assert (lamp.tone, lamp.words) == (tone, words)


@pytest.mark.parametrize(("limit", "left", "tone"), [(15, 4, "g"), (15, 3, "y"), (7, 2, "g"), (7, 1, "y")])
def test_the_last_fifth_of_a_units_time_and_its_last_day_are_yellow(
    app: Flask, limit: int, left: int, tone: str
) -> None:
    with clock.frozen(MONDAY):
        promised = workdays.after(clock.today(), left)
        lamp = light(letter(MessageStatus.HANDLING, promised, limit))
    assert lamp
    assert lamp.tone == tone


def test_what_waits_for_the_author_has_no_lamp(app: Flask) -> None:
    assert light(letter(MessageStatus.ANSWERED, date(2020, 1, 1))) is None
