"""A tenant's settings as its office reads them: what holds, since when, what is coming and what there was."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from server.areas.catalogue import PARAMETERS
from server.areas.models import Setting
from server.areas.parameters import Group, Parameter
from server.areas.queries import areas_above
from server.core import clock
from server.core.db import db


@dataclass(slots=True)
class Page:
    """One parameter with its rows, oldest first; those of areas above stand before one's own."""

    parameter: Parameter
    own_area: str
    rows: list[Setting] = field(default_factory=list)

    @property
    def holding(self) -> Setting | None:
        """The row in force today; None where the default still holds."""
        today = clock.today()
        return next((row for row in reversed(self.rows) if row.effective_on <= today), None)

    @property
    def value(self) -> object:
        return self.holding.value if self.holding else self.parameter.default

    @property
    def words(self) -> str:
        return self.parameter.kind.words(self.value)

    @property
    def written(self) -> str:
        return self.parameter.kind.written(self.value)

    @property
    def coming(self) -> list[Setting]:
        """What holds later, the next first: of one day only the last word."""
        today = clock.today()
        by_day: dict[date, Setting] = {row.effective_on: row for row in self.own if row.effective_on > today}
        return [by_day[day] for day in sorted(by_day)]

    @property
    def own(self) -> list[Setting]:
        return [row for row in self.rows if row.area_code == self.own_area]

    @property
    def past(self) -> list[Setting]:
        """Everything that was ever set here, the newest word first."""
        return sorted(self.own, key=lambda row: row.id, reverse=True)

    @property
    def whose(self) -> str:
        """Who said what holds: the area itself, one above it, or nobody."""
        row = self.holding
        if row is None:
            return "默认"
        return "本地定的" if row.area_code == self.own_area else "上级定的"

    def before(self, row: Setting) -> object:
        """What held on the day of a row of one's own, until that row was said."""
        earlier = [one for one in self.rows if one.effective_on <= row.effective_on]
        said = [one for one in earlier if one.area_code != self.own_area or one.id < row.id]
        return said[-1].value if said else self.parameter.default

    def say(self, row: Setting) -> str:
        return self.parameter.kind.words(row.value)


def of(area_code: str, keys: Collection[str]) -> dict[str, Page]:
    """Some parameters, in the order of the catalogue, by one statement."""
    codes = areas_above(area_code)[::-1]
    book = {key: Page(parameter, area_code) for key, parameter in PARAMETERS.items() if key in keys}
    found = select(Setting).where(Setting.area_code.in_(codes)).order_by(Setting.effective_on, Setting.id)
    for row in sorted(db.session.scalars(found), key=lambda row: codes.index(row.area_code)):
        if row.key in book:
            book[row.key].rows.append(row)
    return book


def pages(area_code: str) -> dict[Group, list[Page]]:
    """Every parameter, in the order of the catalogue, under its heading."""
    grouped: dict[Group, list[Page]] = {group: [] for group in Group}
    for page in of(area_code, PARAMETERS).values():
        grouped[page.parameter.group].append(page)
    return grouped
