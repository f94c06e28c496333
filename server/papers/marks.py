"""Words in which numbers stand as marks, 【收到】: a person moves and drops marks, and can change no number (F08)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from server.core.errors import InvalidInput
from server.messages.publication_traces import find

MARK = re.compile(r"【([^【】]{1,12})】")
Texts = dict[str, str]


def filled(text: str, marks: Mapping[str, str]) -> str:
    """Numbers stand apart from Chinese, as in print."""
    return MARK.sub(lambda found: _spaced(marks[found[1]]), text)


def _spaced(value: str) -> str:
    return f" {value} " if re.fullmatch(r"[\d,.%<—]+", value) else value


def refuse_wrong(texts: Texts, marks: Mapping[str, str], code: str) -> None:
    """Raises InvalidInput for a mark that nobody knows, and for what could tell who somebody is."""
    wrong = {}
    for key, text in texts.items():
        unknown = [name for name in MARK.findall(text) if name not in marks]
        if unknown:
            wrong[key] = f"没有“{unknown[0]}”这个记号，可用的列在旁边"
        elif told := traces(text):
            wrong[key] = told
    if wrong:
        raise InvalidInput(code, f"有 {len(wrong)} 处要改：{next(iter(wrong.values()))}。", fields=wrong)


def traces(text: str) -> str:
    """What in it could tell who somebody is, in words; empty when there is nothing."""
    found = find(MARK.sub("", text), [])
    return f"里面有{found[0].words}，这里不写能认出人的，请去掉" if found else ""
