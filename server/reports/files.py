"""A report taken away as Word or PDF, made on the way out."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from server.core.errors import NotFound
from server.reports import paper, queries
from server.reports.models import Report
from server.reports.schemas import ResultOut


def answer(report: Report, result: ResultOut | None, kind: str) -> Response:
    if kind not in paper.FILES:
        raise NotFound("report.no_file", "只有 Word 和 PDF 两种。")
    ending, media, write = paper.FILES[kind]
    deputy, _ = queries.whose(report)
    response = Response(write(paper.compose(report, result)), mimetype=media)
    name = quote(f"{deputy.name}{report.title}.{ending}")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"report.{ending}\"; filename*=UTF-8''{name}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
