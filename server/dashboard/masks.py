"""Small cells: what is fewer than five is not told, nor what it could be computed from.

A family is everything that is published of one breakdown in one year: towns by word, the counties and the city above
them, and the totals of all lines. A cell stays unknown when there is a second world that looks the same to every
reader: a shift of one letter around cells that are all hidden, within what their signs admit, and that leaves every
published number as it is. Every hidden cell has such a shift, or the breakdown is not published at all.
"""

from __future__ import annotations

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


class Family:
    """The cells of one breakdown, by area and word. `group` keeps shifts among words whose subtotals are published."""

    def __init__(self, rows: Rows, groups: tuple[tuple[str, str], ...] = ()) -> None:
        self.towns = {town: dict(words) for town, words in rows}
        self.root = _root(self.towns)
        self.cells: dict[Key, int] = {}
        self._group = dict(groups)
        self._in_county: dict[str, list[str]] = {}
        for town, words in self.towns.items():
            self._in_county.setdefault(town[:COUNTY], []).append(town)
            for word, count in words.items():
                for area in self.line(town):
                    self.cells[area, word] = self.cells.get((area, word), 0) + count
        self.hidden = {key for key, count in self.cells.items() if 0 < count < SMALL}
        self._safe: set[Key] = set()
        self.is_published = self._protect()

    def line(self, town: str) -> tuple[str, ...]:
        """The town and the areas above it that are published beside it."""
        return tuple(dict.fromkeys((town, town[:COUNTY], self.root)))

    def shown(self, area: str, word: str) -> str:
        """A number, `<5` or a dash; nothing at all where the whole is not published."""
        if len(area) < COUNTY:
            area = self.root
        count = self.cells.get((area, word), 0)
        if not self.is_published:
            return BLANK
        if (area, word) not in self.hidden:
            return f"{count:,}"
        return FEW if count < SMALL else BLANK

    def _protect(self) -> bool:
        """The largest areas first: what protects them protects much below."""
        for key in sorted(self.hidden, key=lambda one: (len(one[0]), one)):
            if key not in self._safe and not self._shield(key):
                return False
        return True

    def _shield(self, key: Key) -> bool:
        best: Move | None = None
        least = 0
        for move in self._moves(key):
            cost = sum(1 + self.cells[one] for one in move if one not in self.hidden)
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
        towns = [town for town in self.towns if town.startswith(area) and self.towns[town].get(word)]
        reaches = (self._near, self._far, self._alone)[min(2, _rank(area, self.root)) :]
        for reach in reaches:
            found = False
            for town in towns:
                for move in reach(town, word):
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
        words = [other for other in self._partners(town, word)]
        for there in others:
            if there == town or not self.towns[there].get(word):
                continue
            for other, sign in product(words, (1, -1)):
                if self.towns[there].get(other):
                    yield self._sum(
                        ((town, word, sign), (town, other, -sign), (there, word, -sign), (there, other, sign))
                    )

    def _alone(self, town: str, word: str) -> Iterator[Move]:
        for other, sign in product(self._partners(town, word), (1, -1)):
            yield self._sum(((town, word, sign), (town, other, -sign)))

    def _partners(self, town: str, word: str) -> list[str]:
        group = self._group.get(word)
        there = self.towns[town].items()
        return [other for other, n in there if n and other != word and self._group.get(other) == group]

    def _sum(self, steps: Iterable[tuple[str, str, int]]) -> Move:
        """What a shift does to every published cell above as well."""
        move: Move = {}
        for town, word, by in steps:
            for area in self.line(town):
                move[area, word] = move.get((area, word), 0) + by
        return {key: by for key, by in move.items() if by}

    def _fits(self, move: Move) -> bool:
        """Afterwards every sign is as true as before."""
        return all(_admits(self.cells[key], by) for key, by in move.items())


def _admits(count: int, by: int) -> bool:
    return 0 < count + by < SMALL if count < SMALL else count + by >= SMALL


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
