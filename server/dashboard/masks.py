"""Small cells: what is fewer than five is not told, nor what it could be computed from.

A family is everything that is published of one breakdown in one year: towns by word, the counties and the city above
them, and the totals of all lines. A cell stays unknown when there is a second world that looks the same to every
reader: a shift of one letter around cells that are all hidden, within what their signs admit, and that leaves every
published number as it is. Every hidden cell has such a shift; an area without one, or with hardly any letters, tells
none of its cells, and where that does not help either the breakdown is not published at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice, product

from server.indicators.figures import FEW, SMALL

BLANK = "—"
Key = tuple[str, str]
"""An area's prefix and a word; the counties and the city of a town are its shorter prefixes."""
Rows = tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
Move = dict[Key, int]
"""By how much a shift changes which cell."""
COUNTY = 6
MUNICIPALITIES = ("11", "12", "31", "50")
"""Cities that are provinces: 北京, 天津, 上海, 重庆."""
FEWEST = 20
"""An area with fewer letters than this is told as a whole only."""
MOST = 200
"""So many shifts are weighed against each other; the rest would hide no less."""
FARTHEST = 5_000
"""So many are tried at all; where none of them fits, the area tells nothing."""


TOO_MANY = 2_000
"""Of so many small cells hardly anything could be told, and who looks would wait for it."""


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
        small = sum(0 < count < SMALL for count in self.cells.values())
        lost: set[str] = set()
        while small <= TOO_MANY and (lost := self._protect()) - self.closed:
            self.closed |= lost
        self.is_published = small <= TOO_MANY and not lost and self.root not in self.closed

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

    def _protect(self) -> set[str]:
        """The largest areas first: what protects them protects much below. Returns the areas that cannot be."""
        small = {key for key, count in self.cells.items() if 0 < count < SMALL}
        self.hidden = small | {(area, word) for area in self.closed for word in self.words}
        self._safe = set()
        order = sorted(small, key=lambda one: (len(one[0]), one))
        return {key[0] for key in order if key not in self._safe and not self._shield(key)}

    def _shield(self, key: Key) -> bool:
        """Hide what the cheapest shift around this cell needs hidden."""
        best: Move | None = None
        least = 0
        for move in islice(self._moves(key), MOST):
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
        """Of a town's cell between two towns of its county; of a county's with another county's, or in one town."""
        area, word = key
        towns = [town for town in self.towns if town.startswith(area) and self._may(town, word)]
        for reach in ((self._near,), (self._far, self._alone), (self._alone,))[_rank(area, self.root)]:
            tried = (move for town in towns for move in reach(town, word))
            fitting = (move for move in islice(tried, FARTHEST) if key in move and self._fits(move))
            first = next(fitting, None)
            if first is not None:
                yield first
                yield from fitting
                return

    def _near(self, town: str, word: str) -> Iterator[Move]:
        """What a county and all above it see stays as it is."""
        yield from self._between(town, word, self._in_county[town[:COUNTY]], dict)

    def _far(self, town: str, word: str) -> Iterator[Move]:
        others = (one for one in self.towns if one[:COUNTY] != town[:COUNTY])
        yield from self._between(town, word, others, self._together)

    def _between(
        self, town: str, word: str, others: Iterable[str], seen: Callable[[Move], Move]
    ) -> Iterator[Move]:
        partners = self._partners(town, word)
        for there in others:
            if there == town or not self._may(there, word):
                continue
            for other in partners:
                if self._may(there, other):
                    for by in (1, -1):
                        here = {(town, word): by, (town, other): -by}
                        yield seen(here | {(there, word): -by, (there, other): by})

    def _alone(self, town: str, word: str) -> Iterator[Move]:
        for other, by in product(self._partners(town, word), (1, -1)):
            yield self._together({(town, word): by, (town, other): -by})

    def _partners(self, town: str, word: str) -> list[str]:
        group = self._group.get(word)
        others = (one for one in self.words if one != word and self._group.get(one) == group)
        found = [other for other in others if self._may(town, other)]
        return sorted(found, key=lambda other: (town, other) not in self.hidden)

    def _may(self, town: str, word: str) -> bool:
        """Whether it might be another number for those who look: a nought that is shown might not."""
        return town in self.closed or self.count((town, word)) > 0

    def _together(self, steps: Move) -> Move:
        """What a shift does to every published cell above as well."""
        move: Move = {}
        for (town, word), by in steps.items():
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
    return counties.pop() if len(counties) == 1 else city_of(next(iter(counties), ""))


def city_of(prefix: str) -> str:
    """The prefix of the city around a place: of a municipality the whole of it."""
    return prefix[:2] if prefix[:2] in MUNICIPALITIES else prefix[:4]


@lru_cache(maxsize=64)
def _family(rows: Rows, groups: tuple[tuple[str, str], ...]) -> Family:
    return Family(rows, groups)


def family(towns: Mapping[str, Mapping[str, int]], groups: Mapping[str, str] | None = None) -> Family:
    """Remembered as long as its numbers are the same."""
    rows = tuple((town, tuple(sorted(words.items()))) for town, words in sorted(towns.items()))
    return _family(rows, tuple(sorted((groups or {}).items())))
