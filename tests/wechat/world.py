"""A sandbox in this process, whose time the test decides."""

from __future__ import annotations

import json
from typing import Any

from flask.testing import FlaskClient

from sandbox.app import create_app
from sandbox.settings import load

from .support import APPID, SECRET, environment

SEND = "/cgi-bin/message/subscribe/send"
CODE = "/wxa/getwxacodeunlimit"
STABLE = "/cgi-bin/stable_token"
START = 1_763_800_000.0


class World:
    """A sandbox in this process, and its time."""

    def __init__(self, callback_url: str) -> None:
        self.time = START
        app = create_app(load(environment(callback_url)), lambda: self.time)
        self.http: FlaskClient = app.test_client()

    def login(self, openid: str = "o1") -> str:
        return str(self.http.post("/__sandbox__/login", json={"openid": openid}).get_json()["code"])

    def sign_in(self, code: str, **changes: str) -> dict[str, Any]:
        args = {
            "appid": APPID,
            "secret": SECRET,
            "js_code": code,
            "grant_type": "authorization_code",
        } | changes
        return read(self.http.get("/sns/jscode2session", query_string=args))

    def stable(self, **changes: Any) -> dict[str, Any]:
        body = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET} | changes
        return read(self.http.post(STABLE, json=body))

    def plain(self, **changes: str) -> dict[str, Any]:
        args = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET} | changes
        return read(self.http.get("/cgi-bin/token", query_string=args))

    def post(self, path: str, body: Any, token: str | None = None) -> dict[str, Any]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        query = {"access_token": token or self.stable()["access_token"]}
        return read(self.http.post(path, query_string=query, data=raw))

    def works(self, token: str) -> int:
        """The errcode a call with this token meets; 47001 means that the token itself was good."""
        return int(self.post(SEND, b"x", token)["errcode"])


def read(response: Any) -> dict[str, Any]:
    assert response.status_code == 200
    answer: dict[str, Any] = json.loads(response.data)
    return answer


def written(**changes: Any) -> dict[str, Any]:
    """A text to be judged, as the check wants it."""
    return {"content": "hello world!", "version": 2, "scene": 2, "openid": "o1"} | changes
