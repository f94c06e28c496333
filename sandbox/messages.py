"""Subscribe messages: the templates, who accepted how often, and what each person received."""

from __future__ import annotations

import itertools
import threading
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.switches import Switches

_FIRST_MSGID = 1988810812324364291  # beyond 2^53, as the real ones: JavaScript numbers cannot hold it
_MOST_MESSAGES = 200_000

_TEMPLATES = {
    "reply": (
        "留言答复提醒",
        {"thing1": "事项", "phrase2": "进展", "thing3": "答复单位", "time4": "时间", "thing5": "提示"},
    ),
    "progress": (
        "留言进展提醒",
        {"thing1": "事项", "phrase2": "进展", "time3": "时间", "thing4": "提示"},
    ),
    "digest": ("待办汇总提醒", {"thing1": "内容", "number2": "件数", "time3": "时间", "thing4": "提示"}),
    "urgent": ("紧急事项提醒", {"thing1": "事项", "time2": "时间", "thing3": "提示"}),
}


@dataclass(frozen=True, slots=True)
class Template:
    """`fields` maps each key that must be sent to its label."""

    id: str
    title: str
    fields: Mapping[str, str]

    @property
    def content(self) -> str:
        """As the platform's list of templates words it."""
        return "".join(f"{label}:{{{{{key}.DATA}}}}\n" for key, label in self.fields.items())


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


def templates_of(ids: Mapping[str, str]) -> list[Template]:
    return [Template(id, *_TEMPLATES[name]) for name, id in ids.items()]


class Busy(Exception):
    """Another message to this person is on its way."""


class Messages:
    """Safe for threads. Each accept is one send; accepts add up and do not expire."""

    def __init__(self, templates: list[Template], switches: Switches) -> None:
        self.templates = {template.id: template for template in templates}
        self._switches = switches
        self._accepts: Counter[tuple[str, str]] = Counter()
        self._received: deque[Message] = deque()
        self._by_person: dict[str, deque[Message]] = {}
        self._under_way: set[str] = set()
        self._numbers = itertools.count(_FIRST_MSGID)
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

    def begin(self, openid: str) -> None:
        """One message at a time to one person: raises Busy while another is under way."""
        with self._lock:
            if openid in self._under_way:
                raise Busy
            self._under_way.add(openid)

    def end(self, openid: str) -> None:
        with self._lock:
            self._under_way.discard(openid)

    def deliver(self, openid: str, template_id: str, content: Mapping[str, Any], at: str) -> int | None:
        """Spend one accept and deliver. The msgid, or None when there is no accept left.

        A long-term template is accepted once and spends nothing.
        """
        with self._lock:
            if self._accepts[openid, template_id] <= 0:
                return None
            if template_id not in self._switches.long_term:
                self._accepts[openid, template_id] -= 1
            message = Message(
                next(self._numbers),
                openid,
                template_id,
                page=content.get("page") or "",
                data=content["data"],
                state=content.get("miniprogram_state", "formal"),
                lang=content.get("lang", "zh_CN"),
                at=at,
            )
            self._keep(message)
            return message.msgid

    def received(self, openid: str | None = None) -> list[Message]:
        """In the order of delivery; of one person, or of all."""
        with self._lock:
            return list(self._received if openid is None else self._by_person.get(openid, ()))

    def _keep(self, message: Message) -> None:
        if len(self._received) >= _MOST_MESSAGES:
            self._by_person[self._received.popleft().openid].popleft()
        self._received.append(message)
        self._by_person.setdefault(message.openid, deque()).append(message)
