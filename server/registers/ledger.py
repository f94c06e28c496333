"""What a register of an area holds, looked up once for a whole sheet, and how lines get into it and out again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.areas.models import PREFIX_LENGTHS, Area, AreaLevel
from server.areas.queries import within
from server.core.actor import Actor
from server.core.db import db
from server.registers.cells import Wrong, folded

Values = dict[str, Any]
"""Field key → value that JSON can hold. A field that is not there stays as it is."""
Trouble = Iterator[tuple[str, Wrong]]
"""Field key and what is wrong with it."""


class Ledger(ABC):
    """One register in one area. `area` is the area's full code; nothing outside it is ever found."""

    def __init__(self, actor: Actor, area: Area) -> None:
        self.actor = actor
        self.area = area
        self.load()

    @abstractmethod
    def load(self) -> None:
        """Look up everything that lines may refer to, in a few statements."""

    @abstractmethod
    def settle(self, values: Values) -> Trouble:
        """Replace names by what they mean; say what does not exist."""

    @abstractmethod
    def marks(self, values: Values) -> dict[str, Any]:
        """What may stand in a sheet but once: field key → the thing itself."""

    @abstractmethod
    def find(self, values: Values) -> UUID | None:
        """The row that this line is about. Raises Wrong when it could be more than one, or another's."""

    @abstractmethod
    def now(self, target: UUID) -> Values:
        """The row as a line of the sheet would say it."""

    @abstractmethod
    def add(self, values: Values) -> tuple[UUID, Values]:
        """A new row; also what undoing has to know beside its id."""

    @abstractmethod
    def change(self, target: UUID, values: Values) -> None:
        """Set what `values` says; the rest stays."""

    @abstractmethod
    def used(self, targets: list[UUID]) -> set[UUID]:
        """Which new rows something else refers to by now."""

    @abstractmethod
    def take_back(self, made: dict[UUID, Values]) -> None:
        """Remove rows that `add` made."""

    def finish(self) -> None:
        """After the last line was written: what follows from all of them together."""
        db.session.flush()


class Places:
    """Towns and villages of an area, by name."""

    def __init__(self, area: Area) -> None:
        self.area = area
        held = select(Area).where(within(Area.code, area.prefix)).order_by(Area.code)
        self.all = list(db.session.scalars(held))
        self.by_code = {place.code: place for place in self.all}
        self.towns = [place for place in self.all if place.level is AreaLevel.TOWN]

    def town(self, name: str) -> Area:
        """Raises Wrong when there is none of that name, or several."""
        try:
            return _named(name, self.towns, "镇街", self.area.name)
        except Wrong:
            if self.area.level is AreaLevel.TOWN:
                raise Wrong(f"您管的是{self.area.name}，别的镇街请区县人大来导入") from None
            raise

    def village(self, name: str, town: Area) -> Area:
        inside = [place for place in self.all if place.parent_code == town.code]
        return _named(name, inside, "村社区", town.name)

    def name(self, code: str) -> str:
        return self.by_code[code].name if code in self.by_code else ""

    def town_and_village(self, code: str) -> tuple[str, str]:
        """Their names; a station of a whole town has no village."""
        town = code[: PREFIX_LENGTHS[AreaLevel.TOWN]].ljust(12, "0")
        return self.name(town), self.name(code) if code != town else ""


ENDINGS = ("街道办事处", "街道", "镇", "乡", "社区居委会", "村委会", "社区", "村")


def _named(name: str, places: list[Area], what: str, where: str) -> Area:
    wanted = folded(name)
    found = [place for place in places if wanted in (place.code, folded(place.name))]
    found = found or [place for place in places if _stem(place.name) == _stem(name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Wrong(f"{where}有 {len(found)} 个{what}叫这个名字，请写 12 位区划代码")
    raise missing(f"{where}没有这个{what}", name, (place.name for place in places))


def _stem(name: str) -> str:
    """富春街道办事处, 富春街道 and 富春 are one town."""
    text = folded(name)
    for ending in ENDINGS:
        if text.endswith(ending) and len(text) > len(ending) + 1:
            return text.removesuffix(ending)
    return text


def missing(what: str, name: str, known: Iterable[str]) -> Wrong:
    """That there is no such thing, with the name it resembles."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.8)
    return Wrong(f"{what}，是“{near[0]}”吗", near[0]) if near else Wrong(f"{what}，请核对")
