"""How the platform words its answers: HTTP 200 always, the number in errcode, a request id in errmsg."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from flask import Response, current_app, g, request

if TYPE_CHECKING:
    from sandbox.platform import Platform

TEXTS: Mapping[int, str] = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40014: "invalid access_token",
    40029: "invalid code",
    40037: "invalid template_id",
    40066: "invalid url",
    40097: "invalid args",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40163: "code been used",
    40164: "invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist",
    40165: "invalid weapp pagepath",
    40169: "invalid length for scene, or the data is not json string",
    40212: "invalid query",
    40226: "code blocked",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    41030: "invalid page",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43101: "user refuse to accept the msg",
    43104: "this appid does not have permission",
    43107: "subscribe message capability is banned",
    43108: "concurrent sending to the same user is forbidden",
    44002: "empty post data",
    44990: "reach max api second frequence limit",
    45002: "content size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45029: "qrcode count out of limit",
    45168: "hit sensitive words",
    47001: "data format error",
    47003: "argument invalid",
    48001: "api unauthorized",
    48006: "forbid to clear quota because of reaching the limit",
    61010: "code is expired",
    76001: "rid not found",
    76021: "cgi_path not found",
    85096: "scancode_time is the system reserved field",
    85400: "long-time link quota is used up",
    85401: "time limit must be between 1 and 30 days",
    87008: "invalid sig_method",
    87009: "invalid signature",
    87014: "risky content",
}
# `\u4e2d` with an odd number of backslashes before the u; control characters have to be written so.
_ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u(?!00[01])[0-9a-fA-F]{4}")
_OLD_STYLE = {40125, 40163}


class Refusal(Exception):
    """Ends a call with an errcode. `text` is the platform's English; the request id is added."""

    def __init__(self, errcode: int, text: str = "") -> None:
        self.errcode = errcode
        self.text = text or TEXTS.get(errcode, "error")
        super().__init__(errcode, self.text)


def here() -> Platform:
    return cast("Platform", current_app.extensions["platform"])


def answer(body: dict[str, Any]) -> Response:
    """JSON under the content type that the real endpoint is known to use."""
    kind = "application/json; encoding=utf-8" if request.path.startswith("/wxa/") else "application/json"
    if request.path.startswith("/sns/"):
        kind = "text/plain"
    return Response(json.dumps(body, ensure_ascii=False), content_type=kind)


def done(**parts: Any) -> Response:
    """Success of every path that words it: errcode 0 and ok."""
    return answer({"errcode": 0, "errmsg": "ok", **parts})


def refuse(refusal: Refusal) -> Response:
    """The three styles of errmsg that are live side by side, so that nobody compares its wording."""
    if refusal.errcode in _OLD_STYLE:
        tail = f", hints: [ req_id: {secrets.token_urlsafe(9)} ]"
    elif request.path.startswith("/sns/"):
        tail = f", rid: {new_rid()}"
    else:
        tail = f" rid: {new_rid()}"
    return answer({"errcode": refusal.errcode, "errmsg": refusal.text + tail})


def new_rid() -> str:
    """Its first part is the time."""
    return f"{int(here().now()):08x}-{secrets.randbits(32):08x}-{secrets.randbits(32):08x}"


def violation(name: str) -> None:
    """Note in the journal what the platform would swallow and the product must not do."""
    noted: list[str] = g.setdefault("violations", [])
    if name not in noted:
        noted.append(name)


def asked() -> dict[str, str]:
    """The query of a GET, refused as the platform refuses: 43001."""
    if request.method != "GET":
        raise Refusal(43001)
    return request.args.to_dict()


def posted(*optional: str) -> dict[str, Any]:
    """The JSON object of a POST, refused as the platform refuses: 43002, 44002, 47001.

    A null in an `optional` field is refused or left out, as the switch says; nobody knows what is true.
    """
    if request.method != "POST":
        raise Refusal(43002)
    raw = request.get_data()
    if not raw:
        raise Refusal(44002)
    try:
        body = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        violation("no_json_body")
        raise Refusal(47001)
    if _ESCAPED.search(raw):
        violation("escaped_unicode")
        _refuse_half_letters(body)
    return _without_nulls(body, optional)


def _refuse_half_letters(body: dict[str, Any]) -> None:
    """Half of a pair of surrogates is no letter, and can only come escaped."""
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise Refusal(47001) from None


def _without_nulls(body: dict[str, Any], optional: tuple[str, ...]) -> dict[str, Any]:
    nulls = [key for key, value in body.items() if value is None]
    if nulls:
        violation("null_field")
    spared = [key for key in nulls if key in optional]
    if spared and here().switches.nulls == "refused":
        raise Refusal(47001)
    return {key: value for key, value in body.items() if key not in spared}
