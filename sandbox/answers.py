"""How the platform words its answers: HTTP 200 always, the number in errcode, a request id in errmsg."""

from __future__ import annotations

import json
import secrets
from typing import Any

from flask import Response, current_app, request


class Refusal(Exception):
    """Ends a call with an errcode. `text` is the platform's English; the request id is added."""

    def __init__(self, errcode: int, text: str) -> None:
        super().__init__(errcode, text)
        self.errcode = errcode
        self.text = text


def answer(body: dict[str, Any]) -> Response:
    """JSON under the content type that the real endpoint is known to use."""
    kind = "application/json; encoding=utf-8" if request.path.startswith("/wxa/") else "application/json"
    if request.path.startswith("/sns/"):
        kind = "text/plain"
    return Response(json.dumps(body, ensure_ascii=False), content_type=kind)


def refuse(refusal: Refusal) -> Response:
    """The three styles of errmsg that are live side by side, so that nobody compares its wording."""
    if refusal.errcode in {40125, 40163}:
        tail = f", hints: [ req_id: {secrets.token_urlsafe(9)} ]"
    elif request.path.startswith("/sns/"):
        tail = f", rid: {_rid()}"
    else:
        tail = f" rid: {_rid()}"
    return answer({"errcode": refusal.errcode, "errmsg": refusal.text + tail})


def _rid() -> str:
    now = int(current_app.extensions["platform"].now())
    return f"{now:08x}-{secrets.randbits(32):08x}-{secrets.randbits(32):08x}"


def posted() -> dict[str, Any]:
    """The JSON object of a POST, refused as the platform refuses: 43002, 44002, 47001."""
    if request.method != "POST":
        raise Refusal(43002, "require POST method")
    raw = request.get_data()
    if not raw:
        raise Refusal(44002, "empty post data")
    try:
        body = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Refusal(47001, "data format error")
    return body
