"""The questions that are learned: which letters answer each, and how loudly it hears each sort of feature."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from model.corpus import Letter

UNREADABLE = ("praise", "invalid", "legis", "report")
"""Kinds that say themselves what they are about."""
COURT = ("J1", "J8")
OTHER = "-"


class Task(NamedTuple):
    """One question: which letters answer it and how, how loudly it hears each sort of feature, how it is learned;
    `tilt` is what cross-validation gives to classes that are met less often than they should be."""

    name: str
    answer: Callable[[Letter], str]
    of: Callable[[Letter], bool]
    loud: dict[str, float]
    penalty: float = 1.0
    blend: float = 0.0
    is_balanced: bool = True
    helpers: float = 0.0
    hears_more: bool = False
    tilt: dict[str, float] = {}


def _is_calm(letter: Letter) -> bool:
    return letter.urgency != "U1"


def _is_work(letter: Letter) -> bool:
    """Somebody has to do something about it, in their own time: only then its level is a question."""
    return _is_calm(letter) and not letter.refer and letter.kind not in (*UNREADABLE, "consult")


def _all(letter: Letter) -> bool:
    return True


_MANNER = {"?": 1.0, "$": 0.5, "^": 0.5}
_WORDS = {"run": 1.0, "?": 0.3, "@": 0.8, "#": 1.0}


def _hears(family: str, loud: float) -> dict[str, float]:
    return _WORDS | {f"{sign}{name}": loud for sign in "=&" for name in (family, "with")}


def _elsewhere(name: str, code: str) -> Task:
    """A letter that belongs elsewhere, heard by the words of its own family above all."""
    return Task(
        name,
        lambda one: code if one.refer == code else OTHER,
        _all,
        _hears(name, 2.0) | {"?": 1.0, "run": 0.7},
        penalty=2.0,
        hears_more=True,
    )


TASKS = (
    Task(
        "category",
        lambda one: one.category,
        lambda one: _is_calm(one) and one.kind not in UNREADABLE and not one.refer,
        {
            "run": 1.0,
            "@": 1.2,
            "#": 1.0,
            "?": 0.3,
            "=with": 0.5,
            "=danger": 0.4,
            "=court": 0.5,
            "=hurry": 0.4,
        },
        penalty=0.5,
        is_balanced=False,
        helpers=1.0,
        hears_more=True,
    ),
    Task(
        "kind",
        lambda one: one.kind,
        lambda one: _is_calm(one) and one.kind not in ("report", "invalid"),
        {"run": 1.0, "$": 1.0, "^": 1.0, "?": 1.2, "@": 0.3, "=with": 0.5, "=danger": 0.3},
        penalty=0.5,
        blend=0.5,
        helpers=0.5,
        hears_more=True,
        tilt={"praise": 0.5, "suggest": 0.15, "complaint": -0.25, "consult": -0.1},
    ),
    Task("level", lambda one: one.level, _is_work, {"run": 1.0, "@": 0.5}, penalty=0.5),
    Task(
        "urgent",
        lambda one: "U2" if one.urgency == "U2" else OTHER,
        _all,
        _hears("hurry", 1.0) | _hears("danger", 0.5),
        penalty=0.5,
    ),
    Task(
        "danger",
        lambda one: "U1" if one.urgency == "U1" else OTHER,
        _all,
        _hears("danger", 1.0) | {"=hurry": 0.7, "&hurry": 0.7} | _MANNER,
        hears_more=True,
    ),
    Task(
        "misconduct",
        lambda one: "J6" if one.refer == "J6" else OTHER,
        _all,
        _hears("misconduct", 2.0) | {"?": 1.0},
        hears_more=True,
    ),
    Task("court", lambda one: "J8" if one.refer in COURT else OTHER, _all, _hears("court", 1.5)),
    Task("pending", lambda one: one.refer, lambda one: one.refer in COURT, _hears("court", 1.0)),
    Task(
        "empty",
        lambda one: "J4" if one.refer == "J4" else OTHER,
        _all,
        _hears("advert", 2.0) | _MANNER,
        penalty=2.0,
        hears_more=True,
    ),
    *(_elsewhere(name, code) for name, code in (("handled", "J2"), ("secret", "J3"), ("abroad", "J5"))),
)
