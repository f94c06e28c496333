"""The trained table: loaded once when the first letter is read, then added up without any library."""

from __future__ import annotations

import base64
import gzip
import json
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

from server.reading.features import SORTS, sort_of

PATH = Path(__file__).with_name("weights.json.gz")
FINE = 1000
"""Rarities are whole numbers: thousandths; weights are units of their task."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What every class of one question got; of a question with yes or no only the yes."""

    classes: list[str]
    scores: list[float]

    @property
    def best(self) -> str:
        return self.classes[self.scores.index(max(self.scores))]

    def of(self, name: str) -> float:
        return self.scores[self.classes.index(name)]


@dataclass(frozen=True, slots=True)
class Task:
    """One question: its classes, from which column on they stand, what a weight of 1 is worth, and how loudly each
    sort of feature is heard."""

    classes: list[str]
    first: int
    unit: float
    bias: list[float]
    loud: list[float]


@dataclass(frozen=True, slots=True)
class Table:
    """For every feature how rare it is and what it adds to which column."""

    tasks: dict[str, Task]
    places: dict[str, int]
    sorts: bytes
    rarity: array[int]
    starts: array[int]
    columns: bytes
    weights: array[int]
    rarest: int
    """The rarity of a feature that was never met."""

    def read(self, found: Mapping[str, float]) -> dict[str, Answer]:
        """Adds up once what the features of a text weigh for every question."""
        totals = [0.0] * sum(len(task.classes) for task in self.tasks.values())
        square = [0.0] * len(SORTS)
        known, sorts, rarity = self.places.get, self.sorts, self.rarity
        starts, columns, weights = self.starts, self.columns, self.weights
        for feature, value in found.items():
            at = known(feature)
            if at is None:
                continue
            square[sorts[at]] += (value * rarity[at] / FINE) ** 2
            for place in range(starts[at], starts[at + 1]):
                totals[columns[place]] += value * weights[place]
        return {name: self._answer(task, totals, square) for name, task in self.tasks.items()}

    def _answer(self, task: Task, totals: list[float], square: list[float]) -> Answer:
        length = sqrt(sum(one * loud * loud for one, loud in zip(square, task.loud, strict=True))) or 1.0
        mine = totals[task.first : task.first + len(task.classes)]
        return Answer(
            task.classes,
            [total * task.unit / length + bias for total, bias in zip(mine, task.bias, strict=True)],
        )

    def weight(self, feature: str, task: str, name: str) -> float:
        """How much a feature speaks for a class."""
        at = self.places.get(feature)
        if at is None or name not in self.tasks[task].classes:
            return 0.0
        column = self.tasks[task].first + self.tasks[task].classes.index(name)
        mine = self.columns[self.starts[at] : self.starts[at + 1]]
        place = mine.find(column)
        return self.weights[self.starts[at] + place] * self.tasks[task].unit if place >= 0 else 0.0

    def rare(self, feature: str) -> float:
        """How rarely a feature is met; one never met counts as the rarest."""
        at = self.places.get(feature)
        return (self.rarity[at] if at is not None else self.rarest) / FINE


@cache
def table() -> Table:
    return opened(json.loads(gzip.decompress(PATH.read_bytes())))


def opened(told: dict[str, Any]) -> Table:
    """The table as training wrote it."""
    names: list[str] = told["names"]
    rarity = _numbers("H", told["rarity"])
    return Table(
        tasks={name: Task(**task) for name, task in told["tasks"].items()},
        places={name: at for at, name in enumerate(names)},
        sorts=bytes(SORTS.index(sort_of(name)) for name in names),
        rarity=rarity,
        starts=_numbers("I", told["starts"]),
        columns=base64.b64decode(told["columns"]),
        weights=_numbers("h", told["weights"]),
        rarest=max(rarity),
    )


def _numbers(kind: str, told: str) -> array[int]:
    found = array(kind)
    found.frombytes(base64.b64decode(told))
    return found
