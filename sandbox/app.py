"""Puts the sandbox together."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import Forbidden, HTTPException

from sandbox.answers import Refusal, refuse
from sandbox.control import control
from sandbox.desk import desk
from sandbox.journal import Journal
from sandbox.levers import levers
from sandbox.moods import meet_moods
from sandbox.pages import pages
from sandbox.platform import Platform
from sandbox.settings import Settings
from sandbox.wire import wire

_MOST_BYTES = 256 * 1024
# The browser build plays wx.login and the subscribe prompt from its own origin on this machine.
_LOOPBACK = re.compile(r"https?://(127\.0\.0\.1|localhost)(:\d{1,5})?")
_SHARED = {"/__sandbox__/login", "/__sandbox__/people", "/__sandbox__/accept", "/__sandbox__/phone"}


def create_app(settings: Settings, now: Callable[[], float] = time.time) -> Flask:
    """The whole sandbox as one WSGI application; `now` in unix seconds."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _MOST_BYTES
    platform, journal = Platform(settings, now), Journal()
    app.extensions["platform"] = platform
    app.extensions["journal"] = journal
    app.before_request(_keep_strangers_out)
    app.after_request(_share)
    meet_moods(app, platform, journal)
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(HTTPException, _explain)
    app.register_blueprint(wire(platform))
    app.register_blueprint(control(platform, journal))
    app.register_blueprint(levers(platform))
    app.register_blueprint(pages(platform, journal))
    app.register_blueprint(desk(platform, journal))
    return app


def _explain(error: HTTPException) -> Response | HTTPException:
    """The control plane says in JSON what was wrong with the call."""
    if not request.path.startswith("/__sandbox__/"):
        return error
    response = jsonify(error={"code": error.name.lower().replace(" ", "_"), "text": error.description})
    response.status_code = error.code or 500
    return response


def _keep_strangers_out() -> None:
    """A page of the internet that is open in the same browser must not press our buttons."""
    origin = request.headers.get("Origin")
    if origin and request.method not in ("GET", "HEAD", "OPTIONS") and not _LOOPBACK.fullmatch(origin):
        raise Forbidden("只有本机的页面可以操作沙箱")


def _share(response: Response) -> Response:
    """Let pages of this machine call what the browser build needs, and nothing else."""
    origin = request.headers.get("Origin", "")
    if request.path in _SHARED and _LOOPBACK.fullmatch(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        response.headers["Vary"] = "Origin"
    return response
