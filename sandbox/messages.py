"""Subscribe messages: the templates, who accepted how often, and what each person received."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_FIRST_MSGID = 1988810812324364291  # beyond 2^53, as the real ones: JavaScript numbers cannot hold it
_MOST_MESSAGES = 200_000


@dataclass(frozen=True, slots=True)
class Template:
    """`fields` maps each key that must be sent to its label."""

    id: str
    title: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """One message on a person's phone; `data` as it was on the wire."""

    msgid: int
    openid: str
    template_id: str
    page: str
    data: Mapping[str, Any]
    state: str
    lang: str
    at: str


def reply_template(template_id: str) -> Template:
    labels = {"thing1": "事项", "phrase2": "进展", "thing3": "答复单位", "time4": "时间", "thing5": "提示"}
    return Template(template_id, "留言答复提醒", labels)


class Messages:
    """Safe for threads. Each accept is one send; accepts add up and do not expire."""

    def __init__(self, templates: list[Template]) -> None:
        self.templates = {template.id: template for template in templates}
        self._accepts: Counter[tuple[str, str]] = Counter()
        self._received: deque[Message] = deque(maxlen=_MOST_MESSAGES)
        self._next = _FIRST_MSGID
        self._lock = threading.Lock()

    def remaining(self, openid: str, template_id: str) -> int:
        return self._accepts[openid, template_id]

    def accept(self, openid: str, template_id: str) -> None:
        with self._lock:
            self._accepts[openid, template_id] += 1

    def reject(self, openid: str, template_id: str) -> None:
        """What was accepted before cannot be used any more."""
        with self._lock:
            self._accepts[openid, template_id] = 0

    def deliver(self, openid: str, template_id: str, content: Mapping[str, Any], at: str) -> int | None:
        """Spend one accept and deliver. The msgid, or None when there is no accept left."""
        with self._lock:
            if self._accepts[openid, template_id] <= 0:
                return None
            self._accepts[openid, template_id] -= 1
            msgid, self._next = self._next, self._next + 1
            message = Message(
                msgid,
                openid,
                template_id,
                page=content.get("page") or "",
                data=content["data"],
                state=content.get("miniprogram_state", "formal"),
                lang=content.get("lang", "zh_CN"),
                at=at,
            )
            self._received.append(message)
            return msgid

    def received(self, openid: str | None = None) -> list[Message]:
        with self._lock:
            return [message for message in self._received if openid in (None, message.openid)]
