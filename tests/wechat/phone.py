"""One person on a sandbox of its own whose pushes are sealed, and the product that hears them."""

from __future__ import annotations

import json
from typing import Any

import requests

from server.gateways.wechat import Callback, Event

from .support import (
    APPID,
    PAGE,
    REPLY,
    SECRET,
    TEMPLATE,
    TOKEN,
    Call,
    Listener,
    SandboxProcess,
)

AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
SEND = "/cgi-bin/message/subscribe/send"
MEDIA = "/wxa/media_check_async"
STABLE = "/cgi-bin/stable_token"
WAIT_S = 30


class Phone:
    """A sandbox of its own, one person on it, and the product that hears its pushes."""

    def __init__(self, sandbox: SandboxProcess, product: Listener, openid: str) -> None:
        self.sandbox, self.product, self.openid = sandbox, product, openid

    def call(self, path: str, body: dict[str, Any], timeout: float = 10) -> requests.Response:
        raw = json.dumps(body, ensure_ascii=False).encode()
        token = {"access_token": self.token()} if path != STABLE else {}
        return requests.post(self.sandbox.url + path, params=token, data=raw, timeout=timeout)

    def token(self) -> str:
        body = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}
        return str(requests.post(self.sandbox.url + STABLE, json=body, timeout=5).json()["access_token"])

    def send(self, timeout: float = 10) -> requests.Response:
        data = {key: {"value": value} for key, value in REPLY.items()}
        body = {"touser": self.openid, "template_id": TEMPLATE, "page": PAGE, "data": data}
        return self.call(SEND, body, timeout)

    def check_media(self, url: str) -> str:
        body = {"media_url": url, "media_type": 2, "version": 2, "scene": 2, "openid": self.openid}
        return str(self.call(MEDIA, body).json()["trace_id"])

    def fault(self, path: str, answer: dict[str, Any], **more: Any) -> None:
        assert self.sandbox.post("/faults", [{"path": path, "answer": answer, **more}]).ok

    def switch(self, **wanted: Any) -> None:
        assert self.sandbox.post("/switches", wanted).ok

    def push(self, **body: Any) -> dict[str, Any]:
        event = {"FromUserName": self.openid, "Event": "debug_demo", "debug_str": "你好"}
        answer: dict[str, Any] = self.sandbox.post("/push", {"event": event, **body}).json()
        return answer

    def heard(self, name: str) -> Event:
        """The next push of this name about this person, read by the product's own reader."""
        while True:
            call = self.product.arrived.get(timeout=WAIT_S)
            if call.query.get("openid") == self.openid and read(call).name == name:
                return read(call)

    def pushes(self) -> list[Call]:
        """Every push about this person so far."""
        return [call for call in self.product.calls if call.query.get("openid") == self.openid]


def read(call: Call) -> Event:
    return Callback(TOKEN, AES_KEY, APPID).read(call.query, call.body)
