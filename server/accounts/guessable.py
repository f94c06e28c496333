"""Which passwords somebody could guess: the common ones, and those made of what is known about a person.

The common ones come from the lists of zxcvbn (MIT), which lie in the package; nothing is asked of anybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from zxcvbn import zxcvbn

SHORTEST: Final = 10
LONGEST_LOOKED_AT: Final = 100
ENOUGH: Final = 9
"""Guesses, as a power of ten, below which the lists, dates, rows of keys and repeats give a password away."""
OURS: Final = ["renda", "daibiao", "jiazhan", "yicang", "liangma", "npc", "zhongguo", "fuyang", "hangzhou"]
DIGITS: Final = re.compile(r"\d{6,}")


@dataclass(frozen=True, slots=True)
class Known:
    """What colleagues know about a person: user name, name, phone, the places where they work."""

    username: str = ""
    name: str = ""
    phone: str = ""
    places: tuple[str, ...] = ()


def why(password: str, known: Known) -> str:
    """What is wrong with it and what helps, in kind words; empty when it is good."""
    if len(password) < SHORTEST:
        return f"再写长一点，至少 {SHORTEST} 位。几个不相干的词连起来，又长又好记。"
    if personal := _personal(password, known):
        return f"里面有您的{personal}，认识您的人猜得到。请换成和自己无关的词。"
    if len(set(password)) < 5 or _guesses(password, known) < ENOUGH:
        return "这是很多人用过的写法，一猜就中。请用几个不相干的词连起来，不要用日期、连着的键和重复的字。"
    return ""


def _personal(password: str, known: Known) -> str:
    text = password.lower()
    if known.username and known.username.lower() in text:
        return "账号名"
    if len(known.name) > 1 and known.name in text:
        return "姓名"
    if any(digits in known.phone for digits in DIGITS.findall(text)):
        return "手机号"
    if any(place in text for place in known.places if len(place) > 1):
        return "单位名"
    return ""


def _guesses(password: str, known: Known) -> float:
    shown = password[:LONGEST_LOOKED_AT]
    told = [known.username, known.name, known.phone, *known.places, *OURS]
    found = zxcvbn(shown, user_inputs=[word for word in told if word], max_length=LONGEST_LOOKED_AT)
    return float(found["guesses_log10"])
