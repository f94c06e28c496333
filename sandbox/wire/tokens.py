"""Access tokens, the plain kind and the stable kind."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from sandbox.answers import Refusal, answer, asked, posted
from sandbox.platform import Platform
from sandbox.wire.gate import METHODS, check_app, spend


def routes(paths: Blueprint, platform: Platform) -> None:
    @paths.route("/cgi-bin/token", methods=METHODS)
    def token() -> Response:
        _check(platform, asked())
        return _given(*platform.tokens.plain(platform.now()))

    @paths.route("/cgi-bin/stable_token", methods=METHODS)
    def stable_token() -> Response:
        body = posted("force_refresh")
        _check(platform, body)
        found = platform.tokens.stable(platform.now(), body.get("force_refresh") is True)
        if found is None:
            raise Refusal(45009)
        return _given(*found)


def _check(platform: Platform, given: dict[str, Any]) -> None:
    if given.get("grant_type") != "client_credential":
        raise Refusal(40002)
    check_app(platform, given)
    if not platform.switches.ip_allowed:
        raise Refusal(40164)
    spend(platform)


def _given(value: str, seconds: int) -> Response:
    return answer({"access_token": value, "expires_in": seconds})
