"""What an operator asks the platform: quotas, request ids, its own addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app

from sandbox.answers import Refusal, answer, asked, done, posted
from sandbox.journal import PATHS, Call
from sandbox.platform import Platform
from sandbox.wire.gate import METHODS, admit, check_app

if TYPE_CHECKING:
    from sandbox.journal import Journal


def routes(paths: Blueprint, platform: Platform) -> None:
    _quotas(paths, platform)
    _questions(paths, platform)


def _quotas(paths: Blueprint, platform: Platform) -> None:
    @paths.route("/cgi-bin/openapi/quota/get", methods=METHODS)
    def quota() -> Response:
        admit(platform)
        path = posted().get("cgi_path")
        if not isinstance(path, str) or path not in known_paths():
            raise Refusal(76021)
        most, used = platform.quotas.limits(path)["day"], platform.quotas.used_today(path, platform.now())
        return done(quota={"daily_limit": most, "used": used, "remain": max(most - used, 0)})

    @paths.route("/cgi-bin/clear_quota", methods=METHODS)
    def clear_quota() -> Response:
        admit(platform)
        if posted().get("appid") != platform.settings.appid:
            raise Refusal(40013)
        return _clear(platform)

    @paths.route("/cgi-bin/clear_quota/v2", methods=METHODS)
    def clear_quota_v2() -> Response:
        body = posted()
        check_app(platform, {"appid": body.get("appid"), "secret": body.get("appsecret")})
        return _clear(platform)


def _questions(paths: Blueprint, platform: Platform) -> None:
    @paths.route("/cgi-bin/openapi/rid/get", methods=METHODS)
    def rid() -> Response:
        admit(platform)
        return _explain(posted().get("rid"))

    @paths.route("/cgi-bin/get_api_domain_ip", methods=METHODS)
    @paths.route("/cgi-bin/getcallbackip", methods=METHODS, endpoint="getcallbackip")
    def get_api_domain_ip() -> Response:
        asked()
        admit(platform)
        return answer({"ip_list": ["127.0.0.1"]})

    @paths.route("/cgi-bin/callback/check", methods=METHODS)
    def callback_check() -> Response:
        admit(platform)
        posted("action", "check_operator")
        line = {"ip": "127.0.0.1", "real_operator": "DEFAULT"}
        ping = {"ip": "127.0.0.1", "from_operator": "DEFAULT", "package_loss": "0%", "time": "0.1ms"}
        return answer({"dns": [line], "ping": [ping]})


def known_paths() -> list[str]:
    """Every path of the platform that is played here."""
    return sorted(rule.rule for rule in current_app.url_map.iter_rules() if rule.rule.startswith(PATHS))


def _clear(platform: Platform) -> Response:
    errcode = platform.quotas.clear(platform.now())
    if errcode:
        raise Refusal(errcode)
    return done()


def _explain(rid: object) -> Response:
    """What was asked under this request id, without the token."""
    journal: Journal = current_app.extensions["journal"]
    needle = rid.encode() if isinstance(rid, str) and len(rid) == 26 else None
    call = next((call for call in reversed(journal.calls()) if needle and needle in call.answer), None)
    if call is None:
        raise Refusal(76001)
    return done(request=_told(call))


def _told(call: Call) -> dict[str, object]:
    return {
        "invoke_time": int(str(call.readable()["errmsg"]).rpartition("rid: ")[2][:8], 16),
        "cost_in_ms": 1,
        "request_url": call.path,
        "request_body": call.body.decode("utf-8", "replace"),
        "response_body": call.answer.decode("utf-8", "replace"),
        "client_ip": "127.0.0.1",
    }
