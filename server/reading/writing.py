"""One way of writing, so that the same thing looks the same."""

from __future__ import annotations

import re
import unicodedata

HEAD, TAIL = 650, 350
"""Characters that are read of a long letter: what happened stands in front, what is wanted at the end."""

_BREAKS = re.compile(r"[^0-9a-z\u4e00-\u9fff？！#]+")
_DIGITS = re.compile(r"\d+")
_CLAUSES = re.compile("[，？！]")
_SLIPS = str.maketrans("帐哋裏於說電話请問嗎沒個這們来給為", "账地里于说电话请问吗没个这们来给为")
_CONFUSED = (("媒气", "煤气"), ("燃汽", "燃气"), ("绕民", "扰民"), ("拉圾", "垃圾"), ("路登", "路灯"))


def normal(text: str) -> str:
    """One way of writing: half width, small letters, every number a 0, every pause a comma."""
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]}，{text[-TAIL:]}"
    text = unicodedata.normalize("NFKC", text).lower().translate(_SLIPS)
    text = _DIGITS.sub("0", text.replace("?", "？").replace("!", "！"))
    for slip, meant in _CONFUSED:
        text = text.replace(slip, meant)
    return _BREAKS.sub("，", text).strip("，")


def clauses(said: str) -> list[str]:
    """The parts of a normal text between its pauses."""
    return [clause for clause in _CLAUSES.split(said) if clause]
