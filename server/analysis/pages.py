"""The console's pages of analyses: by month, to be read, edited, sent, answered, and taken away as Word."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from flask import Response, flash, url_for

from server.analysis import paper, queries, service, word
from server.analysis.models import ADDRESSEE_WORDS, STATE_WORDS, Analysis
from server.analysis.schemas import AnswerPoint, ChoosePoint, EditText, FindAnalyses
from server.core.actor import current
from server.core.errors import NotFound
from server.core.pages import Pages, go, page
from server.core.parsing import form, query
from server.core.permissions import Permission
from server.gateways.registry import gateways
from server.messages import queries as messages

pages = Pages("analysis", "server.analysis")
READ, WRITE = Permission.ANALYSIS_READ, Permission.ANALYSIS_WRITE


@pages.get("/analyses", permission=READ)
def listed() -> str:
    """A station's own by month; for township and county what was sent to them."""
    find = query(FindAnalyses)
    lines = queries.listed(current(), month=find.month, page=find.page)
    shown, has_more = lines[: queries.PER_PAGE], len(lines) > queries.PER_PAGE
    months = queries.months(current())
    words = {"states": STATE_WORDS, "months": months, "find": find}
    return page("analysis/analyses.html", lines=shown, has_more=has_more, **words)


@pages.get("/analyses/<uuid:analysis_id>", permission=READ)
def read(analysis_id: UUID) -> str:
    """The paper, and what its reader may do with it."""
    analysis = queries.get(current(), analysis_id)
    shown = paper.paper(analysis)
    may_write = analysis.sent_at is None and current().may(WRITE)
    offered = queries.offered(current(), shown.points) if may_write else []
    words = {"charts": paper.CHARTS, "to": ADDRESSEE_WORDS, "states": STATE_WORDS}
    mine = queries.ANSWERS.get(current().role)
    return page(
        "analysis/analysis.html",
        paper=shown,
        may_write=may_write,
        offered=[(one, service.prefilled(one)) for one in offered],
        mine=mine,
        **words,
    )


@pages.post("/analyses/<uuid:analysis_id>/text", permission=WRITE)
def edit(analysis_id: UUID) -> Response:
    given, analysis = form(EditText), queries.get_for_update(current(), analysis_id)
    service.edit(current(), analysis, texts=given.texts)
    flash("文字改好了，原来的一稿还留着")
    return _back(analysis)


@pages.post("/analyses/<uuid:analysis_id>/restore", permission=WRITE)
def restore(analysis_id: UUID) -> Response:
    analysis = queries.get_for_update(current(), analysis_id)
    service.restore(current(), analysis)
    flash("恢复成系统写的文字了")
    return _back(analysis)


@pages.post("/analyses/<uuid:analysis_id>/points", permission=WRITE)
def forward(analysis_id: UUID) -> Response:
    given, analysis = form(ChoosePoint), queries.get_for_update(current(), analysis_id)
    message = messages.get(current(), given.message_id) if given.message_id else None
    service.forward(current(), analysis, to=given.to, text=given.text, message=message)
    flash(f"放进报{ADDRESSEE_WORDS[given.to]}的事里了")
    return _back(analysis)


@pages.post("/analyses/<uuid:analysis_id>/points/<uuid:point_id>/drop", permission=WRITE)
def drop(analysis_id: UUID, point_id: UUID) -> Response:
    analysis = queries.get_for_update(current(), analysis_id)
    service.drop(current(), analysis, queries.point(analysis, point_id))
    flash("拿掉了")
    return _back(analysis)


@pages.post("/analyses/<uuid:analysis_id>/send", permission=WRITE)
def send(analysis_id: UUID) -> Response:
    analysis = queries.get_for_update(current(), analysis_id)
    service.send(current(), analysis)
    flash("签发了，镇街和区县看得到了")
    return _back(analysis)


@pages.post(
    "/analyses/<uuid:analysis_id>/points/<uuid:point_id>/answer", permission=Permission.ANALYSIS_ANSWER
)
def answer(analysis_id: UUID, point_id: UUID) -> Response:
    given, analysis = form(AnswerPoint), queries.get_for_update(current(), analysis_id)
    service.answer(current(), analysis, queries.point(analysis, point_id), text=given.text)
    flash("记下了，站里看得到")
    return _back(analysis)


@pages.get("/analyses/<uuid:analysis_id>/chart-<string:name>.png", permission=READ)
def chart(analysis_id: UUID, name: str) -> Response:
    analysis = queries.get(current(), analysis_id)
    return Response(paper.chart(analysis, name), mimetype="image/png")


@pages.get("/analyses/<uuid:analysis_id>/file", permission=READ)
def file(analysis_id: UUID) -> str:
    """Whether the Word file is made: the button alone, asked for again until it is."""
    return page("analysis/file.html", analysis=queries.get(current(), analysis_id))


@pages.get("/analyses/<uuid:analysis_id>/word", permission=READ)
def download(analysis_id: UUID) -> Response:
    analysis = queries.get(current(), analysis_id)
    if not analysis.has_file:
        raise NotFound("analysis.no_file", "Word 正在做，过几秒再点一次。")
    made = Response(gateways().storage.get(word.key(analysis)), mimetype=word.MEDIA)
    name = quote(f"{analysis.figures['station']}-{analysis.title}.docx")
    made.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return made


def _back(analysis: Analysis) -> Response:
    return go(url_for("analysis_pages.read", analysis_id=analysis.id))
