"""What a sheet is made of: the columns of its kind, and the rows of one sitting."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """The name of the sheet, what stands above its columns, and how wide they are."""

    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one sitting, and where the next one goes on."""

    rows: list[list[str]]
    cursor: str
