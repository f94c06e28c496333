"""What somebody types into the search: words, numbers and days; all of them must be there, in whichever order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from server.areas.models import PREFIX_LENGTHS, AreaLevel

MOST_WORDS = 8
_BETWEEN = re.compile(r"[\s,、;]+")
_NUMBER = re.compile(r"(\d{6})-(\d{4,})")
_SERIAL = re.compile(r"-?(\d{3,12})")
_DAY = re.compile(r"(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})[日号]?")
_MONTH = re.compile(r"(\d{4})[-/年](\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年")
_DAY_OF_YEAR = re.compile(r"(\d{1,2})[-/月](\d{1,2})[日号]?")
_MONTH_OF_YEAR = re.compile(r"(\d{1,2})月份?")

Marks = frozenset[str]


@dataclass(frozen=True, slots=True)
class Word:
    """Stands in the text, or one of `marks` holds: each is a set that a letter must have whole."""

    text: str
    marks: tuple[Marks, ...] = ()


def form(words: str) -> str:
    """As `search_form` of the database: full width or half, large or small, it is the same word."""
    return "".join(map(_small, unicodedata.normalize("NFKC", words)))


def _small(character: str) -> str:
    small = character.lower()
    return small if len(small) == 1 else character


def words_of(q: str, today: date) -> list[Word]:
    """What `q` asks for; a word said twice counts once."""
    said = dict.fromkeys(word for word in _BETWEEN.split(form(q)) if word)
    return [Word(word, tuple(marks_of(word, today))) for word in list(said)[:MOST_WORDS]]


def marks_of(word: str, today: date) -> list[Marks]:
    """The ways in which a word may be a number or a day."""
    found = _of_number(word) + _of_date(word)
    if word in _SPANS:
        found += [frozenset({mark}) for mark in _SPANS[word](today)]
    return found


def _of_number(word: str) -> list[Marks]:
    if whole := _NUMBER.fullmatch(word):
        return [frozenset({f"#{whole[1]}", f"#{whole[2]}"})]
    if last := _SERIAL.fullmatch(word):
        return [frozenset({f"#{last[1]}"})]
    return []


def _of_date(word: str) -> list[Marks]:
    """2026-11-18, 2026年11月, 2026年, 11-18, 11月18日, 11月."""
    for pattern, shape in _SHAPES:
        if found := pattern.fullmatch(word):
            parts = [int(part) for part in found.groups()]
            return [frozenset({shape.format(*parts)})]
    return []


_SHAPES = (
    (_DAY, "@{:04d}-{:02d}-{:02d}"),
    (_MONTH, "@{:04d}-{:02d}"),
    (_YEAR, "@{:04d}"),
    (_DAY_OF_YEAR, "@{:02d}-{:02d}"),
    (_MONTH_OF_YEAR, "@{:02d}"),
)


def _days(first: date, count: int) -> list[str]:
    return [f"@{first + timedelta(days=step)}" for step in range(count)]


def _week(today: date, ago: int) -> list[str]:
    return _days(today - timedelta(days=today.weekday() + 7 * ago), 7)


def _month_before(today: date) -> str:
    return f"@{today.replace(day=1) - timedelta(days=1):%Y-%m}"


_SPANS: dict[str, Callable[[date], Iterable[str]]] = {
    "今天": lambda today: _days(today, 1),
    "昨天": lambda today: _days(today - timedelta(days=1), 1),
    "前天": lambda today: _days(today - timedelta(days=2), 1),
    "本周": lambda today: _week(today, 0),
    "这周": lambda today: _week(today, 0),
    "上周": lambda today: _week(today, 1),
    "本月": lambda today: [f"@{today:%Y-%m}"],
    "这个月": lambda today: [f"@{today:%Y-%m}"],
    "上月": lambda today: [_month_before(today)],
    "上个月": lambda today: [_month_before(today)],
    "今年": lambda today: [f"@{today.year:04d}"],
    "去年": lambda today: [f"@{today.year - 1:04d}"],
}


def station(station_id: UUID) -> str:
    """The mark of every letter that a station has."""
    return f"${station_id}"


def area(prefix: str) -> str:
    """The mark of every letter of the town or county that a prefix lies in; nothing for what is larger."""
    lengths = [PREFIX_LENGTHS[level] for level in (AreaLevel.TOWN, AreaLevel.COUNTY)]
    return next((f"${prefix[:length]}" for length in lengths if len(prefix) >= length), "")


def lexemes(words: Iterable[Word], *, with_aside: bool, place: str) -> str:
    """The question for the index, which answers a little too much: pairs may stand in another order.

    `place` is the mark that all of them bear. At a station a single character is left to be looked for in what was
    found: the index would gather everything that begins with it, everywhere.
    """
    is_station = len(place) > len(area("0" * 12))
    asked = [_ways(word, with_aside=with_aside) for word in words if len(word.text) > 1 or not is_station]
    return " & ".join([*asked, _quoted(place)] if place else asked)


def _ways(word: Word, *, with_aside: bool) -> str:
    ways = [_pairs(word.text, "")] + ([_pairs(word.text, "¤")] if with_aside else [])
    ways += [" & ".join(map(_quoted, sorted(marks))) for marks in word.marks]
    return "(" + " | ".join(f"({way})" for way in ways) + ")"


def _pairs(text: str, mark: str) -> str:
    if len(text) == 1:
        return f"{_quoted(mark + text)}:*"
    pairs = dict.fromkeys(text[at : at + 2] for at in range(len(text) - 1))
    return " & ".join(_quoted(mark + pair) for pair in pairs)


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
