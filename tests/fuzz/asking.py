"""One request of the fuzzer and what came back, with a line by which somebody can send it again."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass, field
from typing import Any

SHOWN = 600
"""Bytes of a body that a reproduction holds; longer ones are told by their beginning and their length."""


@dataclass(frozen=True, slots=True)
class Ask:
    """`path` as it stands on the wire, with its query. `why` says what is odd about it."""

    who: str
    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    why: str = ""

    @property
    def is_console(self) -> bool:
        return self.path.startswith("/console")

    def curl(self) -> str:
        """What to type; `$TOKEN_<who>` is that person's session."""
        parts = ["curl", "-i", "-X", self.method]
        if self.who != "anonymous":
            sent = "Cookie: console=" if self.is_console else "Authorization: Bearer "
            parts += ["-H", f'"{sent}$TOKEN_{self.who}"']
        for name, value in self.headers:
            parts += ["-H", shlex.quote(f"{name}: {value}")]
        return " ".join([*parts, f'"$BASE"{shlex.quote(self.path)}', *self._data()])

    def _data(self) -> list[str]:
        if not self.body:
            return []
        if len(self.body) > SHOWN:
            return ["--data-binary", f"<{len(self.body)} bytes: {self.body[:120]!r}…>"]
        written = self.body.decode("latin-1").encode("unicode_escape").decode().replace("'", "\\'")
        return ["--data-binary", f"$'{written}'"]


@dataclass(frozen=True, slots=True)
class Answer:
    """`escaped` is the exception that no handler turned into an answer; `trace` what the log holds of a failure."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    escaped: str = ""
    trace: str = ""

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """Raises ValueError when it is none."""
        return json.loads(self.body)
