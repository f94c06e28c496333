"""Every call to the platform's paths as raw bytes with its answer: tests read what was really sent."""

from __future__ import annotations

import base64
import json
import threading
from collections import Counter, deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from flask import Response, g, request

PATHS = ("/sns/", "/cgi-bin/", "/wxa/", "/wxaapi/")
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call; kept as bytes and read only when somebody asks. `mood` is the fault it met."""

    at: str
    method: str
    path: str
    query: bytes
    body: bytes
    status: int
    content_type: str
    answer: bytes
    violations: tuple[str, ...]
    mood: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return {
            "at": self.at,
            "method": self.method,
            "path": self.path,
            "query": dict(parse_qsl(self.query.decode("utf-8", "replace"), keep_blank_values=True)),
            "body_base64": base64.b64encode(self.body).decode(),
            "answer": self.readable(),
            "violations": list(self.violations),
            "fault": self.mood or None,
        }

    def readable(self) -> Any:
        """JSON as it is; of anything else its kind and size."""
        try:
            if self.answer.startswith(b"{"):
                return json.loads(self.answer)
        except ValueError:
            pass  # an answer that a fault has cut short
        return {"status": self.status, "content_type": self.content_type, "bytes": len(self.answer)}


class Journal:
    """The last 20,000 calls, and how many there were of each path."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=_MOST)
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def write(self, response: Response, at: str, mood: dict[str, Any]) -> None:
        call = Call(
            at,
            request.method,
            request.path,
            request.query_string,
            # a body that was refused for its size cannot be read
            b"" if response.status_code == 413 else request.get_data(),
            response.status_code,
            response.content_type or "",
            response.get_data(),
            tuple(g.get("violations", ())),
            mood,
        )
        with self._lock:
            self._calls.append(call)
            self._counts[call.path] += 1

    def calls(self, path: str | None = None, with_violations: bool = False) -> list[Call]:
        with self._lock:
            calls = list(self._calls)
        calls = [call for call in calls if path in (None, "", call.path)]
        return [call for call in calls if call.violations or not with_violations]

    def counts(self) -> dict[str, int]:
        with self._lock:
            return dict(self._counts)

    def clear(self) -> None:
        with self._lock:
            self._calls.clear()
            self._counts.clear()
