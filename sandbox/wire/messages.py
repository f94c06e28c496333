"""Subscribe messages: sending one, and the list of templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, g

from sandbox import rules
from sandbox.answers import Refusal, asked, done, posted, violation
from sandbox.events import sent
from sandbox.messages import Busy, Template
from sandbox.platform import Platform
from sandbox.safety import is_sensitive
from sandbox.wire.gate import METHODS, admit, known_person

STATES = ("developer", "trial", "formal")
LANGS = ("zh_CN", "en_US", "zh_HK", "zh_TW")
_ONCE, _LONG_TERM = 2, 3
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def routes(paths: Blueprint, platform: Platform) -> None:
    @paths.route("/cgi-bin/message/subscribe/send", methods=METHODS)
    def send() -> Response:
        admit(platform)
        return _send(platform, posted("page", "miniprogram_state", "lang"))

    @paths.route("/wxaapi/newtmpl/gettemplate", methods=METHODS)
    def gettemplate() -> Response:
        asked()
        admit(platform)
        return done(data=[_listed(platform, template) for template in platform.messages.templates.values()])


def _listed(platform: Platform, template: Template) -> dict[str, Any]:
    kind = _LONG_TERM if template.id in platform.switches.long_term else _ONCE
    example = "".join(f"{label}:示例\n" for label in template.fields.values())
    entry = {"priTmplId": template.id, "title": template.title, "content": template.content}
    return {**entry, "example": example, "type": kind}


def _send(platform: Platform, body: dict[str, Any]) -> Response:
    """Whether values or accepts are judged first is a switch: both were seen."""
    openid = known_person(platform, body.get("touser")).openid
    template = platform.messages.templates.get(str(body.get("template_id")))
    if template is None:
        raise Refusal(40037)
    if {template.id, "*"} & set(platform.switches.banned):
        raise Refusal(43107)
    _begin(platform, openid)
    if platform.switches.check_order == "subscription_first" and not platform.messages.remaining(
        openid, template.id
    ):
        raise Refusal(43101)
    _check_form(platform, template, body)
    msgid = platform.messages.deliver(openid, template.id, body, platform.moment())
    if msgid is None:
        raise Refusal(43101)
    if platform.switches.sent_events:
        platform.pusher.push(openid, sent(platform.switches, template.id, msgid))
    return done(msgid=msgid)


def _begin(platform: Platform, openid: str) -> None:
    """One message at a time to one person, until this call is answered."""
    try:
        platform.messages.begin(openid)
    except Busy:
        violation("concurrent_send")
        raise Refusal(43108) from None
    g.under_way = openid


def _check_form(platform: Platform, template: Template, body: Mapping[str, Any]) -> None:
    _check_values(template, body.get("data"))
    _check_page(platform, body.get("page") or "")
    if body.get("miniprogram_state", "formal") not in STATES or body.get("lang", "zh_CN") not in LANGS:
        raise Refusal(40097)
    text = " ".join(entry["value"] for key, entry in body["data"].items() if key in template.fields)
    if is_sensitive(text, platform.switches):
        raise Refusal(45168)
    if _PHONE.search(text):
        violation("phone_number_in_message")


def _check_values(template: Template, data: Any) -> None:
    if not isinstance(data, dict):
        raise Refusal(47003, "argument invalid! data is not an object")
    for key in template.fields:
        entry = data.get(key)
        if not isinstance(entry, dict) or not entry.get("value"):
            raise Refusal(47003, f"argument invalid! data.{key}.value is empty")
        if not rules.is_value(key, entry["value"]):
            raise Refusal(47003, f"argument invalid! data.{key}.value invalid")
    if set(data) - set(template.fields):
        violation("unknown_key")  # nobody knows what the platform makes of it


def _check_page(platform: Platform, page: Any) -> None:
    if not page:
        return
    if not (isinstance(page, str) and rules.is_page(page, has_query=True)):
        raise Refusal(41030)
    published = platform.switches.published
    if platform.switches.checks_message_page and published and page.partition("?")[0] not in published:
        raise Refusal(41030)
