"""The paths of the real platform that the product calls."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from sandbox import rules
from sandbox.answers import Refusal, answer, posted
from sandbox.messages import Template
from sandbox.picture import draw
from sandbox.platform import Platform

# Tuples, for anything may be asked for in a body, also what a set cannot hold.
STATES = ("developer", "trial", "formal")
LANGS = ("zh_CN", "en_US", "zh_HK", "zh_TW")
VERSIONS = ("release", "trial", "develop")


def wire(platform: Platform) -> Blueprint:
    """Routes take every method, because the platform answers a wrong one with an errcode, not with 405."""
    paths = Blueprint("wire", __name__)
    methods = ["GET", "POST"]

    @paths.get("/sns/jscode2session")
    def jscode2session() -> Response:
        return answer(_sign_in(platform, request.args.to_dict()))

    @paths.get("/cgi-bin/token")
    def token() -> Response:
        args = request.args.to_dict()
        if args.get("grant_type") != "client_credential":
            raise Refusal(40002, "invalid grant_type")
        _check_app(platform, args)
        value, seconds = platform.tokens.plain(platform.now())
        return answer({"access_token": value, "expires_in": seconds})

    @paths.route("/cgi-bin/stable_token", methods=methods)
    def stable_token() -> Response:
        return answer(_stable_token(platform, posted()))

    @paths.route("/cgi-bin/message/subscribe/send", methods=methods)
    def send() -> Response:
        _check_token(platform)
        return answer(_send(platform, posted()))

    @paths.route("/wxa/getwxacodeunlimit", methods=methods)
    def getwxacodeunlimit() -> Response:
        _check_token(platform)
        return Response(_code(posted()), content_type="image/jpeg")

    return paths


def _check_app(platform: Platform, given: dict[str, Any]) -> None:
    if not given.get("appid"):
        raise Refusal(41002, "appid missing")
    if not given.get("secret"):
        raise Refusal(41004, "appsecret missing")
    if given["appid"] != platform.settings.appid:
        raise Refusal(40013, "invalid appid")
    if given["secret"] != platform.settings.secret:
        raise Refusal(40125, "invalid appsecret")


def _check_token(platform: Platform) -> None:
    texts = {
        41001: "access_token missing",
        40014: "invalid access_token",
        40001: "invalid credential, access_token is invalid or not latest",
        42001: "access_token expired",
    }
    errcode = platform.tokens.verdict(request.args.get("access_token", ""), platform.now())
    if errcode:
        raise Refusal(errcode, texts[errcode])


def _sign_in(platform: Platform, args: dict[str, str]) -> dict[str, Any]:
    _check_app(platform, args)
    if not args.get("js_code"):
        raise Refusal(41008, "missing code")
    if args.get("grant_type") != "authorization_code":
        raise Refusal(40002, "invalid grant_type")
    found = platform.people.spend_code(args["js_code"], platform.now())
    if isinstance(found, int):
        raise Refusal(found, "code been used" if found == 40163 else "invalid code")
    return {"session_key": found.session_key, "openid": found.openid}


def _stable_token(platform: Platform, body: dict[str, Any]) -> dict[str, Any]:
    if body.get("grant_type") != "client_credential":
        raise Refusal(40002, "invalid grant_type")
    _check_app(platform, body)
    found = platform.tokens.stable(platform.now(), body.get("force_refresh") is True)
    if found is None:
        raise Refusal(45009, "reach max api daily quota limit")
    value, seconds = found
    return {"access_token": value, "expires_in": seconds}


def _send(platform: Platform, body: dict[str, Any]) -> dict[str, Any]:
    """Values are judged before the accepts: a broken message is found out even where nobody accepted."""
    openid, template = body.get("touser"), platform.messages.templates.get(str(body.get("template_id")))
    if not isinstance(openid, str) or not platform.people.knows(openid):
        raise Refusal(40003, "invalid openid")
    if template is None:
        raise Refusal(40037, "invalid template_id")
    _check_values(template, body.get("data"))
    page = body.get("page") or ""
    if page and not (isinstance(page, str) and rules.is_page(page, has_query=True)):
        raise Refusal(41030, "invalid page")
    if body.get("miniprogram_state", "formal") not in STATES or body.get("lang", "zh_CN") not in LANGS:
        raise Refusal(40097, "invalid args")
    msgid = platform.messages.deliver(openid, template.id, body, platform.moment())
    if msgid is None:
        raise Refusal(43101, "user refuse to accept the msg")
    return {"errcode": 0, "errmsg": "ok", "msgid": msgid}


def _check_values(template: Template, data: Any) -> None:
    if not isinstance(data, dict):
        raise Refusal(47003, "argument invalid! data is not an object")
    for key in template.fields:
        entry = data.get(key)
        if not isinstance(entry, dict) or not entry.get("value"):
            raise Refusal(47003, f"argument invalid! data.{key}.value is empty")
        if not rules.is_value(key, entry["value"]):
            raise Refusal(47003, f"argument invalid! data.{key}.value invalid")


def _code(body: dict[str, Any]) -> bytes:
    scene, page, width = body.get("scene"), body.get("page") or "", body.get("width", 430)
    if not isinstance(scene, str) or not 0 < len(scene) <= 32:
        raise Refusal(40169, "invalid length for scene, or the data is not json string")
    if not rules.SCENE.fullmatch(scene):
        raise Refusal(40129, "invalid scene")
    if not isinstance(page, str) or (page and not rules.is_page(page, has_query=False)):
        raise Refusal(41030, "invalid page")
    if body.get("env_version", "release") not in VERSIONS:
        raise Refusal(40097, "invalid args")
    if isinstance(width, bool) or not isinstance(width, int) or not 280 <= width <= 1280:
        raise Refusal(40097, "invalid args")
    return draw(scene, width)
