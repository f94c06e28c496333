"""One thing that a tenant may set: its words, its bounds, its default and the rule it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from server.areas.kinds import Kind


class Group(StrEnum):
    DEADLINE = "期限"
    CALENDAR = "日历"
    STATION = "站点"
    WORDS = "词语"
    DICTIONARY = "字典"
    ALERT = "预警"
    DUTY = "履职"


@dataclass(frozen=True, slots=True)
class Parameter:
    """`default` holds where nobody has set anything; `rule` is an id of docs/domain.md."""

    key: str
    name: str
    help: str
    group: Group
    kind: Kind
    default: Any
    rule: str
