"""The value rules of subscribe-message fields: trim what may be trimmed, refuse the rest before it is sent.

The platform answers 47003 to a value that breaks the rule of its key's type, and the accept is not spent,
but the person is not told either; so the text is made to fit here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from server.gateways.wechat.errors import ConfigurationWrong

_KEY: Final = re.compile(r"([a-z]+(?:_[a-z]+)?)[0-9]{1,3}")
_CJK: Final = "\u3400-\u9fff"
_CLOCK: Final = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]"
_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12][0-9]|3[01])"
_DATE: Final = rf"(?:[0-9]{{4}}年{_MONTH}月{_DAY}日|[0-9]{{4}}-{_MONTH}-{_DAY})"

# the platform takes the plain signs only: a full-width ～ is 47003
_PLAIN_SIGNS: Final = frozenset({"number", "time", "date", "amount", "phone_number", "car_number"})
_NARROW: Final = {0xFF5E: "~", 0x301C: "~", **{code: chr(code - 0xFEE0) for code in range(0xFF08, 0xFF5B)}}


@dataclass(frozen=True, slots=True)
class Rule:
    """`accepts` is what the platform takes; text loses what `drops` matches and is cut at `longest`."""

    accepts: re.Pattern[str]
    longest: int | None = None
    ending: str = ""
    drops: re.Pattern[str] | None = None

    def fit(self, value: str) -> str:
        if self.drops is not None:
            value = self.drops.sub("", value).strip()
        if self.longest is not None and len(value) > self.longest:
            value = value[: self.longest - len(self.ending)].rstrip() + self.ending
        return value


def _rule(accepts: str, longest: int | None = None, ending: str = "", drops: str = "") -> Rule:
    return Rule(re.compile(accepts), longest, ending, re.compile(drops) if drops else None)


RULES: Final[dict[str, Rule]] = {
    "thing": _rule(r"(?![:：]).{1,20}", 20, "…", drops=r"^[:：\s]+"),
    "number": _rule(r"(?=[0-9.]{1,33}$)[0-9]{1,32}(?:\.[0-9]{1,31})?"),
    "letter": _rule(r"[A-Za-z]{1,32}"),
    "symbol": _rule(rf"[^0-9A-Za-z\s{_CJK}]{{1,5}}"),
    "character_string": _rule(r"[ -~]{1,32}", 32, drops=r"[^ -~]"),
    "time": _rule(rf"(?:{_DATE} )?{_CLOCK}(?:~(?:{_DATE} )?{_CLOCK})?"),
    "date": _rule(rf"{_DATE}(?: {_CLOCK})?(?:~(?:{_DATE}(?: {_CLOCK})?|{_CLOCK}))?"),
    "amount": _rule(r"[¥￥$€£]?[0-9]{1,10}(?:\.[0-9]{1,2})?元?"),
    "phone_number": _rule(r"[0-9+\-()*# ]{1,17}"),
    "car_number": _rule(rf"[{_CJK}A-Z0-9][A-Z0-9]{{0,6}}[{_CJK}A-Z0-9]?"),
    "name": _rule(rf"[^\d{_CJK}]{{1,20}}|[^\d]{{1,10}}", 10, "…"),
    "phrase": _rule(r"[\u4e00-\u9fff]{1,5}", 5, drops=r"[^\u4e00-\u9fff]"),
    "enum": _rule(r".{1,20}"),
    "enum_string": _rule(r".{1,20}"),
}


def fit(key: str, value: str) -> str:
    """The value as it may be sent under this key (`thing1`, `phrase2` …).

    Lengths are counted in code points. ConfigurationWrong (47003, nothing sent) when the key's type is
    unknown or no trimming makes the value fit: a date that is no date, a text that is empty.
    """
    shape = _KEY.fullmatch(key)
    rule = RULES.get(shape.group(1)) if shape else None
    if rule is None:
        raise ConfigurationWrong(f"模板字段 {key} 的类型不认识，请核对订阅消息模板。", 47003)
    value = _clean(value)
    if shape and shape.group(1) in _PLAIN_SIGNS:
        value = value.translate(_NARROW)
    fitted = value if rule.accepts.fullmatch(value) else rule.fit(value)
    if not rule.accepts.fullmatch(fitted):
        raise ConfigurationWrong(f"模板字段 {key} 的内容不合规定，没有发送。", 47003)
    return fitted


def _clean(value: str) -> str:
    """One line of NFC text: control characters and line breaks become spaces, lone surrogates go."""
    kept = (" " if unicodedata.category(c) == "Cc" else c for c in value if unicodedata.category(c) != "Cs")
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())
