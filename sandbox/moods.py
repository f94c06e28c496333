"""How the platform's moods meet a call: instead of the work, after it, or only late."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, g, request

from sandbox.answers import Refusal, refuse
from sandbox.faults import Mood
from sandbox.journal import PATHS, Journal
from sandbox.platform import Platform

_USUAL = Mood({})
_UNDER_WAY_S = 1.0  # of a late answer, this long the message counts as under way
_HTML = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center><hr>nginx</body></html>"


def meet_moods(app: Flask, platform: Platform, journal: Journal) -> None:
    """Only calls under the platform's paths meet a mood and are noted; the control plane always works."""

    @app.before_request
    def begin() -> Response | None:
        if not request.path.startswith(PATHS):
            return None
        g.mood = platform.faults.take(request.path) or _USUAL
        return None if g.mood.is_performed else _replaced(g.mood)

    @app.after_request
    def end(response: Response) -> Response:
        if "mood" not in g:
            return response
        mood: Mood = g.mood
        if mood.is_performed and mood.replaces:
            response = _replaced(mood)
        response = _altered(response, mood)
        journal.write(response, platform.moment(), dict(mood.answer))
        platform.wait(min(mood.delay_s, _UNDER_WAY_S))
        _release(platform)
        platform.wait(mood.delay_s - _UNDER_WAY_S)
        if mood.answer.get("cut"):
            _cut()
        return _dripping(response, platform, float(mood.answer.get("drip_s") or 0))

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        _release(platform)


def _release(platform: Platform) -> None:
    openid = g.pop("under_way", None)
    if openid is not None:
        platform.messages.end(openid)


def _replaced(mood: Mood) -> Response:
    said: Any = mood.answer
    if said.get("errcode") is not None:
        return refuse(Refusal(said["errcode"]))
    if said.get("raw") is not None:
        return Response(said["raw"], said.get("status") or 200, content_type="application/json")
    if said.get("cut"):
        return Response(b"", 502)
    status = said["status"]
    return Response(_HTML.format(f"{status} Sandbox"), status, content_type="text/html")


def _altered(response: Response, mood: Mood) -> Response:
    """Small untruths about a right answer: its kind, its beginning, its end, its length."""
    said = mood.answer
    if "content_type" in said:
        response.content_type = said["content_type"]
    if said.get("bom"):
        response.set_data(b"\xef\xbb\xbf" + response.get_data())
    if "truncate" in said:
        response.set_data(response.get_data()[: said["truncate"]])
    if "missing_bytes" in said:
        response.headers["Content-Length"] = str(len(response.get_data()) + said["missing_bytes"])
    return response


def _dripping(response: Response, platform: Platform, gap_s: float) -> Response:
    """The answer byte by byte, with a gap before each."""
    if not gap_s:
        return response
    whole = response.get_data()

    def drops() -> Iterator[bytes]:
        for number in range(len(whole)):
            platform.wait(gap_s)
            yield whole[number : number + 1]

    response.response = drops()
    response.headers["Content-Length"] = str(len(whole))
    return response


def _cut() -> None:
    """Break the connection: the caller sees a reset and no byte of an answer."""
    line: socket.socket | None = request.environ.get("werkzeug.socket")
    if line is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.shutdown(socket.SHUT_RDWR)
