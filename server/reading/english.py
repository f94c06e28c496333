"""What a letter in English speaks of, in the words that everything else is told by (english.tsv)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_SENTENCE = re.compile(r"[a-z]{2,}(?:'[a-z]+)? [a-z]{1,}")
"""Two English words in a row; a shop's name or KTV is no English."""
_LETTERS = re.compile(r"[a-z][a-z' -]*[a-z]|[a-z]")


@cache
def _told() -> tuple[re.Pattern[str], dict[str, str]]:
    """Every phrase, the longest first, with what it is here."""
    meant: dict[str, str] = {}
    for line in Path(__file__).with_name("english.tsv").read_text(encoding="utf-8").splitlines():
        chinese, *phrases = line.split("\t")
        meant.update((phrase, chinese) for phrase in phrases)
    longest = sorted(meant, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b"), meant


def understood(text: str) -> str:
    """A text in small letters with its English as everyday words; any other text as it is."""
    if not _SENTENCE.search(text):
        return text
    phrases, meant = _told()
    return _LETTERS.sub(lambda said: "".join(meant[one] for one in phrases.findall(said.group())), text)
