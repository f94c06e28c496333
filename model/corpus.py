"""The labelled letters and the everyday phrases."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"
WORDS = Path(__file__).parent.parent / "server" / "reading" / "words.tsv"
KINDS = {"q": "consult", "h": "help", "c": "complaint", "s": "suggest", "w": "wish", "l": "legis"}


class Letter(NamedTuple):
    """A letter as a person would have labelled it; letters of one family say the same in other words."""

    family: str
    kind: str
    category: str
    level: str
    urgency: str
    refer: str
    text: str


def letters(name: str = "messages") -> list[Letter]:
    with (DATA / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(lines)
        return [Letter(*line) for line in lines]


def phrases() -> list[tuple[str, str]]:
    """A category and how people put it in a few characters."""
    found = []
    for line in (DATA / "phrases.tsv").read_text(encoding="utf-8").splitlines():
        category, *said = line.split("\t")
        found += [(category, phrase) for phrase in said]
    return found


def words() -> list[tuple[str, str]]:
    """The everyday words with the category or kind they speak for."""
    found = []
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        group, _, said = line.partition("\t")
        found += [(KINDS.get(group, group), word) for word in said.split()]
    return found


def pairs() -> list[tuple[str, str]]:
    """The same case told by two people; none of them is in the letters."""
    lines = (DATA / "pairs.tsv").read_text(encoding="utf-8").splitlines()
    return [(one, other) for one, _, other in (line.partition("\t") for line in lines)]
