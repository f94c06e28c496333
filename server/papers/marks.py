"""Words in which numbers stand as marks, 【收到】: a person moves and drops marks, and can change no number (F08)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from server.core.errors import InvalidInput
from server.messages.publication_traces import find

MARK = re.compile(r"【([^【】]{1,12})】")
Texts = dict[str, str]
LONGEST = 2_000
"""Characters of a section."""


@dataclass(frozen=True, slots=True)
class Section:
    """`source` has marks, `text` their numbers; `is_edited`: other than it was drafted."""

    key: str
    title: str
    source: str
    text: str
    is_edited: bool

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip()]


def sections(
    titles: Mapping[str, str], marks: Mapping[str, str], texts: Texts, first: Texts
) -> list[Section]:
    """In the order of `titles`, as they are read: the marks replaced by the figures that were kept."""
    return [
        Section(key, title, texts[key], filled(texts[key], marks), texts[key] != first[key])
        for key, title in titles.items()
    ]


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
