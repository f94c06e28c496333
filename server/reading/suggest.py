"""What a letter seems to be, with the words that led there. Suggestions: a person confirms or corrects them (O3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from server.reading import danger, referral
from server.reading.danger import Alarm, Safety
from server.reading.features import features
from server.reading.pressing import is_pressing
from server.reading.shown import words_of
from server.reading.weights import Answer, table

CALM = ("suggest", "wish", "legis", "praise")
"""Kinds that ask for nothing at once (U4)."""
SURE_OF_DANGER, WITH_A_RULE, SURE_EVEN_IN_THANKS = -0.25, -0.8, 0.5
PLAINLY_SAID = -2.2
"""From which score on it is danger (U1): by the model alone, where a rule heard it too, and where the rule left no
doubt. Missing one is worse."""
SURE_AGAINST_MANNER = 0.0
"""Where no rule heard it, and the letter speaks like one who thanks, proposes or asks."""
SURE_OF_HURRY, SURE_WITH_A_RULE = -0.25, -0.7
_LAW = re.compile("条例|草案|意见稿|征求意见|立法|法规|修订")
_TOLD = re.compile("感谢|多谢|多亏|感激|点.?赞|表扬|夸|锦旗|救命之恩|条例|草案|意见稿|立法")
"""Who thanks, or speaks of a law, tells of a danger that is over."""
_ASKS_ONLY = re.compile("请问|想问|问一下|咨询")


@dataclass(frozen=True, slots=True)
class Guess:
    """Codes of domain §6.4 and §5.1. `words` are those that weighed most; `safety` comes before anything else."""

    kind: str
    category: str
    level: str
    urgency: str
    refer: str | None
    words: tuple[str, ...]
    safety: Safety | None


def suggest(text: str, place: str = "") -> Guess:
    """Read a letter. The same text is always read the same way."""
    answers = table().read(features(danger.without_fences(text)))
    refer = referral.refer(text, answers, place)
    is_told = answers["danger"].of("U1") < SURE_EVEN_IN_THANKS and bool(_TOLD.search(text))
    alarm = None if refer == "J4" or is_told else _alarm(text, answers)
    kind = _kind(text, answers["kind"], refer, is_danger=alarm is not None)
    lost = danger.missing(text)
    urgency = "U1" if alarm else _urgency(text, kind, answers["urgent"], is_lost=lost is not None)
    category = _category(answers["category"], kind, refer, is_danger=alarm is not None or lost is not None)
    return Guess(
        kind=kind,
        category=category,
        level=_level(answers["level"], kind, refer, is_danger=alarm is not None),
        urgency=urgency,
        refer=refer,
        words=words_of(text, category, urgency, refer, told=alarm.words[:3] if alarm else ()),
        safety=alarm.safety if alarm else lost,
    )


def _alarm(text: str, answers: Mapping[str, Answer]) -> Alarm | None:
    """The model finds danger, and the rules what the model is not sure of; what is doubtful and surely pressing is
    left at pressing."""
    score, heard = answers["danger"].of("U1"), danger.alarm(text)
    if heard and score > (PLAINLY_SAID if danger.is_plain(text) else WITH_A_RULE):
        return heard
    if score < 0 < answers["urgent"].of("U2"):
        return None
    floor = SURE_AGAINST_MANNER if answers["kind"].best in (*CALM, "consult") else SURE_OF_DANGER
    return Alarm((), danger.safety_of(text)) if score > floor else None


def _kind(text: str, answer: Answer, refer: str | None, *, is_danger: bool) -> str:
    match refer:
        case "J4":
            return "invalid"
        case "J6":
            return "report"
    if is_danger:
        return "help"
    if _LAW.search(text) and answer.best in ("suggest", "wish", "help") and not _ASKS_ONLY.search(text):
        return "legis"
    return answer.best


def _urgency(text: str, kind: str, answer: Answer, *, is_lost: bool) -> str:
    if is_lost:
        return "U2"
    if kind in CALM:
        return "U4"
    score = answer.of("U2")
    asks_now = kind in ("help", "complaint")
    is_urgent = score > SURE_OF_HURRY or (score > SURE_WITH_A_RULE and is_pressing(text))
    return "U2" if asks_now and is_urgent else "U3"


def _category(answer: Answer, kind: str, refer: str | None, *, is_danger: bool) -> str:
    """Thanks, nonsense and secrets are C99, laws C17, danger C13; everything else by what it speaks of."""
    if kind in ("praise", "invalid") or refer == "J3":
        return "C99"
    if kind == "report":
        return "C14"
    if kind == "legis" or refer in ("J1", "J8"):
        return "C17"
    return "C13" if is_danger else answer.best


def _level(answer: Answer, kind: str, refer: str | None, *, is_danger: bool) -> str:
    """Who could deal with it (domain §6.4): what is answered or shown another door is done on the spot, laws are made
    in the city, rescue is the district's; everything else by what it speaks of."""
    if kind == "legis":
        return "L5"
    if is_danger:
        return "L4"
    if refer or kind in ("praise", "invalid", "consult"):
        return "L1"
    return answer.best
