"""The account's own affairs: how many calls are left, and what became of a failed one."""

from __future__ import annotations

from typing import Any, Final

from server.gateways.wechat.errors import UNKNOWN, Ambiguous
from server.gateways.wechat.gateway import Quota
from server.gateways.wechat.line import Line
from server.gateways.wechat.redaction import redact
from server.gateways.wechat.transport import read_json
from server.gateways.wechat.verdicts import number

_TOLD: Final = ("invoke_time", "cost_in_ms", "request_url", "response_body", "client_ip")


class Account(Line):
    def quota(self, path: str) -> Quota:
        """See `WeChat`."""
        body = {"cgi_path": path}
        return self._ask_with_token(
            "POST", "/cgi-bin/openapi/quota/get", _quota, body=body, is_repeatable=True
        )

    def clear_quota(self) -> None:
        """See `WeChat`. Spends one of ten, so it is not repeated by itself."""
        self._ask_with_token("POST", "/cgi-bin/clear_quota", read_json, body={"appid": self._appid})

    def explain(self, rid: str) -> dict[str, Any]:
        """See `WeChat`. The platform shows the call as it came: the body we sent is left out, it may hold
        what a person wrote, and the rest is redacted."""
        body = {"rid": rid}
        return self._ask_with_token(
            "POST", "/cgi-bin/openapi/rid/get", _request, body=body, is_repeatable=True
        )


def _quota(body: bytes) -> Quota:
    found = read_json(body).get("quota")
    if not isinstance(found, dict):
        raise Ambiguous(f"微信的回答里没有用量，{UNKNOWN}")
    return Quota(number(found, "daily_limit"), number(found, "used"), number(found, "remain"))


def _request(body: bytes) -> dict[str, Any]:
    found = read_json(body).get("request")
    if not isinstance(found, dict):
        raise Ambiguous(f"微信的回答里没有这次调用，{UNKNOWN}")
    return {name: redact(str(found[name])) for name in _TOLD if name in found}
