"""A push of the platform in our own words, the same whether it came as JSON or as XML."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from server.gateways.wechat.errors import InvalidCallback
from server.gateways.wechat.gateway import Suggest
from server.gateways.wechat.verdicts import NORMAL, OTHER, number, read_result

POPUP: Final = "subscribe_msg_popup_event"  # answered the prompt
CHANGE: Final = "subscribe_msg_change_event"  # switched off in the settings
SENT: Final = "subscribe_msg_sent_event"  # what became of one of our messages
MEDIA: Final = "wxa_media_check"  # what was found in a photo or a sound

_LISTS: Final = {
    POPUP: "SubscribeMsgPopupEvent",
    CHANGE: "SubscribeMsgChangeEvent",
    SENT: "SubscribeMsgSentEvent",
}
_PLAIN: Final = re.compile(r"[!-~]{0,128}")
_MOST_ITEMS: Final = 20


@dataclass(frozen=True, slots=True)
class SubscribeItem:
    """One template in a subscribe event: `is_accepted` after a prompt, `msgid` and `errcode` after a send."""

    template_id: str
    is_accepted: bool
    status: str
    msgid: str
    errcode: str


@dataclass(frozen=True, slots=True)
class MediaResult:
    """What the platform thinks of the photo or sound whose check got this `trace_id`."""

    trace_id: str
    suggest: Suggest
    label: int


@dataclass(frozen=True, slots=True)
class Event:
    """One push. `kind` is the MsgType, `name` the Event in lower case ("" for a message to us).

    `created_at` in unix seconds, as the platform says. `dedupe_key`: 64 characters, equal for every
    repetition of the same push and in whichever form it comes. `fields` holds the push as it came.
    `nonce` is time and nonce of the signature: the same one with another body is somebody's forgery.
    """

    kind: str
    name: str
    openid: str = field(repr=False)
    created_at: int
    items: tuple[SubscribeItem, ...]
    msg_id: str
    dedupe_key: str
    fields: Mapping[str, Any] = field(repr=False)
    media: MediaResult | None = None
    nonce: str = ""


def read_event(body: Mapping[str, Any], appid: str, nonce: str = "") -> Event:
    """The event in a parsed body. InvalidCallback when a part is missing, of a wrong kind, or not for us."""
    if body.get("appid") not in (None, appid):
        raise InvalidCallback("push is for another mini-program")
    kind, openid = _text(body, "MsgType", 1).lower(), _text(body, "FromUserName", 1)
    name, created_at = _text(body, "Event").lower(), _number(body, "CreateTime")
    if kind == "event" and not name:
        raise InvalidCallback("an event without a name")
    items = tuple(_item(entry) for entry in _entries(body, name))
    msg_id = _text(body, "MsgId") or _text(body, "trace_id")
    # Two events of one person can share a second, so the templates and message ids count too.
    told_apart = sorted([item.template_id, item.status, item.msgid] for item in items)
    parts = json.dumps([kind, name, openid, created_at, msg_id, told_apart])
    key = hashlib.sha256(parts.encode()).hexdigest()
    media = _media(body) if name == MEDIA else None
    return Event(kind, name, openid, created_at, items, msg_id, key, body, media, nonce)


def _media(body: Mapping[str, Any]) -> MediaResult:
    """The second version says it in `result`; the first in `isrisky`. What failed is a person's to look at."""
    trace_id = _text(body, "trace_id", 1)
    if number(body, "errcode") or number(body, "status_code"):
        return MediaResult(trace_id, "review", OTHER)
    if "isrisky" in body and "result" not in body:
        is_risky = number(body, "isrisky") != 0
        return MediaResult(trace_id, "risky" if is_risky else "pass", OTHER if is_risky else NORMAL)
    return MediaResult(trace_id, *read_result(body))


def _entries(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The `List` of a subscribe event: at the top in JSON, one level down in XML; alone it is an object."""
    if name not in _LISTS:
        return []
    holder = body.get(_LISTS[name], body)
    found = holder.get("List") if isinstance(holder, dict) else None
    entries = [found] if isinstance(found, dict) else found
    if not isinstance(entries, list) or not 0 < len(entries) <= _MOST_ITEMS:
        raise InvalidCallback("List is missing, empty or too long")
    if not all(isinstance(entry, dict) for entry in entries):
        raise InvalidCallback("List holds something that is no object")
    return entries


def _item(entry: Mapping[str, Any]) -> SubscribeItem:
    status = _text(entry, "SubscribeStatusString") or _text(entry, "ErrorStatus")
    return SubscribeItem(
        template_id=_text(entry, "TemplateId", 1),
        is_accepted=status.startswith("accept"),
        status=status,
        msgid=_text(entry, "MsgID"),
        errcode=_text(entry, "ErrorCode"),
    )


def _text(body: Mapping[str, Any], key: str, shortest: int = 0) -> str:
    """A short printable ASCII value; numbers are taken as their digits (both forms are on the wire)."""
    value = body.get(key)
    value = "" if value is None else value
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise InvalidCallback(f"{key} is no text")
    text = str(value)
    if len(text) < shortest or not _PLAIN.fullmatch(text):
        raise InvalidCallback(f"{key} is missing, too long or has odd characters")
    return text


def _number(body: Mapping[str, Any], key: str) -> int:
    text = _text(body, key, 1)
    if not re.fullmatch(r"[0-9]{1,11}", text):
        raise InvalidCallback(f"{key} is no number")
    return int(text)
