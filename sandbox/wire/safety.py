"""Content safety: a text at once, a picture or a recording by a later push."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, request

from sandbox.answers import Refusal, done, new_rid, posted, violation
from sandbox.media import is_public
from sandbox.platform import Platform
from sandbox.safety import Verdict, judge_text
from sandbox.wire.gate import METHODS, admit, known_person

_LONGEST = 2_500
_SCENES = (1, 2, 3, 4)
_KINDS = (1, 2)


def routes(paths: Blueprint, platform: Platform) -> None:
    @paths.route("/wxa/msg_sec_check", methods=METHODS)
    def msg_sec_check() -> Response:
        admit(platform)
        return _check_text(platform, posted("title", "nickname", "signature"))

    @paths.route("/wxa/media_check_async", methods=METHODS)
    def media_check_async() -> Response:
        admit(platform)
        return _check_media(platform, posted())


def _check_text(platform: Platform, body: dict[str, Any]) -> Response:
    content = body.get("content")
    if not isinstance(content, str) or not content:
        raise Refusal(40097)
    if len(content) > _LONGEST:
        raise Refusal(45002)
    verdict = judge_text(request.get_data().decode("utf-8", "replace"), platform.switches)
    if body.get("version") != 2:
        return _first_version(verdict)
    _check_person(platform, body)
    label: int | str = str(verdict.label) if platform.switches.label == "string" else verdict.label
    result = {"suggest": verdict.suggest, "label": label}
    detail = [{"strategy": "content_model", "errcode": 0, **result, "prob": 90}]
    detail += [
        {"strategy": "keyword", "errcode": 0, **result, "level": 20, "keyword": word}
        for word in verdict.words
    ]
    return done(detail=detail, trace_id=new_rid(), result=result)


def _first_version(verdict: Verdict) -> Response:
    """The old check knows no person and only yes or no; the product should not use it any more."""
    violation("content_safety_v1")
    if verdict.suggest != "pass":
        raise Refusal(87014)
    return done()


def _check_person(platform: Platform, body: dict[str, Any]) -> str:
    """The scene, and a person who was here in the last two hours."""
    if isinstance(body.get("scene"), bool) or body.get("scene") not in _SCENES:
        raise Refusal(40129)
    person = known_person(platform, body.get("openid"))
    if not platform.people.was_seen(person.openid, platform.now()):
        raise Refusal(61010)
    return person.openid


def _check_media(platform: Platform, body: dict[str, Any]) -> Response:
    """Answers with a number; what was found is pushed later, or even before the answer."""
    url, kind = body.get("media_url"), body.get("media_type")
    if not isinstance(url, str) or not is_public(url):
        raise Refusal(40097)
    if isinstance(kind, bool) or kind not in _KINDS or body.get("version") != 2:
        raise Refusal(40097)
    openid, trace_id = _check_person(platform, body), secrets.token_hex(16)
    if not platform.media.take(openid, url, trace_id):
        raise Refusal(45011)
    return done(trace_id=trace_id)
