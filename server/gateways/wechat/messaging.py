"""Subscribe messages: sending one, and which templates the account has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from server.gateways.wechat import fields
from server.gateways.wechat.errors import UNKNOWN, Ambiguous
from server.gateways.wechat.gateway import Sent, Template
from server.gateways.wechat.line import Line
from server.gateways.wechat.transport import read_json

_STATES: Final = {"develop": "developer", "trial": "trial", "release": "formal"}
_KEY: Final = re.compile(r"\{\{\s*(\w+)\.DATA\s*\}\}", re.IGNORECASE)


class Messaging(Line):
    def send_subscribe(self, openid: str, template_id: str, page: str, data: Mapping[str, str]) -> Sent:
        """See `WeChat`."""
        body = {
            "touser": openid,
            "template_id": template_id,
            "data": {key: {"value": fields.fit(key, value)} for key, value in data.items()},
            "miniprogram_state": _STATES[self._env],
            "lang": self._lang,
        }
        if page:
            body["page"] = page
        answer = self._ask_with_token("POST", "/cgi-bin/message/subscribe/send", read_json, body=body)
        return Sent(str(answer.get("msgid") or ""))

    def templates(self) -> list[Template]:
        """See `WeChat`."""
        return self._ask_with_token("GET", "/wxaapi/newtmpl/gettemplate", _templates, is_repeatable=True)


def _templates(body: bytes) -> list[Template]:
    entries = read_json(body).get("data")
    if entries is None:
        return []  # an account without templates
    if not isinstance(entries, list):
        raise Ambiguous(f"微信的回答里没有模板，{UNKNOWN}")
    return [_template(entry) for entry in entries if isinstance(entry, dict)]


def _template(entry: Mapping[str, Any]) -> Template:
    keys = _KEY.findall(str(entry.get("content") or ""))
    return Template(str(entry.get("priTmplId") or ""), str(entry.get("title") or ""), tuple(keys))
