"""What content safety thinks of a text or a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.switches import Switches

PASS_LABEL = 100
# The platform's own samples, and plain words to play with.
WORDS: Mapping[str, tuple[str, int]] = {
    "特3456书yuuo莞6543李zxcz蒜7782法fgnv级": ("risky", 20006),
    "完2347全dfji试3726测asad感3847知qwez到": ("risky", 20006),
    "测试违规": ("risky", 20003),
    "测试存疑": ("review", 21000),
}
_LABELS = {"pass": PASS_LABEL, "review": 21000, "risky": 20006}
_WEIGHT = ("pass", "review", "risky")


@dataclass(frozen=True, slots=True)
class Verdict:
    suggest: str
    label: int
    words: tuple[str, ...] = ()


def judge_text(raw: str, switches: Switches) -> Verdict:
    """Looks into the bytes as they came: what is written as \\uXXXX is not found, as on the real platform."""
    if switches.safety != "judge":
        return Verdict(switches.safety, _LABELS[switches.safety])
    known = {**WORDS, **{word: (suggest, _LABELS[suggest]) for word, suggest in switches.words.items()}}
    found = {word: verdict for word, verdict in known.items() if word and word in raw}
    if not found:
        return Verdict("pass", PASS_LABEL)
    suggest, label = max(found.values(), key=lambda verdict: _WEIGHT.index(verdict[0]))
    return Verdict(suggest, label, tuple(found))


def judge_media(url: str, switches: Switches) -> Verdict:
    """A picture or recording is judged by its address: `risky` or `review` in it."""
    if switches.media != "judge":
        return Verdict(switches.media, _LABELS[switches.media])
    suggest = next((word for word in ("risky", "review") if word in url), "pass")
    return Verdict(suggest, _LABELS[suggest])


def is_sensitive(text: str, switches: Switches) -> bool:
    """Whether a subscribe message with this text is refused (45168)."""
    risky = [word for word, (suggest, _) in WORDS.items() if suggest == "risky"]
    risky += [word for word, suggest in switches.words.items() if word and suggest == "risky"]
    return any(word in text for word in risky)
