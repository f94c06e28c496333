"""What a fixed report is made of, as it is kept: headings, paragraphs, figures side by side and tables, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from server.archives.kinds import period_of
from server.archives.models import Filing
from server.core.workbook import Leaf
from server.papers.shapes import Figure, Figures, Heading, Paper, Paragraph, Piece, Table

Kept = dict[str, Any]


def heading(words: str) -> Kept:
    return {"is": "heading", "words": words}


def paragraph(words: str) -> Kept:
    return {"is": "paragraph", "words": words}


def figures(found: Iterable[tuple[str, str, str]]) -> Kept:
    """A name, what is shown, and what stands under it."""
    return {"is": "figures", "found": [list(one) for one in found]}


def table(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *, is_words: bool = False
) -> Kept:
    kept = {"title": title, "headings": list(headings), "rows": [list(row) for row in rows]}
    return {"is": "table", "is_words": is_words} | kept


def content(pieces: Sequence[Kept], definition: str) -> Kept:
    return {"pieces": list(pieces), "definition": definition}


def paper(filing: Filing, area_name: str) -> Paper:
    """The one that Word and PDF are written from."""
    as_of = f"数据截至 {filing.data_time}"
    again = f"，第 {filing.serial} 次出" if filing.serial > 1 else ""
    return Paper(
        author=area_name,
        titles=(f"{area_name}{period_of(filing.period).words}", filing.name),
        below=f"由业务数据自动生成，没有人填数{again}",
        foot=as_of,
        pieces=[shape(one) for one in filing.content["pieces"]],
        small=f"口径　{filing.content['definition']}",
    )


def shape(kept: Kept) -> Piece:
    match kept["is"]:
        case "heading":
            return Heading(kept["words"])
        case "figures":
            return Figures([Figure(*one) for one in kept["found"]])
        case "table":
            rows = [tuple(row) for row in kept["rows"]]
            return Table(kept["title"], tuple(kept["headings"]), rows, kept["is_words"])
        case _:
            return Paragraph(kept["words"])


def leaves(filing: Filing, area_name: str) -> list[Leaf]:
    """One sheet for every table; what it is about stands above it."""
    about = [
        f"{area_name}{period_of(filing.period).words}{filing.name}，数据截至 {filing.data_time}",
        f"口径：{filing.content['definition']}",
    ]
    return [
        Leaf(
            one["title"],
            about,
            [(words, 30 if not n else 14) for n, words in enumerate(one["headings"])],
            one["rows"],
        )
        for one in filing.content["pieces"]
        if one["is"] == "table"
    ]
