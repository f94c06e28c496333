"""Puts the sandbox together."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from sandbox.answers import Refusal, refuse
from sandbox.control import control
from sandbox.journal import keep_journal
from sandbox.pages import pages
from sandbox.platform import Platform
from sandbox.settings import Settings
from sandbox.wire import wire

_MOST_BYTES = 256 * 1024


def create_app(settings: Settings, now: Callable[[], float] = time.time) -> Flask:
    """The whole sandbox as one WSGI application; `now` in unix seconds."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _MOST_BYTES
    platform = Platform(settings, now)
    app.extensions["platform"] = platform
    journal = keep_journal(app, platform)
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(HTTPException, _explain)
    app.register_blueprint(wire(platform))
    app.register_blueprint(control(platform, journal))
    app.register_blueprint(pages(platform))
    return app


def _explain(error: HTTPException) -> Response | HTTPException:
    """The control plane says in JSON what was wrong with the call."""
    if not request.path.startswith("/__sandbox__/"):
        return error
    response = jsonify(error={"code": error.name.lower().replace(" ", "_"), "text": error.description})
    response.status_code = error.code or 500
    return response
