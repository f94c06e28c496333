"""The words of the demonstration, written by hand and read from `texts/`; nobody in them exists."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts"

RURAL, URBAN, ANYWHERE = "rural", "urban", "any"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a resident writes. `kind`, `category`, `urgency` are codes of domain §6.4; `where` is the sort of place.

    `answers` names the replies that fit these very words, in `replies.csv`.
    """

    category: str
    kind: str
    urgency: str
    where: str
    place: str
    answers: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply. `result` is A, B, C, D, or empty for plain information; B names `{date}`, C names `{review}`."""

    by: str
    result: str
    text: str


@dataclass(frozen=True, slots=True)
class Occupation:
    name: str
    where: str
    specialties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """An activity that repeats: `kind` is D04–D18 of domain §6.1."""

    kind: str
    title: str


@cache
def letters() -> tuple[Letter, ...]:
    """Every letter, in the order of the categories."""
    files = sorted((TEXTS / "messages").glob("C*.csv"))
    return tuple(Letter(category=file.stem, **row) for file in files for row in _rows(file))


@cache
def answers(letter: Letter) -> tuple[Answer, ...]:
    """The replies that fit this letter: one of them is what came back."""
    return tuple(replies()[name] for name in letter.answers.split())


@cache
def replies() -> dict[str, Answer]:
    """Every reply by its name."""
    return {row["id"]: Answer(row["by"], row["result"], row["text"]) for row in _rows(TEXTS / "replies.csv")}


@cache
def summaries() -> dict[Answer, str]:
    """What everybody may read of a case, by the reply it got: what somebody said and what came of it."""
    return {replies()[row["reply"]]: row["summary"] for row in _rows(TEXTS / "publications.csv")}


@cache
def occupations() -> tuple[Occupation, ...]:
    rows = _rows(TEXTS / "occupations.csv")
    return tuple(Occupation(r["occupation"], r["where"], tuple(r["specialties"].split(";"))) for r in rows)


@cache
def promises() -> dict[str, list[str]]:
    """Promises by specialty; every specialty has at least one."""
    found: dict[str, list[str]] = {}
    for row in _rows(TEXTS / "promises.csv"):
        found.setdefault(row["specialty"], []).append(row["promise"])
    return found


@cache
def meetings() -> tuple[Meeting, ...]:
    return tuple(Meeting(**row) for row in _rows(TEXTS / "activities.csv"))


@cache
def words(name: str) -> Any:
    """`profile`, `departments` or `names`: lists by key, as the file has them."""
    return json.loads((TEXTS / f"{name}.json").read_text(encoding="utf-8"))


@cache
def _rows(file: Path) -> tuple[dict[str, str], ...]:
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
