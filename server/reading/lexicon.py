"""Groups of everyday words: what speaks for a category or a kind (words.tsv), different words for the same thing
(same.txt, a group each line), and what danger, misconduct, courts and advertisements are told by (classes.tsv)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from server.reading.writing import normal

_HERE = Path(__file__).parent
SAME, CLASS = "#", "="


class Words(NamedTuple):
    """Every word with its groups, and how long a word may be that begins with a character."""

    groups: dict[str, tuple[str, ...]]
    longest: dict[str, int]


def _lines() -> list[tuple[str, str]]:
    """The name of every group and its words."""
    found = []
    for line in (_HERE / "words.tsv").read_text(encoding="utf-8").splitlines():
        name, _, said = line.partition("\t")
        found.append((name, said))
    for line in (_HERE / "concepts.tsv").read_text(encoding="utf-8").splitlines():
        name, _, said = line.partition("\t")
        found += [(name, said), (name.partition(".")[0], said)]
    for at, line in enumerate((_HERE / "same.txt").read_text(encoding="utf-8").splitlines()):
        found.append((f"{SAME}{at}", line))
    for line in (_HERE / "classes.tsv").read_text(encoding="utf-8").splitlines():
        name, _, said = line.partition("\t")
        found.append((CLASS + name, said))
    return found


@cache
def words() -> Words:
    groups: dict[str, tuple[str, ...]] = {}
    for name, said in _lines():
        for word in map(normal, said.split()):
            groups[word] = tuple(dict.fromkeys((*groups.get(word, ()), name)))
    longest: dict[str, int] = {}
    for word in groups:
        longest[word[0]] = max(len(word), longest.get(word[0], 0))
    return Words(groups, longest)


def found_in(clause: str) -> dict[str, set[str]]:
    """The groups that a clause of a normal text touches, with the words it says."""
    groups, longest = words()
    found: dict[str, set[str]] = {}
    for at, character in enumerate(clause):
        for end in range(at + 1, min(at + longest.get(character, 0), len(clause)) + 1):
            for name in groups.get(clause[at:end], ()):
                found.setdefault(name, set()).add(clause[at:end])
    return found


def meanings(said: str) -> tuple[set[str], set[str]]:
    """What a normal text speaks of, whichever word it uses: one thing in many words, and the things of one sort."""
    found = found_in(said)
    return (
        {name for name in found if name.startswith(SAME)},
        {name for name in found if name[0] == "C" and "." in name},
    )
