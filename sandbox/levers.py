"""The control plane's levers over the platform itself: faults, switches, clock, tokens, pushes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest

from sandbox.bodies import json_object
from sandbox.events import addressed
from sandbox.letters import BREAKS, FORMATS, MODES, Letter
from sandbox.people import OPENID, new_openid
from sandbox.platform import Platform
from sandbox.switches import Switches

_LONGEST_S = 10 * 365 * 86_400


def levers(platform: Platform) -> Blueprint:
    """The rows of the contract's control plane about the platform, as routes under /__sandbox__."""
    paths = Blueprint("levers", __name__, url_prefix="/__sandbox__")
    for room in (_faults, _switches, _time, _pushes):
        room(paths, platform)
    return paths


def _faults(paths: Blueprint, platform: Platform) -> None:
    @paths.get("/faults")
    def faults() -> Response:
        return jsonify(items=[fault.as_dict() for fault in platform.faults.all()])

    @paths.post("/faults")
    def add_faults() -> Response:
        body = request.get_json(force=True)
        _or_bad_request(lambda: platform.faults.add(body if isinstance(body, list) else [body]))
        return faults()

    @paths.delete("/faults")
    def clear_faults() -> Response:
        platform.faults.clear()
        return faults()


def _switches(paths: Blueprint, platform: Platform) -> None:
    @paths.get("/switches")
    def switches() -> Response:
        return jsonify(dict(platform.switches.items()))

    @paths.post("/switches")
    def change_switches() -> Response:
        body = json_object()
        _or_bad_request(lambda: platform.switches.change(body))
        return switches()

    @paths.delete("/switches")
    def usual_switches() -> Response:
        usual = Switches(published=list(platform.settings.published))
        platform.switches.change(dict(usual.items()))
        return switches()


def _time(paths: Blueprint, platform: Platform) -> None:
    @paths.post("/clock")
    def clock() -> Response:
        advance(platform, json_object().get("advance_s"))
        return jsonify(now=platform.now(), ahead_s=platform.ahead_s)

    @paths.post("/revoke")
    def revoke() -> Response:
        platform.tokens.revoke()
        return jsonify({})


def _pushes(paths: Blueprint, platform: Platform) -> None:
    @paths.post("/push")
    def push() -> Response:
        deliveries = platform.pusher.send(_letter(platform, json_object()))
        answers = [{"status": one.status, "body": one.body} for one in deliveries]
        return jsonify(status=deliveries[-1].status, body=deliveries[-1].body, deliveries=answers)

    @paths.post("/check_callback")
    def check_callback() -> Response:
        return jsonify(ok=platform.pusher.check_address())


def advance(platform: Platform, seconds: Any) -> None:
    """Only forward, as time goes."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= _LONGEST_S:
        raise BadRequest("advance_s 要一个不小于 0 的秒数")
    platform.ahead_s += seconds


def _letter(platform: Platform, body: dict[str, Any]) -> Letter:
    event = body.get("event")
    if not isinstance(event, dict):
        raise BadRequest("event 要一个 JSON 对象")
    mode = _choice(body, "mode", MODES, platform.switches.push_mode if platform.settings.aes_key else "plain")
    form = _choice(body, "format", FORMATS, platform.switches.push_format)
    fault = body.get("break")
    if fault is not None and fault not in BREAKS:
        raise BadRequest(f"break 只能是 null、{'、'.join(BREAKS)}")
    if mode == "aes" and not platform.settings.aes_key:
        raise BadRequest("没有 WECHAT_AES_KEY，发不了加密的推送")
    openid = event.get("FromUserName") or body.get("openid") or new_openid()
    if not isinstance(openid, str) or not OPENID.fullmatch(openid):
        openid = ""  # a malformed event is sent as it is; only the address needs something plain
    return Letter(openid, addressed(openid, event, platform.true_now()), mode, form, fault)


def _choice(body: dict[str, Any], name: str, choices: tuple[str, ...], usual: str) -> str:
    value = usual if body.get(name) is None else body[name]
    if value not in choices:
        raise BadRequest(f"{name} 只能是 {'、'.join(choices)}")
    return str(value)


def _or_bad_request(change: Callable[[], None]) -> None:
    try:
        change()
    except ValueError as error:
        raise BadRequest(str(error)) from None
