"""The words around what was found, with the found ones marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.messages import terms

AROUND = 26
"""Characters shown before the first hit, and twice as many behind it."""


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_hit: bool = False


def excerpt(texts: Sequence[str], words: Sequence[str]) -> list[Piece]:
    """Of the text that has most of the words; the first one, when they stand in none."""
    best = max(texts, key=lambda text: sum(word in terms.form(text) for word in words), default="")
    flat = " ".join(best.split())
    hits = sorted(set(_hits(flat, words)))
    start = max(0, hits[0][0] - AROUND) if hits else 0
    end = start + 3 * AROUND
    shown = [(max(begin, start), min(stop, end)) for begin, stop in hits if begin < end]
    pieces = list(_cut(flat[:end], start, shown))
    before, behind = [Piece("…")] if start else [], [Piece("…")] if end < len(flat) else []
    return before + pieces + behind


def _hits(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the words begin and end in the text as it was written, whichever way it is written."""
    formed = [(small, at) for at, character in enumerate(text) for small in terms.form(character)]
    plain = "".join(small for small, _ in formed)
    for word in words:
        at = plain.find(word)
        while at >= 0:
            yield formed[at][1], formed[at + len(word) - 1][1] + 1
            at = plain.find(word, at + 1)


def _cut(text: str, at: int, hits: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    for begin, stop in hits:
        if begin > at:
            yield Piece(text[at:begin])
        if stop > at:
            yield Piece(text[max(at, begin) : stop], is_hit=True)
            at = stop
    if at < len(text):
        yield Piece(text[at:])
