"""The console's list of what people say about the app."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, url_for

from server.core.actor import current
from server.core.pages import Pages, go, page
from server.core.parsing import form, query
from server.core.permissions import Permission
from server.feedback import queries, schemas, service

pages = Pages("feedback", "server.feedback")


@pages.get("/feedback", permission=Permission.FEEDBACK_MANAGE)
def listed() -> str:
    """What waits for an answer first."""
    number = query(schemas.FindFeedback).page
    said = queries.listed(current(), number)
    more = len(said) > queries.PER_PAGE
    return page("feedback/feedback.html", said=said[: queries.PER_PAGE], number=number, more=more)


@pages.post("/feedback/<uuid:feedback_id>/answer", permission=Permission.FEEDBACK_MANAGE)
def answer(feedback_id: UUID) -> Response:
    given, said = form(schemas.AnswerFeedback), queries.get_for_update(current(), feedback_id)
    service.answer(current(), said, text=given.text)
    flash("答复了，提意见的人在手机上看得到")
    return go(url_for("feedback_pages.listed"))
