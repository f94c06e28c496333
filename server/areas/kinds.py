"""The kinds of value that a setting may have: read from a form, checked against their bounds, said in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from server.core.text import clean, date_words

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


class Wrong(ValueError):
    """What was given does not fit; the words say what would."""


class Kind(Protocol):
    @property
    def control(self) -> str:
        """How the form asks: number, yesno, day, words or lines."""

    def read(self, text: str) -> Any:
        """From a form's text; raises Wrong as `check` does."""

    def check(self, value: Any) -> Any:
        """The value as it is stored; raises Wrong."""

    def words(self, value: Any) -> str:
        """The value as a person says it."""

    def written(self, value: Any) -> str:
        """The value as it stands in the form."""


@dataclass(frozen=True, slots=True)
class Number:
    least: int
    most: int
    unit: str
    control = "number"

    def read(self, text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,6}", text):
            raise Wrong(f"请填 {self.least} 到 {self.most} 之间的整数")
        return self.check(int(text))

    def check(self, value: Any) -> int:
        if type(value) is not int or not self.least <= value <= self.most:
            raise Wrong(f"请填 {self.least} 到 {self.most} 之间的整数")
        return value

    def words(self, value: Any) -> str:
        return f"{value} {self.unit}"

    def written(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True, slots=True)
class YesNo:
    control = "yesno"

    def read(self, text: str) -> bool:
        return self.check({"yes": True, "no": False}.get(text))

    def check(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise Wrong("请选是或否")
        return value

    def words(self, value: Any) -> str:
        return "是" if value else "否"

    def written(self, value: Any) -> str:
        return "yes" if value else "no"


@dataclass(frozen=True, slots=True)
class Day:
    control = "day"

    def read(self, text: str) -> str:
        return self.check(text)

    def check(self, value: Any) -> str:
        return _day(value).isoformat()

    def words(self, value: Any) -> str:
        return date_words(date.fromisoformat(value))

    def written(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True, slots=True)
class Days:
    """Days in their order, each once."""

    most: int
    control = "lines"

    def read(self, text: str) -> list[str]:
        return self.check(re.split(r"[\s、，,]+", text.strip()) if text.strip() else [])

    def check(self, value: Any) -> list[str]:
        days = sorted({_day(one).isoformat() for one in _listed(value)})
        if len(days) > self.most:
            raise Wrong(f"最多写 {self.most} 天")
        return days

    def words(self, value: Any) -> str:
        return "、".join(value) or "没有"

    def written(self, value: Any) -> str:
        return "\n".join(value)


@dataclass(frozen=True, slots=True)
class Words:
    least: int
    most: int
    pattern: re.Pattern[str] | None = None
    otherwise: str = ""
    control = "words"

    def read(self, text: str) -> str:
        return self.check(text)

    def check(self, value: Any) -> str:
        written = _text(value)
        if not self.least <= len(written) <= self.most:
            raise Wrong(f"请写 {self.least} 到 {self.most} 个字")
        if self.pattern and not self.pattern.fullmatch(written):
            raise Wrong(self.otherwise)
        return written

    def words(self, value: Any) -> str:
        return str(value) or "没有写"

    def written(self, value: Any) -> str:
        return str(value)


@dataclass(frozen=True, slots=True)
class Lines:
    most: int
    length: int
    control = "lines"

    def read(self, text: str) -> list[str]:
        return self.check(text.splitlines())

    def check(self, value: Any) -> list[str]:
        lines = [line for line in map(_text, _listed(value)) if line]
        if len(lines) > self.most:
            raise Wrong(f"最多写 {self.most} 条")
        if any(len(line) > self.length for line in lines):
            raise Wrong(f"每条最多 {self.length} 个字")
        return lines

    def words(self, value: Any) -> str:
        return f"{len(value)} 条：{'；'.join(value)}" if value else "没有写"

    def written(self, value: Any) -> str:
        return "\n".join(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Wrong("这里要填文字")
    try:
        return str(clean(value))
    except ValueError:
        raise Wrong("里面有显示不出来的字，请删掉再存") from None


def _listed(value: Any) -> Iterable[Any]:
    if not isinstance(value, list):
        raise Wrong("这里要填一行一条")
    return value


def _day(value: Any) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise Wrong("日期像 2026-11-20 这样写")
    return day
