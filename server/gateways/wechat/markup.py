"""A pushed body as one flat-keyed object, whether it came as JSON or as XML."""

from __future__ import annotations

import json
from typing import Any, Final

import xmltodict

from server.gateways.wechat.errors import InvalidCallback

_DEEPEST: Final = 16


def parse_object(body: bytes) -> dict[str, Any]:
    """The object inside. UTF-8 only. The parsers' own exceptions pass through to `Callback.read`."""
    text = body.decode("utf-8-sig").strip()
    found = json.loads(text) if text.startswith("{") else _parse_xml(text)
    if not isinstance(found, dict):
        raise InvalidCallback("body is no object")
    return found


def _parse_xml(text: str) -> Any:
    """Entities stay switched off, whatever the library's default becomes: no outside file, no bomb."""
    if "<!DOCTYPE" in text:
        raise InvalidCallback("body brings a definition of its own")
    return xmltodict.parse(text, disable_entities=True, postprocessor=_not_deep).get("xml")


def _not_deep(path: list[Any], key: str, value: Any) -> tuple[str, Any]:
    if len(path) > _DEEPEST:
        raise InvalidCallback("body is too deep")
    return key, value
