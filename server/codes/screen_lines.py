"""A station's screens as its console lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from server.codes import screens
from server.codes.screen_models import Screen
from server.core import clock

OFF_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """`state` in words: waiting for its device, on, or off since when."""

    screen: Screen
    state: str


def of_station(station_id: UUID) -> list[ScreenLine]:
    return [ScreenLine(screen, _state(screen)) for screen in screens.of_station(station_id)]


def _state(screen: Screen) -> str:
    if screen.paired_at is None:
        return (
            f"等着配对，{clock.local(screen.pairing_until):%H:%M} 前有效"
            if screen.pairing_until
            else "等着配对"
        )
    if screen.seen_at is None:
        return "配好了，还没有开"
    is_on = clock.now() - screen.seen_at <= OFF_AFTER
    return "开着" if is_on else f"没有开，最后一次在 {clock.local(screen.seen_at):%-m 月 %-d 日 %H:%M}"
