"""The events the platform tells the product about, and their form in JSON and in XML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from sandbox.switches import Switches

ORIGINAL_ID = "gh_5ac1e5b07a1e"
_HOLDERS = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": "SubscribeMsgSentEvent",
}


def popup(switches: Switches, answers: list[tuple[str, str]]) -> dict[str, Any]:
    """The person answered the prompt: (template id, accept or reject) of each."""
    entries = [
        {"TemplateId": id, "SubscribeStatusString": status, "PopupScene": "0"} for id, status in answers
    ]
    return {"Event": "subscribe_msg_popup_event", "List": _listed(switches, entries)}


def switched_off(switches: Switches, template_ids: list[str]) -> dict[str, Any]:
    """The person switched messages off in the settings."""
    entries = [{"TemplateId": id, "SubscribeStatusString": "reject"} for id in template_ids]
    return {"Event": "subscribe_msg_change_event", "List": _listed(switches, entries)}


def sent(switches: Switches, template_id: str, msgid: int) -> dict[str, Any]:
    entry = {"TemplateId": template_id, "MsgID": str(msgid), "ErrorCode": "0", "ErrorStatus": "success"}
    return {"Event": "subscribe_msg_sent_event", "List": _listed(switches, [entry])}


def media_checked(switches: Switches, appid: str, trace_id: str, verdict: tuple[str, int]) -> dict[str, Any]:
    """What content safety found in a picture or a recording; version 1 had other names."""
    suggest, number = verdict
    event = {"Event": "wxa_media_check", "appid": appid, "trace_id": trace_id}
    if switches.media_version == "1":
        return {**event, "isrisky": int(suggest != "pass"), "extra_info_json": "", "status_code": 0}
    result = {"suggest": suggest, "label": str(number) if switches.label == "string" else number}
    detail = {"strategy": "content_model", "errcode": 0, **result, "prob": 90}
    return {**event, "version": 2, "detail": [detail], "errcode": 0, "errmsg": "ok", "result": result}


def media_failed(appid: str, trace_id: str) -> dict[str, Any]:
    """The picture could not be had: -1008, once also told as 4294966288."""
    event = {"Event": "wxa_media_check", "appid": appid, "trace_id": trace_id, "version": 2}
    return {**event, "detail": [], "errcode": -1008, "errmsg": "download failed"}


def _listed(switches: Switches, entries: list[dict[str, str]]) -> Any:
    """An object for one and an array for several: both are on the wire."""
    return entries if len(entries) > 1 or switches.list_form == "array" else entries[0]


def addressed(openid: str, event: Mapping[str, Any], at: float) -> dict[str, Any]:
    """The whole push; whatever the event already says stays."""
    head = {"ToUserName": ORIGINAL_ID, "FromUserName": openid, "CreateTime": int(at), "MsgType": "event"}
    return {**head, **event}


def as_xml(body: Mapping[str, Any]) -> str:
    """In XML the list lies one level deeper than in JSON."""
    entries, holder = body.get("List"), _HOLDERS.get(str(body.get("Event")))
    if entries is not None and holder:
        body = {key: value for key, value in body.items() if key != "List"} | {holder: {"List": entries}}
    return f"<xml>{_inner(body)}</xml>"


def _inner(value: Any) -> str:
    if isinstance(value, Mapping):
        return "".join(_element(key, one) for key, one in value.items())
    return escape(str(value))


def _element(key: str, value: Any) -> str:
    several = value if isinstance(value, list) else [value]
    return "".join(f"<{key}>{_inner(one)}</{key}>" for one in several)
