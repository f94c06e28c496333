"""What the platform lets through: scenes, pages and the values of template fields."""

from __future__ import annotations

import re

SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+")
PAGE = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)+")

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_CLOCK = r"([01]?\d|2[0-3]):[0-5]\d"
_DAY = r"\d{4}(年(0?[1-9]|1[0-2])月(0?[1-9]|[12]\d|3[01])日|-(0?[1-9]|1[0-2])-(0?[1-9]|[12]\d|3[01]))"
_VALUES = {
    "thing": r"[^\x00-\x1f\x7f]{1,20}",
    "number": r"\d{1,32}(\.\d{1,32})?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": rf"[^0-9A-Za-z{_HAN}\s]{{1,5}}",
    "character_string": r"[\x20-\x7e]{1,32}",
    "time": rf"({_DAY} )?{_CLOCK}(~({_DAY} )?{_CLOCK})?",
    "date": rf"{_DAY}( {_CLOCK})?(~({_DAY}( {_CLOCK})?|{_CLOCK}))?",
    "amount": r"[^\d\s]?\d{1,10}(\.\d+)?元?",
    "phone_number": r"[\d+\-()*# ]{1,17}",
    "car_number": rf"[{_HAN}A-Z0-9]([A-Z0-9]{{0,6}}[{_HAN}A-Z0-9])?",
    "name": rf"[^\d{_HAN}]{{1,20}}|[^\d]{{1,10}}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
}
_VALUE_RULES = {kind: re.compile(pattern) for kind, pattern in _VALUES.items()}


def is_value(key: str, value: object) -> bool:
    """Whether the value of this key (`thing1`) keeps the rule of its type. Lengths in code points."""
    rule = _VALUE_RULES.get(key.rstrip("0123456789"))
    return rule is not None and isinstance(value, str) and bool(value.strip()) and bool(rule.fullmatch(value))


def is_page(page: str, *, has_query: bool) -> bool:
    """A page of the mini-program: no leading slash; a query only where it is allowed."""
    path, mark, _ = page.partition("?")
    return bool(PAGE.fullmatch(path)) and (has_query or not mark)
