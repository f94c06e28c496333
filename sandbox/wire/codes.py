"""Mini-program codes without a limit on their number."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from sandbox import rules
from sandbox.answers import Refusal, posted
from sandbox.picture import draw
from sandbox.platform import Platform
from sandbox.wire.gate import METHODS, VERSIONS, admit

_OPTIONAL = ("page", "check_path", "env_version", "width", "auto_color", "line_color", "is_hyaline")
_RESERVED = "scancode_time"


def routes(paths: Blueprint, platform: Platform) -> None:
    @paths.route("/wxa/getwxacodeunlimit", methods=METHODS)
    def getwxacodeunlimit() -> Response:
        admit(platform)
        body = posted(*_OPTIONAL)
        scene, width = _scene(body.get("scene")), _width(body)
        _check_page(platform, body)
        # A picture without ground is really a PNG, and the header says JPEG all the same.
        picture = draw(scene, width, is_hyaline=body.get("is_hyaline") is True)
        return Response(picture, content_type="image/jpeg")


def _scene(scene: Any) -> str:
    if not isinstance(scene, str) or not 0 < len(scene) <= 32:
        raise Refusal(40169)
    if not rules.SCENE.fullmatch(scene):
        raise Refusal(40129)
    if _RESERVED in scene:
        raise Refusal(85096)
    return scene


def _width(body: dict[str, Any]) -> int:
    width, color = body.get("width", 430), body.get("line_color", {})
    flags = [body.get(name, False) for name in ("check_path", "auto_color", "is_hyaline")]
    if body.get("env_version", "release") not in VERSIONS or not isinstance(color, dict):
        raise Refusal(40097)
    if isinstance(width, bool) or not isinstance(width, int) or not 280 <= width <= 1280:
        raise Refusal(40097)
    if not all(isinstance(flag, bool) for flag in flags):
        raise Refusal(40097)
    return width


def _check_page(platform: Platform, body: dict[str, Any]) -> None:
    """A page that is not published may only be asked for without the check, and not for ever."""
    page = body.get("page") or ""
    if not isinstance(page, str) or (page and not rules.is_page(page, has_query=False)):
        raise Refusal(41030)
    if body.get("check_path", True):
        published = platform.switches.published
        if page and published and page not in published:
            raise Refusal(41030)
        return
    if platform.unchecked_codes >= platform.switches.unchecked_codes:
        raise Refusal(45029)
    platform.unchecked_codes += 1
