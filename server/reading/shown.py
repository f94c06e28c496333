"""The words that led to a suggestion, as a person reads them."""

from __future__ import annotations

from server.reading.features import runs
from server.reading.lexicon import found_in
from server.reading.weights import table
from server.reading.writing import clauses, normal

SHOWN, LONGEST, LED = 5, 8, 2
LOOKED_AT = 300
"""Characters in which words are looked for: a person reads the beginning first."""
_LOUD = 0.35
"""Characters that weigh at least this share of the loudest are shown."""
_TASKS = {
    "U1": ("danger", "U1", ("=danger",)),
    "J1": ("court", "J8", ("=court",)),
    "J8": ("court", "J8", ("=court",)),
    "J6": ("misconduct", "J6", ("=misconduct",)),
    "J4": ("empty", "J4", ("=advert",)),
}


def words_of(
    text: str, category: str, urgency: str, refer: str | None, told: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """What raised the alarm, what led elsewhere, and what spoke loudest for the category."""
    said = normal(text)[:LOOKED_AT]
    found = [*told]
    reason = "U1" if urgency == "U1" else refer or ""
    if reason in _TASKS:
        found += _loudest(said, *_TASKS[reason])
    if not found or reason not in _TASKS:
        found += _loudest(said, "category", category, (category, "#"))
    return tuple(_apart(found)[:SHOWN])


def led_to(text: str, task: str, name: str) -> tuple[str, ...]:
    """The everyday words that spoke loudest for one answer; none where a rule decided, or nothing in particular."""
    said = normal(text)[:LOOKED_AT]
    weighed = _weighed(said, task, name)
    known = {word for part in clauses(said) for words in found_in(part).values() for word in words}
    loud = {word: _weight(said, weighed, word) for word in known if len(word) > 1}
    found = sorted((word for word in loud if loud[word] > 0), key=lambda word: (-loud[word], word))
    return tuple(_apart(found)[:LED])


def _loudest(said: str, task: str, name: str, groups: tuple[str, ...]) -> list[str]:
    """Everyday words first, by what their characters weigh; then neighbouring characters that weigh much."""
    weighed = _weighed(said, task, name)
    known: dict[str, float] = {}
    for part in clauses(said):
        for group, words in found_in(part).items():
            if group.startswith(groups):
                known.update((word, _weight(said, weighed, word)) for word in words if len(word) > 1)
    loud = [word for word in known if known[word] > 0]
    return [*sorted(loud, key=lambda word: (-known[word], word)), *_merged(said, weighed)]


def _weighed(said: str, task: str, name: str) -> list[float]:
    """What every character adds: the weight of the runs it stands in."""
    weighed = [0.0] * len(said)
    book = table()
    for part in clauses(said):
        for run in runs(part):
            weight = book.weight(run, task, name) if len(run) > 1 else 0.0
            at = said.find(run) if weight > 0 else -1
            while at >= 0:
                for place in range(at, at + len(run)):
                    weighed[place] += weight / len(run)
                at = said.find(run, at + 1)
    return weighed


def _weight(said: str, weighed: list[float], word: str) -> float:
    at = said.find(word)
    return sum(weighed[at : at + len(word)])


def _apart(words: list[str]) -> list[str]:
    """Without those that say again what a word before them says."""
    kept: list[str] = []
    for word in words:
        if not any(
            word in other or other in word or word[:2] in other or word[-2:] in other for other in kept
        ):
            kept.append(word)
    return kept


def _merged(said: str, weighed: list[float]) -> list[str]:
    floor = max(weighed, default=0) * _LOUD
    found: list[tuple[float, str]] = []
    start = None
    for at in range(len(said) + 1):
        counts = at < len(said) and floor > 0 and weighed[at] >= floor and said[at] not in "，？！"
        if counts and start is None:
            start = at
        elif not counts and start is not None:
            if 2 <= at - start <= LONGEST:
                found.append((sum(weighed[start:at]), said[start:at]))
            start = None
    return [word for _, word in sorted(found, key=lambda pair: (-pair[0], pair[1]))]
