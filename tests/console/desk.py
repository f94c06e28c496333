"""Somebody at the console: a test client with the cookie, who sends the form token along."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.core import edge
from tests.factories import World


@dataclass
class Desk:
    client: FlaskClient
    token: str = ""
    htmx: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=headers)

    def page(self, path: str) -> str:
        """The page's HTML; it must be there."""
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:400])
        return answer.text

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> TestResponse:
        return self.client.post(path, data={"csrf": self.form_token(), **(data or {})}, headers=headers)

    def form_token(self) -> str:
        answer = self.client.get("/console/sign-in")
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', answer.text)
        assert found
        return found[1]


At = Callable[[str], Desk]
"""The fixture `desk`: a name of the world → that person at the console."""


def at(app: Flask, world: World, who: str) -> Desk:
    """One of the world's people at the console, in a browser of their own."""
    client = app.test_client()
    token = world.phone(who).token
    client.set_cookie(edge.COOKIE, token, path="/console")
    return Desk(client, token)


def stranger(app: Flask) -> Desk:
    return Desk(app.test_client())
