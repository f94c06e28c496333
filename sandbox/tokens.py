"""Access tokens as the platform keeps them: the plain kind and the stable kind, each with its own rules."""

from __future__ import annotations

import re
import secrets
import threading

from sandbox.switches import Switches

LIFE_S = 7200
OVERLAP_S = 300  # old and new both work this long; stable tokens are renewed this long before the end
FORCE_GAP_S = 30
FORCES_A_DAY = 20
_SHAPE = re.compile(r"[0-9A-Za-z_-]{512}")  # the platform asks callers to reserve 512 characters


class Tokens:
    """Safe for threads. Times are unix seconds, given by the caller. Without grace an old token dies at once."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._ends: dict[str, float] = {}
        self._plain = ""
        self._stable = ""
        self._forced_at = float("-inf")
        self._forced: dict[int, int] = {}
        self._lock = threading.Lock()

    def plain(self, now: float) -> tuple[str, int]:
        """A new token each time; the one before works five minutes more."""
        with self._lock:
            self._retire(self._plain, now)
            self._plain = self._issue(now)
            return self._plain, LIFE_S

    def stable(self, now: float, is_forced: bool) -> tuple[str, int] | None:
        """The token and the seconds it has left. None when today's forced renewals are spent.

        Ordinary: the same token until 300 s before its end. Forced: the old one dies at once; within 30 s
        of the last forced renewal nothing new is made.
        """
        with self._lock:
            if is_forced and now - self._forced_at >= FORCE_GAP_S:
                day = int(now + 8 * 3600) // 86400
                if self._forced.get(day, 0) >= FORCES_A_DAY:
                    return None
                self._forced = {day: self._forced.get(day, 0) + 1}
                self._forced_at = now
                self._ends.pop(self._stable, None)
            if self._ends.get(self._stable, now) - now <= OVERLAP_S:
                self._retire(self._stable, now)
                self._stable = self._issue(now)
            return self._stable, int(self._ends[self._stable] - now)

    def revoke(self) -> None:
        """Take back every token under the product's feet: what is used next is 40001."""
        with self._lock:
            self._ends.clear()

    def verdict(self, token: str, now: float) -> int:
        """0, or 41001 missing, 40014 no token at all, 40001 not the latest, 42001 expired."""
        if not token:
            return 41001
        if not _SHAPE.fullmatch(token):
            return 40014
        ends = self._ends.get(token)
        if ends is None:
            return 40001
        return 0 if now < ends else 42001

    def _retire(self, token: str, now: float) -> None:
        if token in self._ends and self._switches.grace:
            self._ends[token] = min(self._ends[token], now + OVERLAP_S)
        else:
            self._ends.pop(token, None)

    def _issue(self, now: float) -> str:
        self._ends = {token: ends for token, ends in self._ends.items() if ends > now - 86400}
        token = secrets.token_urlsafe(384)
        self._ends[token] = now + LIFE_S
        return token
