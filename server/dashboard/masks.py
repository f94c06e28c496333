"""Small cells: what is fewer than five is not told, nor what it could be computed from.

A family is everything that is published of one breakdown in one year: towns by word, the counties and the city above
them, and the totals of all lines. A cell stays unknown when there is a second world that looks the same to every
reader: a shift of one letter around cells that are all hidden, within what their signs admit, and that leaves every
published number as it is. Every hidden cell has such a shift; an area without one, or with hardly any letters, tells
none of its cells, and where that does not help either the breakdown is not published at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product

from server.indicators.figures import FEW, SMALL

BLANK = "—"
Key = tuple[str, str]
"""An area's prefix and a word; the counties and the city of a town are its shorter prefixes."""
Rows = tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
Move = dict[Key, int]
COUNTY = 6
FEWEST = 20
"""An area with fewer letters than this is told as a whole only."""


class Family:
    """The cells of one breakdown, by area and word. `group` keeps shifts among words whose subtotals are published."""

    def __init__(self, rows: Rows, groups: tuple[tuple[str, str], ...] = ()) -> None:
        self.towns = {town: dict(words) for town, words in rows}
        self.root = _root(self.towns)
        self.words = sorted({word for words in self.towns.values() for word in words})
        self.cells: dict[Key, int] = {}
        self._group = dict(groups)
        self._in_county: dict[str, list[str]] = {}
        for town, words in self.towns.items():
            self._in_county.setdefault(town[:COUNTY], []).append(town)
            for word, count in words.items():
                for area in self.line(town):
                    self.cells[area, word] = self.count((area, word)) + count
        self.closed = self._tiny()
        self.hidden: set[Key] = set()
        self._safe: set[Key] = set()
        while (lost := self._protect()) and lost not in self.closed:
            self.closed.add(lost)
        self.is_published = not lost and self.root not in self.closed

    def line(self, town: str) -> tuple[str, ...]:
        """The town and the areas above it that are published beside it."""
        return tuple(dict.fromkeys((town, town[:COUNTY], self.root)))

    def count(self, key: Key) -> int:
        return self.cells.get(key, 0)

    def shown(self, area: str, word: str) -> str:
        """A number, `<5` or a dash; nothing but dashes where the whole is not published."""
        if len(area) < COUNTY:
            area = self.root
        if not self.is_published or area in self.closed:
            return BLANK
        count = self.count((area, word))
        if (area, word) not in self.hidden:
            return f"{count:,}"
        return FEW if count < SMALL else BLANK

    def _tiny(self) -> set[str]:
        totals: Counter[str] = Counter()
        for (area, _), count in self.cells.items():
            totals[area] += count
        return {area for area, total in totals.items() if total < FEWEST}

    def _protect(self) -> str:
        """The largest areas first: what protects them protects much below. Returns the first area that cannot be."""
        small = {key for key, count in self.cells.items() if 0 < count < SMALL}
        self.hidden = small | {(area, word) for area in self.closed for word in self.words}
        self._safe = set()
        for key in sorted(small, key=lambda one: (len(one[0]), one)):
            if key not in self._safe and not self._shield(key):
                return key[0]
        return ""

    def _shield(self, key: Key) -> bool:
        """Hide what the cheapest shift around this cell needs hidden."""
        best: Move | None = None
        least = 0
        for move in self._moves(key):
            cost = sum(1 + self.count(one) for one in move if one not in self.hidden)
            if best is None or cost < least:
                best, least = move, cost
            if not cost:
                break
        if best is None:
            return False
        self.hidden |= best.keys()
        self._safe |= best.keys()
        return True

    def _moves(self, key: Key) -> Iterator[Move]:
        """Between two towns of a county; of two counties; in one town: the fewer areas it touches the sooner."""
        area, word = key
        towns = [town for town in self.towns if town.startswith(area) and self._may(town, word)]
        for reach in (self._near, self._far, self._alone)[_rank(area, self.root) :]:
            found = False
            for move in (move for town in towns for move in reach(town, word)):
                if key in move and self._fits(move):
                    found = True
                    yield move
            if found:
                return

    def _near(self, town: str, word: str) -> Iterator[Move]:
        yield from self._between(town, word, self._in_county[town[:COUNTY]])

    def _far(self, town: str, word: str) -> Iterator[Move]:
        others = (one for one in self.towns if one[:COUNTY] != town[:COUNTY])
        yield from self._between(town, word, others)

    def _between(self, town: str, word: str, others: Iterable[str]) -> Iterator[Move]:
        partners = self._partners(town, word)
        for there in others:
            if there == town or not self._may(there, word):
                continue
            for other, by in product(partners, (1, -1)):
                if self._may(there, other):
                    here = ((town, word, by), (town, other, -by))
                    yield self._together((*here, (there, word, -by), (there, other, by)))

    def _alone(self, town: str, word: str) -> Iterator[Move]:
        for other, by in product(self._partners(town, word), (1, -1)):
            yield self._together(((town, word, by), (town, other, -by)))

    def _partners(self, town: str, word: str) -> list[str]:
        group = self._group.get(word)
        others = (one for one in self.words if one != word and self._group.get(one) == group)
        return [other for other in others if self._may(town, other)]

    def _may(self, town: str, word: str) -> bool:
        """Whether it might be another number for those who look: a nought that is shown might not."""
        return town in self.closed or self.count((town, word)) > 0

    def _together(self, steps: Iterable[tuple[str, str, int]]) -> Move:
        """What a shift does to every published cell above as well."""
        move: Move = {}
        for town, word, by in steps:
            for area in self.line(town):
                move[area, word] = move.get((area, word), 0) + by
        return {key: by for key, by in move.items() if by}

    def _fits(self, move: Move) -> bool:
        """Afterwards every sign is as true as before."""
        return all(self._admits(key, by) for key, by in move.items())

    def _admits(self, key: Key, by: int) -> bool:
        count = self.count(key)
        if key[0] in self.closed:
            return count + by >= 0
        if count < SMALL:
            return count > 0 and 0 < count + by < SMALL
        return count + by >= SMALL


def _rank(area: str, root: str) -> int:
    """0 for a town, 1 for a county, 2 for what all of them lie in."""
    if area == root:
        return 2
    return 1 if len(area) <= COUNTY else 0


def _root(towns: Iterable[str]) -> str:
    """The city; or the county, where there is only one."""
    counties = {town[:COUNTY] for town in towns}
    return counties.pop() if len(counties) == 1 else next(iter(counties), "")[:4]


@lru_cache(maxsize=64)
def _family(rows: Rows, groups: tuple[tuple[str, str], ...]) -> Family:
    return Family(rows, groups)


def family(towns: Mapping[str, Mapping[str, int]], groups: Mapping[str, str] | None = None) -> Family:
    """Remembered as long as its numbers are the same."""
    rows = tuple((town, tuple(sorted(words.items()))) for town, words in sorted(towns.items()))
    return _family(rows, tuple(sorted((groups or {}).items())))
