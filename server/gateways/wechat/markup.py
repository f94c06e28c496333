"""A pushed body as one flat-keyed object, whether it came as JSON or as XML."""

from __future__ import annotations

import json
from typing import Any

import xmltodict

from server.gateways.wechat.errors import InvalidCallback


def parse_object(body: bytes) -> dict[str, Any]:
    """The object inside. UTF-8 only. The parsers' own exceptions pass through to `Callback.read`."""
    text = body.decode("utf-8-sig").strip()
    # Entities stay switched off, whatever the library's default becomes: no outside file, no bomb.
    is_json = text.startswith("{")
    found = json.loads(text) if is_json else xmltodict.parse(text, disable_entities=True).get("xml")
    if not isinstance(found, dict):
        raise InvalidCallback("body is no object")
    return found
