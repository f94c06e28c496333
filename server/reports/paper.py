"""A report as a paper: the same words, pictures and tables on the screen, in Word and in PDF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from server.core import clock
from server.core.text import date_words
from server.papers import pdf, word
from server.papers.canvas import bars, columns
from server.papers.shapes import Figure, Figures, Heading, Paper, Paragraph, Picture, Piece, Table
from server.reports import queries, views
from server.reports.life import WAY_WORDS
from server.reports.models import Report
from server.reports.schemas import ResultOut

MONTHS, KINDS = "图 1 每个月的履职（次）", "图 2 做了什么（次）"
DEFINITION = "只算核实过的。扫码、代登、汇入、补登一样算数；学习不计时长。不排名，不打分，不计观看和点赞。"
FILES = {"word": ("docx", word.MEDIA, word.compose), "pdf": ("pdf", pdf.MEDIA, pdf.compose)}


def chart(report: Report, name: str) -> bytes:
    found = report.figures
    if name == "months":
        return columns(found["months"])
    return bars([(kind, count) for kind, count in found["kinds"]], "这一年还没有记录")


def compose(report: Report, result: ResultOut | None) -> Paper:
    deputy, _ = queries.whose(report)
    as_of = datetime.fromisoformat(report.figures["as_of"])
    said = (
        [WAY_WORDS[report.way], date_words(clock.local(report.presents_at).date())]
        if report.way and report.presents_at
        else ["初稿"]
    )
    signed = date_words(clock.local(report.presented_at or report.written_at).date())
    return Paper(
        author=deputy.name,
        titles=(report.title,),
        below=" · ".join([*filter(None, (deputy.constituency, f"{deputy.title}　{deputy.name}")), *said]),
        foot=f"数据截至 {as_of:%Y-%m-%d %H:%M}",
        pieces=list(_pieces(report, result)),
        signed=(deputy.name, signed),
        small=f"口径　{DEFINITION}",
    )


def _pieces(report: Report, result: ResultOut | None) -> Iterator[Piece]:
    for section in views.sections(report):
        if section.title:
            yield Heading(section.title)
        yield from (Paragraph(words) for words in section.paragraphs)
        if section.key == "did" and any(report.figures["months"]):
            yield Picture(MONTHS, chart(report, "months"))
            yield Picture(KINDS, chart(report, "kinds"))
            yield Table(
                "表 1 各类次数", ("做了什么", "次数"), [(n, str(c)) for n, c in report.figures["kinds"]]
            )
        if section.key == "proposed" and report.figures["suggestions"]:
            rows = [(title,) for title in report.figures["suggestions"]]
            yield Table("表 2 提出的建议", ("建议",), rows, is_words=True)
    if result is not None:
        yield Heading("选民怎么评")
        yield Figures(
            [
                Figure("满意", str(result.satisfied), f"共 {result.total} 票"),
                Figure("基本满意", str(result.basic), "无记名"),
                Figure("不满意", str(result.unsatisfied), "一人一票"),
            ]
        )
