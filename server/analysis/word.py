"""An analysis as a Word document: the same headings, words, tables and pictures as on the screen."""

from __future__ import annotations

from collections.abc import Iterator

from server.analysis import paper
from server.analysis.models import STATE_WORDS, Analysis, AnalysisState
from server.analysis.paper import CHARTS, Part, Reading
from server.core import clock
from server.core.text import date_words
from server.papers import word
from server.papers.shapes import Figure, Figures, Heading, Paper, Paragraph, Picture, Piece

MEDIA = word.MEDIA


def key(analysis: Analysis) -> str:
    return f"analysis-{analysis.id}"


def compose(analysis: Analysis) -> bytes:
    """Nothing in it tells who wrote a letter."""
    read = paper.paper(analysis)
    written = date_words(clock.local(analysis.written_at).date())
    return word.compose(
        Paper(
            author=read.station.name,
            titles=(read.station.name, analysis.title),
            below=f"{written} · {STATE_WORDS[analysis.state]}",
            foot=f"数据截至 {read.as_of:%Y-%m-%d %H:%M}",
            pieces=[piece for part in read.parts for piece in _pieces(read, part)],
            signed=_signed(analysis),
            small=f"口径　{read.definitions}",
        )
    )


def _pieces(read: Reading, part: Part) -> Iterator[Piece]:
    if part.section.title:
        yield Heading(part.section.title)
    if part.has_rates:
        yield Figures([_figure(rate) for rate in read.rates])
    yield from (Paragraph(words) for words in (*part.section.paragraphs, *part.matters))
    yield from part.tables
    for name in part.charts:
        yield Picture(CHARTS[name], paper.chart(read.analysis, name))


def _figure(rate: dict[str, str]) -> Figure:
    return Figure(rate["name"], rate["shown"], "，".join(filter(None, (rate["parts"], rate["left"]))))


def _signed(analysis: Analysis) -> list[str]:
    if analysis.state is AnalysisState.SENT and analysis.sent_at:
        return [f"签发：{analysis.sender}", date_words(clock.local(analysis.sent_at).date())]
    return ["签发：（待签）"]
