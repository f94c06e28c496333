"""Links that open the mini-program from outside, and what became of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from sandbox import rules
from sandbox.answers import Refusal, done, posted
from sandbox.links import Link
from sandbox.platform import Platform
from sandbox.wire.gate import METHODS, VERSIONS, admit

_DAY_S = 86_400
_MOST_DAYS = 30
_LONGEST_QUERY = 1024
_VISITS_LEFT = 6_000_000
_EXPIRY = ("is_expire", "expire_type", "expire_time", "expire_interval")
_TARGET = ("path", "query", "env_version")


def routes(paths: Blueprint, platform: Platform) -> None:
    @paths.route("/wxa/generatescheme", methods=METHODS)
    def generatescheme() -> Response:
        admit(platform)
        body = posted("jump_wxa", *_EXPIRY)
        target = body.get("jump_wxa", {})
        if not isinstance(target, dict):
            raise Refusal(47001)
        return done(openlink=_make(platform, "weixin://dl/business/?t=", target, body).url)

    @paths.route("/wxa/generate_urllink", methods=METHODS)
    def generate_urllink() -> Response:
        admit(platform)
        body = posted(*_TARGET, *_EXPIRY)
        return done(url_link=_make(platform, "https://wxaurl.cn/", body, body).url)

    @paths.route("/wxa/queryscheme", methods=METHODS)
    def queryscheme() -> Response:
        return _query(platform, "scheme")

    @paths.route("/wxa/query_urllink", methods=METHODS)
    def query_urllink() -> Response:
        return _query(platform, "url_link")


def _make(platform: Platform, prefix: str, target: dict[str, Any], terms: dict[str, Any]) -> Link:
    path, query = target.get("path") or "", target.get("query") or ""
    published = platform.switches.published
    if not isinstance(path, str) or (path and not rules.is_page(path.lstrip("/"), has_query=False)):
        raise Refusal(40165)
    if path and published and path.lstrip("/") not in published:
        raise Refusal(40165)
    if not isinstance(query, str) or len(query) > _LONGEST_QUERY or not query.isascii():
        raise Refusal(40212)
    version = target.get("env_version", "release")
    if version not in VERSIONS:
        raise Refusal(40097)
    begin = int(platform.now())
    return platform.links.make(prefix, path, query, version, (begin, begin + _life_s(terms, begin)))


def _life_s(terms: dict[str, Any], now: int) -> int:
    """Thirty days at most, also where nothing was said."""
    kind = terms.get("expire_type", 0)
    if kind not in (0, 1):
        raise Refusal(40097)
    days, until = terms.get("expire_interval"), terms.get("expire_time")
    if kind == 1:
        if not isinstance(days, int) or not 1 <= days <= _MOST_DAYS:
            raise Refusal(85401)
        return days * _DAY_S
    if until is None:
        return _MOST_DAYS * _DAY_S
    if not isinstance(until, int) or not now < until <= now + _MOST_DAYS * _DAY_S + 60:
        raise Refusal(85401)
    return until - now


def _query(platform: Platform, name: str) -> Response:
    admit(platform)
    body = posted("query_type")
    link = platform.links.find(body.get(name))
    if link is None:
        raise Refusal(40066)
    if body.get("query_type", 0) == 1:
        return done(quota_info={"remain_visit_quota": _VISITS_LEFT})
    info = {"appid": platform.settings.appid, "path": link.path, "query": link.query}
    times = {"create_time": link.created, "expire_time": link.expires, "env_version": link.env_version}
    return done(**{f"{name}_info": {**info, **times}})
