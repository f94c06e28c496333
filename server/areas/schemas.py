"""What may be seen of an area."""

from __future__ import annotations

from server.areas.models import Area, AreaLevel
from server.core.http import Out


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
