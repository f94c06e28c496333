"""The sandbox's own page: the people, what each received, and the prompt they can answer."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from sandbox.control import answer_prompt
from sandbox.messages import Message
from sandbox.platform import Platform

_SHOWN = 20


def pages(platform: Platform) -> Blueprint:
    views = Blueprint("pages", __name__, template_folder="templates")

    @views.get("/")
    def home() -> str:
        received: dict[str, list[Message]] = {}
        for message in reversed(platform.messages.received()):
            received.setdefault(message.openid, []).append(message)
        return render_template(
            "people.html",
            people=platform.people.all(),
            received={openid: messages[:_SHOWN] for openid, messages in received.items()},
            templates=platform.messages.templates,
            remaining=platform.messages.remaining,
        )

    @views.post("/people/<openid>/answer")
    def answer(openid: str) -> Response:
        answer_prompt(platform, openid, request.form.get("template_id"), request.form.get("status"))
        return redirect(url_for("pages.home", _anchor=openid), 303)

    return views
