"""The paths of the real platform that the product calls, by meaning."""

from __future__ import annotations

from flask import Blueprint

from sandbox.platform import Platform
from sandbox.wire import codes, links, login, messages, safety, tokens, tools


def wire(platform: Platform) -> Blueprint:
    paths = Blueprint("wire", __name__)
    for room in (login, tokens, messages, codes, links, safety, tools):
        room.routes(paths, platform)
    return paths
