"""Saying what is wrong with the app, and reading the answer."""

from __future__ import annotations

from server.core.actor import current
from server.core.http import Page, Routes
from server.core.permissions import Permission
from server.feedback import queries, service
from server.feedback.schemas import FeedbackOut, SayFeedback

routes = Routes("feedback", "/api/feedback")


@routes.post("", permission=Permission.ACCOUNT_OWN, body=SayFeedback, out=FeedbackOut, status=201)
def say(body: SayFeedback) -> FeedbackOut:
    """What is wrong with the app itself; where and in which version is told along, and nothing of the person."""
    return FeedbackOut.of(service.say(current(), **body.model_dump()))


@routes.get("", permission=Permission.ACCOUNT_OWN, out=Page[FeedbackOut])
def own() -> Page[FeedbackOut]:
    """What I said, and what I was answered."""
    return Page[FeedbackOut](items=[FeedbackOut.of(said) for said in queries.own(current())])
