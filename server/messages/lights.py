"""How much time is left, as a lamp: read off the clock, never stored (domain §5.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from server.areas import settings
from server.core import clock, workdays
from server.core.http import Out
from server.messages.life import TIMED, WITH_UNIT, MessageStatus
from server.messages.models import Message

VERY_LATE = 5
"""Working days after which late is black."""
SOON = 0.2
"""The last fifth of a unit's time is yellow, and its last working day always."""


@dataclass(frozen=True, slots=True)
class Light:
    """A lamp: the tone has a shape of its own (g circle, y triangle, r diamond, b square, p paused), the words say it."""

    tone: str
    words: str


class LightOut(Out):
    tone: str
    words: str

    @classmethod
    def of(cls, light: Light | None) -> LightOut | None:
        return cls(tone=light.tone, words=light.words) if light else None


def light(message: Message) -> Light | None:
    """In the tenant's working days; nothing for what waits for nobody of ours."""
    status, due = message.status_now, message.promised_on
    if status is MessageStatus.NEED_INFO:
        return Light("p", "停着，等来信人补充")
    if status not in TIMED:
        return None
    doing = "受理" if status is MessageStatus.SUBMITTED else "答复"
    return timed(due, message.area_code, doing, is_soon=lambda left: _is_soon(message, left))


def timed(
    due: date, area_code: str, doing: str, *, is_soon: Callable[[int], bool] = lambda left: left <= 1
) -> Light:
    """Of anything that is to be done until a day, in the working days of its place."""
    today, calendar = clock.today(), settings.calendar(area_code)
    if due > today:
        left = max(1, workdays.between(today, due, calendar))
        return Light("y" if is_soon(left) else "g", f"{doing}还剩 {left} 个工作日")
    if due == today:
        return Light("y", f"今天要{doing}")
    late = workdays.between(due, today, calendar)
    return Light(
        "b" if late > VERY_LATE else "r", f"{doing}晚了 {late} 个工作日" if late else f"{doing}已过期"
    )


def _is_soon(message: Message, left: int) -> bool:
    return message.status in WITH_UNIT and left <= max(1, SOON * (message.limit_days or 0))
