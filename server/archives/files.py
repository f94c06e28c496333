"""A fixed report taken away: Word and PDF from the same paper, Excel from the same tables, made on the way out."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from flask import Response

from server.archives import pieces
from server.archives.kinds import period_of
from server.archives.models import Filing
from server.core import workbook
from server.core.errors import NotFound
from server.papers import pdf, word

Writer = Callable[[Filing, str], bytes]
FILES: dict[str, tuple[str, str, str, Writer]] = {
    "word": ("Word", "docx", word.MEDIA, lambda filing, name: word.compose(pieces.paper(filing, name))),
    "excel": (
        "Excel",
        "xlsx",
        workbook.MEDIA,
        lambda filing, name: workbook.compose(pieces.leaves(filing, name)),
    ),
    "pdf": ("PDF", "pdf", pdf.MEDIA, lambda filing, name: pdf.compose(pieces.paper(filing, name))),
}


def answer(filing: Filing, area_name: str, kind: str) -> Response:
    if kind not in FILES:
        raise NotFound("filing.no_file", "只有 Word、Excel 和 PDF 三种。")
    _, ending, media, write = FILES[kind]
    response = Response(write(filing, area_name), mimetype=media)
    name = quote(f"{area_name}{period_of(filing.period).words}{filing.name}.{ending}")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"filing.{ending}\"; filename*=UTF-8''{name}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
