"""How often each path may be called: a day, a minute, a second, counted on the sandbox's clock."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from sandbox.switches import Switches

_CHINA_S = 8 * 3600
_UNITS = {"day": 86_400, "minute": 60, "second": 1}
_OVER = {"day": 45009, "minute": 45011, "second": 44990}
_USUAL_DAY = 10_000_000
_LOGINS_A_MINUTE = 100
_CLEARS_A_MONTH = 10
_MOST_COUNTERS = 50_000

LINKS = "/wxa/generatescheme"  # links and schemes draw on one quota
LIMITS: Mapping[str, Mapping[str, int]] = {
    "/cgi-bin/stable_token": {"day": 500_000, "minute": 10_000},
    "/wxa/resetusersessionkey": {"minute": 60_000},
    "/wxa/getwxacodeunlimit": {"minute": 5_000},
    LINKS: {"day": 500_000, "second": 100},
    "/wxa/msg_sec_check": {"day": 2_000_000, "minute": 4_000},
    "/wxa/media_check_async": {"day": 200_000, "minute": 2_000},
}
_SHARED = {"/wxa/generate_urllink": LINKS}
_MINUTE_AS_QUOTA = {"/wxa/getwxacodeunlimit"}


class Quotas:
    """Safe for threads. Times are unix seconds, given by the caller."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._used: dict[tuple[str, str], tuple[int, int]] = {}
        self._clears: dict[int, int] = {}
        self._lock = threading.Lock()

    def limits(self, path: str) -> dict[str, int]:
        """Those of wechat.md, unless a switch says otherwise; for the rest a day's usual ten million."""
        own: dict[str, Any] = self._switches.quotas.get(path) or {}
        return {"day": _USUAL_DAY, **LIMITS.get(_SHARED.get(path, path), {}), **own}

    def spend(self, path: str, now: float) -> int:
        """Count one call: 0, or 45009 for the day, 45011 for the minute, 44990 for the second."""
        limits, counted = self.limits(path), _SHARED.get(path, path)
        with self._lock:
            for unit, most in limits.items():
                if self._count(counted, unit, now) >= most:
                    return 45009 if path in _MINUTE_AS_QUOTA else _OVER[unit]
            for unit in limits:
                window = _window(unit, now)
                self._used[counted, unit] = (window, self._count(counted, unit, now) + 1)
        return 0

    def used_today(self, path: str, now: float) -> int:
        return self._count(_SHARED.get(path, path), "day", now)

    def login(self, openid: str, now: float) -> int:
        """45011 when this person signs in for the hundred and first time in a minute."""
        with self._lock:
            if len(self._used) > _MOST_COUNTERS:
                self._used = {
                    key: known for key, known in self._used.items() if not key[0].startswith("login:")
                }
            count = self._count(f"login:{openid}", "minute", now) + 1
            self._used[f"login:{openid}", "minute"] = (_window("minute", now), count)
        return 45011 if count > _LOGINS_A_MINUTE else 0

    def clear(self, now: float) -> int:
        """Begin the day anew: 0, or 48006 when this was done ten times in thirty days."""
        month = int(now) // (30 * 86_400)
        with self._lock:
            if self._clears.get(month, 0) >= _CLEARS_A_MONTH:
                return 48006
            self._clears = {month: self._clears.get(month, 0) + 1}
            self._used.clear()
        return 0

    def _count(self, path: str, unit: str, now: float) -> int:
        window, count = self._used.get((path, unit), (0, 0))
        return count if window == _window(unit, now) else 0


def _window(unit: str, now: float) -> int:
    """The day begins at midnight in China."""
    return int(now + _CHINA_S) // _UNITS[unit]
