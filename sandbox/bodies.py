"""What a call of the control plane carries, or a Chinese word about what is wrong with it."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest

from sandbox.people import OPENID, new_openid


def json_object() -> dict[str, Any]:
    body = request.get_json(force=True)
    if not isinstance(body, dict):
        raise BadRequest("要一个 JSON 对象")
    return body


def json_list() -> list[Any]:
    body = request.get_json(force=True)
    if not isinstance(body, list):
        raise BadRequest("要一个 JSON 数组")
    return body


def openid_in(body: dict[str, Any]) -> str:
    """The openid in the body; without one, a new person's."""
    openid = body.get("openid") or new_openid()
    if not isinstance(openid, str) or not OPENID.fullmatch(openid):
        raise BadRequest("openid 只能有字母、数字、下划线和连字符，最多 64 个")
    return openid
