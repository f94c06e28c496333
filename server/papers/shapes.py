"""A paper before it is a file: headings, paragraphs, tables, pictures. Word and PDF are written from the same one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heading:
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """The first column is words, the others numbers, unless it `is_words` altogether."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    is_words: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """`caption` is also read aloud by whoever cannot see it."""

    caption: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Figure:
    """One number beside its neighbours: 满意率 · 91.2% · 有评价 34 件."""

    name: str
    shown: str
    under: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Side by side, large."""

    found: Sequence[Figure]


Piece = Heading | Paragraph | Table | Picture | Figures


@dataclass(frozen=True, slots=True)
class Paper:
    """`titles` stand line under line; `signed` at the right below; `small` ends it; `foot` is on every page."""

    author: str
    titles: tuple[str, ...]
    below: str
    foot: str
    pieces: Sequence[Piece]
    signed: Sequence[str] = field(default_factory=tuple)
    small: str = ""
