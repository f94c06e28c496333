"""What can be set otherwise: the moods of the platform, and every point nobody has confirmed (`[?]`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

CHOICES: Mapping[str, tuple[str, ...]] = {
    "check_order": ("values_first", "subscription_first"),
    "list_form": ("object", "array"),
    "label": ("number", "string"),
    "country_code": ("string", "number"),
    "nulls": ("refused", "accepted"),
    "push_mode": ("plain", "aes"),
    "push_format": ("json", "xml"),
    "safety": ("judge", "pass", "review", "risky"),
    "media": ("judge", "pass", "review", "risky"),
    "media_order": ("after", "before", "never"),
    "media_version": ("2", "1"),
}


@dataclass(slots=True)
class Switches:
    """The first value of each choice is the usual one; the strict one where both were seen.

    `list_form` is that of a single entry (several always come as an array). `media_order`: whether the
    result of a picture is pushed after the answer, before it, or not at all. `banned` and `long_term`
    name template ids. `words` maps a word to what content safety says of it. `quotas` maps a path to
    {"day", "minute", "second"}.
    """

    check_order: str = "values_first"
    list_form: str = "object"
    label: str = "number"
    country_code: str = "string"
    nulls: str = "refused"
    push_mode: str = "plain"
    push_format: str = "json"
    safety: str = "judge"
    media: str = "judge"
    media_order: str = "after"
    media_version: str = "2"
    grace: bool = True
    sent_events: bool = True
    unionid: bool = False
    ip_allowed: bool = True
    checks_message_page: bool = False
    fetches_media: bool = True
    push_gap_s: float = 5.0
    media_delay_s: float = 1.0
    unchecked_codes: float = 60_000
    banned: list[str] = field(default_factory=list)
    long_term: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    words: dict[str, Any] = field(default_factory=dict)
    quotas: dict[str, Any] = field(default_factory=dict)

    def change(self, wanted: Mapping[str, Any]) -> None:
        """Set all that is wanted, or raise ValueError in Chinese and set nothing."""
        known = {spot.name: getattr(self, spot.name) for spot in fields(self)}
        for name, value in wanted.items():
            if name not in known:
                raise ValueError(f"没有开关「{name}」，有：{'、'.join(known)}")
            if complaint := _complaint(name, known[name], value):
                raise ValueError(complaint)
        for name, value in wanted.items():
            setattr(self, name, value)

    def items(self) -> Iterator[tuple[str, Any]]:
        for spot in fields(self):
            yield spot.name, getattr(self, spot.name)


def _complaint(name: str, present: Any, value: Any) -> str:
    if name in CHOICES:
        return "" if value in CHOICES[name] else f"{name} 只能是 {'、'.join(CHOICES[name])}"
    if isinstance(present, bool):
        return "" if isinstance(value, bool) else f"{name} 只能是 true 或 false"
    if isinstance(present, float | int):
        is_number = isinstance(value, float | int) and not isinstance(value, bool) and value >= 0
        return "" if is_number else f"{name} 要一个不小于 0 的数"
    if isinstance(present, list):
        is_texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return "" if is_texts else f"{name} 要一个文字的数组"
    return _table_complaint(name, value)


def _table_complaint(name: str, value: Any) -> str:
    if not isinstance(value, dict):
        return f"{name} 要一个对象"
    if name == "words" and not all(one in CHOICES["safety"][1:] for one in value.values()):
        return "words 的值只能是 pass、review、risky"
    if name == "quotas" and not all(_is_limit(one) for one in value.values()):
        return 'quotas 的值要像 {"day": 5, "minute": 2}'
    return ""


def _is_limit(value: Any) -> bool:
    return isinstance(value, dict) and all(
        unit in ("day", "minute", "second") and isinstance(most, int) for unit, most in value.items()
    )
