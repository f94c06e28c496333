"""What the model sees of a text: runs of characters, how it ends, turns of phrase, and groups of everyday words.

The first character of a feature tells its sort: `$` and `^` the last clause and where clauses begin and end, `?` a turn
of phrase, `@` a group that speaks for a category or a kind, `#` one meaning in many words, `=` a class of words of one
family (`=danger.gas`), `&` two classes together, of one family or one of those that go `with` any; anything else is a
run of characters as it stands in the text.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import Final

from server.reading.cues import cues
from server.reading.lexicon import CLASS, SAME, found_in
from server.reading.writing import clauses, normal

FAMILIES: Final = (
    "abroad",
    "advert",
    "court",
    "danger",
    "handled",
    "hurry",
    "misconduct",
    "secret",
    "with",
)
SORTS: Final = ("run", "$", "^", "?", "@", SAME, *(f"{sign}{family}" for sign in "=&" for family in FAMILIES))
_RUN, _SHORT = 3, 12
_COURTESY = re.compile("^(谢谢|多谢|感谢|辛苦了?|盼复|望回复|谢了|拜托了?|麻烦了|打扰了)+(你们|您|了|啦)?$")


def sort_of(feature: str) -> str:
    """Which sort a feature is of."""
    if feature[0] in "=&":
        return feature.partition(".")[0]
    return feature[0] if feature[0] in SORTS else "run"


def features(text: str) -> dict[str, float]:
    """Everything the model knows of a text."""
    said = normal(text)
    parts = clauses(said)
    found: dict[str, float] = {}
    for part in parts:
        found.update(runs(part))
    found.update(_edges(said, parts))
    found.update((f"?{name}", 1.0) for name in cues(said))
    found.update(_groups(parts))
    if len(said) < _SHORT:
        found["=advert.short"] = 1.0
    if len(set(said)) < 5:
        found["=advert.few"] = 1.0
    return found


def runs(part: str) -> dict[str, float]:
    """Runs of one to three characters."""
    return {
        part[at : at + length]: 0.5 if length == 1 else 1.0
        for length in range(1, _RUN + 1)
        for at in range(len(part) - length + 1)
    }


def _edges(said: str, parts: list[str]) -> dict[str, float]:
    """How clauses begin and end, and all of the last one that says more than thanks."""
    telling = [part for part in parts if not _COURTESY.match(part)] or parts
    if not telling:
        return {}
    last = telling[-1]
    found = {f"${run}": 0.8 * value for run, value in runs(last).items()}
    found.update((f"$${last[-length:]}", 1.0) for length in (1, 2, 3))
    for part in telling:
        found.update({f"^{part[:2]}": 0.6, f"^{part[:1]}": 0.4, f"^-{part[-2:]}": 0.6})
    found[f"^^{telling[0][:2]}"] = 0.8
    asked = said.count("？")
    found.update(
        (mark, 1.0) for mark, is_so in (("^？", asked), ("^？？", asked > 1), ("^！", "！" in said)) if is_so
    )
    if said.rstrip("，").endswith("？"):
        found["$？"] = 1.2
    return found


def _groups(parts: list[str]) -> dict[str, float]:
    """Groups of words by how many of their words are said, and classes that come together."""
    whole: dict[str, set[str]] = {}
    found: dict[str, float] = {}
    for part in parts:
        touched = found_in(part)
        for name, said in touched.items():
            whole.setdefault(name, set()).update(said)
        found.update((f"&{pair}", 0.5) for pair in _pairs(touched, "&"))
    found.update((f"&{pair}", 0.5) for pair in _pairs(whole, "+"))
    for name, said in whole.items():
        feature = name if name[0] in (SAME, CLASS) else f"@{name}"
        found[feature] = 1.0 if name[0] == SAME else min(len(said), 4) ** 0.5
    return found


def _pairs(names: dict[str, set[str]], sign: str) -> list[str]:
    classes = sorted(name[1:] for name in names if name[0] == CLASS)
    return [
        f"{one}{sign}{other}"
        for one, other in combinations(classes, 2)
        if other.startswith(("with.", one.partition(".")[0]))
    ]
