"""The sandbox's own page: everybody's phone, to play the whole product in a browser without WeChat."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.wrappers import Response

from sandbox.control import answer_prompt, log_in, press_phone_button, switch_messages_off
from sandbox.journal import Journal
from sandbox.people import OPENID, Person, new_openid
from sandbox.platform import Platform

_MOST_PEOPLE = 24
_MOST_MESSAGES = 20
_RECENT_CALLS = 8
_CODE = re.compile(r"[0-9A-Za-z._~-]{1,64}")
_DEMO_CODES = {"station": "站点代表码", "deputy": "代表本人的码", "duty": "履职码"}


def pages(platform: Platform, journal: Journal) -> Blueprint:
    views = Blueprint("pages", __name__, template_folder="templates")
    _phones(views, platform, journal)
    _person(views, platform)
    _ways_out(views, platform)
    views.register_error_handler(HTTPException, say_what_is_wrong)
    return views


def _phones(views: Blueprint, platform: Platform, journal: Journal) -> None:
    @views.get("/")
    def home() -> str:
        recent = journal.calls()[: -_RECENT_CALLS - 1 : -1]
        return render_template("home.html", recent=recent, **_shown(platform))

    @views.get("/phones")
    def phones() -> str:
        return render_template("phones.html", **_shown(platform))

    @views.post("/people")
    def meet() -> Response:
        person = platform.people.meet(new_openid(), request.form.get("name", "").strip()[:20] or "新来的人")
        return _home(person.openid)


def _person(views: Blueprint, platform: Platform) -> None:
    @views.post("/people/<openid>/answer")
    def answer(openid: str) -> Response:
        template_id, status = request.form.get("template_id"), request.form.get("status")
        answer_prompt(platform, _checked(openid), template_id, status)
        return _home(openid)

    @views.post("/people/<openid>/off")
    def switch_off(openid: str) -> Response:
        switch_messages_off(platform, _checked(openid))
        return _home(openid)

    @views.post("/people/<openid>/phone")
    def phone(openid: str) -> Response:
        given = press_phone_button(platform, _checked(openid), request.form.get("phone", "").strip())
        return _home(openid, given=given["code"], kind="phone")

    @views.post("/people/<openid>/login")
    def login(openid: str) -> Response:
        return _home(openid, given=log_in(platform, _checked(openid))["code"], kind="login")


def _ways_out(views: Blueprint, platform: Platform) -> None:
    """Into the product's browser build, which stands in for the mini-program."""

    @views.get("/open")
    def open_page() -> Response:
        page = request.args.get("page", "").lstrip("/")
        return redirect(f"{platform.settings.product_url}/m/{page}", 303)

    @views.get("/scan")
    def scan() -> Response:
        """A code as text, or the whole address that a printed code holds."""
        given = request.args.get("typed", "").strip() or request.args.get("code", "")
        code = given.partition("?")[0].rstrip("/").rpartition("/")[2]
        if not _CODE.fullmatch(code):
            raise BadRequest("这不像一枚码。请贴码上的文字，或者整条网址。")
        return redirect(f"{platform.settings.product_url}/c/{quote(code)}", 303)


def _shown(platform: Platform) -> dict[str, Any]:
    wanted = request.args.get("q", "").strip()
    people = _found(platform.people.all(), wanted)
    shown = people[:_MOST_PEOPLE]
    received = {one.openid: platform.messages.received(one.openid) for one in shown}
    return {
        "people": shown,
        "hidden": len(people) - len(shown),
        "q": wanted,
        "received": {openid: messages[: -_MOST_MESSAGES - 1 : -1] for openid, messages in received.items()},
        "templates": platform.messages.templates,
        "remaining": platform.messages.remaining,
        "codes": _demo_codes(platform),
    }


def _found(people: list[Person], wanted: str) -> list[Person]:
    """Those with a name first, as they came; then the others, the latest visit first."""
    found = [
        one
        for one in people
        if not wanted or any(wanted in text for text in (one.name, one.role, one.openid))
    ]
    unnamed = [one for one in found if not one.name]
    return [one for one in found if one.name] + sorted(unnamed, key=lambda one: -one.last_visit)


def _demo_codes(platform: Platform) -> list[tuple[str, str]]:
    """The codes of the demonstration, where there is one; without, they are pasted."""
    try:
        codes = json.loads(platform.settings.demo_file.read_text(encoding="utf-8"))["codes"]
        return [(label, codes[kind]) for kind, label in _DEMO_CODES.items() if codes.get(kind)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _checked(openid: str) -> str:
    if not OPENID.fullmatch(openid):
        raise BadRequest("没有这样的人")
    return openid


def _home(openid: str, **shown: str) -> Response:
    to: dict[str, Any] = {"to": openid, **shown} if shown else {}
    return redirect(url_for("pages.home", _anchor=openid, **to), 303)


def say_what_is_wrong(error: HTTPException) -> tuple[str, int]:
    return render_template("wrong.html", text=error.description), error.code or 500
