"""How alike two letters are: what they share of what is rare, the same thing said in other words, and their topic.

PostgreSQL picks the candidates (by station and day, or by `grams` of migration 0016); this measure puts them in order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from server.reading.features import features
from server.reading.lexicon import meanings
from server.reading.weights import table
from server.reading.writing import normal

ALIKE = 0.44
"""From here on two letters may be about the same matter: nearly nine of ten true pairs are above, seven of a thousand
others too."""
_LENGTHS = {1: 1.5, 2: 0.7, 3: 0.2}
_MEANING, _SORT, TOPIC = 6.0, 4.0, 0.5


@dataclass(frozen=True, slots=True)
class Key:
    """What a letter is recognised by."""

    runs: dict[str, float]
    length: float
    topic: list[float]


def runs(text: str) -> dict[str, int]:
    """Runs of one to three characters of a normal text with their length."""
    return {
        clause[at : at + length]: length
        for clause in re.split("[，？！]", text)
        for length in _LENGTHS
        for at in range(len(clause) - length + 1)
    }


@lru_cache(maxsize=2048)
def key(text: str) -> Key:
    said = normal(text)
    book = table()
    found = {run: _LENGTHS[length] * book.rare(run) for run, length in runs(said).items()}
    same, sorts = meanings(said)
    found.update((meaning, _MEANING) for meaning in same)
    found.update((sort, _SORT) for sort in sorts)
    return Key(found, _norm(list(found.values())), _unit(book.read(features(text))["category"].scores))


def likeness(text: str, other: str) -> float:
    """0 nothing in common, 1 the same."""
    mine, theirs = key(text), key(other)
    if not mine.length or not theirs.length:
        return 0.0
    shared = sum(weight * theirs.runs[run] for run, weight in mine.runs.items() if run in theirs.runs)
    topic = sum(a * b for a, b in zip(mine.topic, theirs.topic, strict=True))
    return (shared / mine.length / theirs.length + TOPIC * topic) / (1 + TOPIC)


def rough(text: str, others: Sequence[str], *, limit: int) -> list[int]:
    """The places of those that share most pairs of characters: a quick choice of what to compare."""
    mine = _pairs(text)
    ranked = sorted(((len(mine & _pairs(other)), -at) for at, other in enumerate(others)), reverse=True)
    return [-at for count, at in ranked[:limit] if count]


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    said = normal(text)
    return frozenset(said[at : at + 2] for at in range(len(said) - 1) if "，" not in said[at : at + 2])


def alike(text: str, others: Sequence[str], *, limit: int = 3, least: float = ALIKE) -> list[int]:
    """The places of those that are about the same matter, the most alike first."""
    ranked = sorted(((likeness(text, other), -at) for at, other in enumerate(others)), reverse=True)
    return [-at for value, at in ranked[:limit] if value >= least]


def _norm(values: Sequence[float]) -> float:
    return sqrt(sum(value * value for value in values))


def _unit(values: Sequence[float]) -> list[float]:
    length = _norm(values) or 1.0
    return [value / length for value in values]
