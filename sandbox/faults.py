"""What the next calls meet instead of, or on top of, the usual answer."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

UNTIL_CLEARED = -1
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "errcode": int,
    "status": int,
    "delay_s": (int, float),
    "cut": bool,
    "raw": str,
    "performed": bool,
    "content_type": str,
    "bom": bool,
    "truncate": int,
    "missing_bytes": int,
    "drip_s": (int, float),
}
_INSTEAD = ("errcode", "status", "cut", "raw")


@dataclass(frozen=True, slots=True)
class Mood:
    """`errcode`, `status` (an HTML page), `cut` and `raw` take the place of the call; the others change the
    answer to a call that was performed, as does any of the four with `performed`.
    """

    answer: Mapping[str, Any]

    @property
    def is_performed(self) -> bool:
        return bool(self.answer.get("performed")) or not any(self.replaces)

    @property
    def replaces(self) -> list[str]:
        return [key for key in _INSTEAD if self.answer.get(key) not in (None, False)]

    @property
    def delay_s(self) -> float:
        return float(self.answer.get("delay_s") or 0)


@dataclass(slots=True)
class Fault:
    """`left` calls will meet it; -1 means until cleared."""

    path: str
    left: int
    mood: Mood

    def meets(self, path: str) -> bool:
        """`*` is every path, `/wxa/*` and `/wxa` all that begins so, anything else itself."""
        if self.path.endswith("*"):
            return path.startswith(self.path[:-1])
        return path == self.path or path.startswith(self.path.rstrip("/") + "/")

    def as_dict(self) -> dict[str, Any]:
        return {"path": self.path, "times": self.left, "answer": dict(self.mood.answer)}


class Faults:
    """Safe for threads. The oldest fault that meets a path is used up first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, entries: list[Any]) -> None:
        """All of them, or ValueError in Chinese and none."""
        faults = [_read(entry) for entry in entries]
        with self._lock:
            self._faults += faults

    def clear(self) -> None:
        with self._lock:
            self._faults = []

    def all(self) -> list[Fault]:
        with self._lock:
            return list(self._faults)

    def take(self, path: str) -> Mood | None:
        if not self._faults:
            return None
        with self._lock:
            fault = next((fault for fault in self._faults if fault.meets(path)), None)
            if fault is None:
                return None
            if fault.left > 0:
                fault.left -= 1
            self._faults = [known for known in self._faults if known.left != 0]
            return fault.mood


def _read(entry: Any) -> Fault:
    if not isinstance(entry, dict) or not isinstance(entry.get("path"), str) or not entry["path"]:
        raise ValueError('每个毛病要像 {"path": "/wxa/…", "times": 1, "answer": {"errcode": -1}}')
    times = entry.get("times", UNTIL_CLEARED)
    if isinstance(times, bool) or not isinstance(times, int) or times == 0 or times < UNTIL_CLEARED:
        raise ValueError("times 要一个正整数；-1 或不写，一直到清除")
    answer = entry.get("answer")
    if not isinstance(answer, dict) or not answer:
        raise ValueError(f"answer 里要有这些里的一个：{'、'.join(_KINDS)}")
    for key, value in answer.items():
        _check(key, value)
    return Fault(entry["path"], times, Mood(answer))


def _check(key: str, value: Any) -> None:
    if key not in _KINDS:
        raise ValueError(f"answer 里没有「{key}」，有：{'、'.join(_KINDS)}")
    kind = _KINDS[key]
    if not _is_of(value, kind):
        raise ValueError(f"answer 里的 {key} 写法不对")
    if key == "status" and not 200 <= value <= 599:
        raise ValueError("status 要在 200 到 599 之间")
    if key.endswith("_s") and not 0 <= value <= 86_400:
        raise ValueError(f"{key} 要在 0 到 86400 秒之间")


def _is_of(value: Any, kind: type | tuple[type, ...]) -> bool:
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
