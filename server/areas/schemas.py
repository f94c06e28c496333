"""What may be seen of an area, and what its office may set."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from server.areas.models import Area, AreaLevel
from server.core.http import Out
from server.core.parsing import Body
from server.core.text import Reason


class AreaName(Out):
    code: str
    name: str


class AreaOut(AreaName):
    level: AreaLevel
    children: list[AreaName]

    @classmethod
    def of(cls, area: Area, children: list[Area]) -> AreaOut:
        below = [AreaName(code=child.code, name=child.name) for child in children]
        return cls(code=area.code, name=area.name, level=area.level, children=below)


class SettingForm(Body):
    """The value as it was written; what it has to be, its kind says."""

    value: Annotated[str, Field(max_length=2000)] = ""
    effective_on: date
    reason: Reason
