"""How well letters are read that training has never seen. Ends with 1 below any mark; needs no scikit-learn."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence

from model import corpus
from model.corpus import Letter
from server.reading.alike import TOPIC, key
from server.reading.suggest import Guess, suggest

MARKS = {
    "category": 0.88,
    "urgency": 0.92,
    "kind": 0.88,
    "danger recall": 1.0,
    "danger precision": 0.8,
    "misconduct recall": 1.0,
    "court recall": 1.0,
    "empty recall": 1.0,
    "handled recall": 1.0,
    "secret recall": 1.0,
    "abroad recall": 1.0,
    "alike": 0.8,
}
DOORS = (
    ("danger", "urgency", ("U1",)),
    ("misconduct", "refer", ("J6",)),
    ("court", "refer", ("J1", "J8")),
    ("empty", "refer", ("J4",)),
    ("handled", "refer", ("J2",)),
    ("secret", "refer", ("J3",)),
    ("abroad", "refer", ("J5",)),
)
DISTRACTORS = 1000


def share(found: int, of: int) -> float:
    return found / of if of else 1.0


def confusion(expected: Sequence[str], given: Sequence[str]) -> str:
    """Rows are what a person said, columns what was suggested; at the end of a row its recall."""
    names = sorted({*expected, *given})
    counts = Counter(zip(expected, given, strict=True))
    width = max(len(name) for name in names) + 1
    lines = [" " * width + "".join(f"{name[:5]:>6}" for name in names) + "  recall"]
    for name in names:
        row = [counts[name, other] for other in names]
        recall = f"{share(counts[name, name], sum(row)):8.2f}" if sum(row) else "       -"
        lines.append(f"{name:<{width}}" + "".join(f"{count or '·':>6}" for count in row) + recall)
    return "\n".join(lines)


def figures(letters: Sequence[Letter]) -> tuple[dict[str, float], list[tuple[Letter, Guess]]]:
    """Every figure of a set of letters."""
    read = [(letter, suggest(letter.text)) for letter in letters]
    found = {
        field: share(sum(getattr(a, field) == getattr(b, field) for a, b in read), len(read))
        for field in ("category", "kind", "urgency", "level")
    }
    for name, field, codes in DOORS:
        expected = [getattr(a, field) in codes for a, _ in read]
        given = [getattr(b, field) in codes for _, b in read]
        both = sum(one and other for one, other in zip(expected, given, strict=True))
        found[f"{name} recall"] = share(both, sum(expected))
        found[f"{name} precision"] = share(both, sum(given))
    return found, read


def show(name: str, read: Sequence[tuple[Letter, Guess]], found: dict[str, float]) -> None:
    print(f"\n{name}：{len(read)} 封")
    for field in ("category", "kind", "urgency"):
        expected, given = [getattr(a, field) for a, _ in read], [getattr(b, field) for _, b in read]
        print(f"\n{field}\n{confusion(expected, given)}")
    print("\n" + "  ".join(f"{field}={value:.3f}" for field, value in found.items()))


def recall_at_3(pairs: Sequence[tuple[str, str]], others: Sequence[str]) -> float:
    """How often the other letter of a pair is among the three most alike, with all these others beside it."""
    texts = list(dict.fromkeys([*(text for pair in pairs for text in pair), *others]))
    places = {text: at for at, text in enumerate(texts)}
    holders: dict[str, list[tuple[int, float]]] = {}
    keys = [key(text) for text in texts]
    for at, each in enumerate(keys):
        for run, weight in each.runs.items():
            holders.setdefault(run, []).append((at, weight / each.length))
    found = 0
    for text, other in pairs:
        mine = keys[places[text]]
        value = [TOPIC * sum(a * b for a, b in zip(mine.topic, each.topic, strict=True)) for each in keys]
        for run, weight in mine.runs.items():
            for at, share_of in holders[run]:
                value[at] += weight / mine.length * share_of
        value[places[text]] = -1
        found += places[other] in sorted(range(len(texts)), key=lambda at: -value[at])[:3]
    return share(found, len(pairs))


def below(found: dict[str, float]) -> list[str]:
    """The figures that are not good enough."""
    return [f"{name} {found[name]:.3f} < {mark}" for name, mark in MARKS.items() if found[name] < mark]


def main() -> int:
    held = corpus.letters("heldout")
    found, read = figures(held)
    show("没学过的", read, found)
    everything = corpus.letters()
    pairs = corpus.pairs()
    others = [letter.text for letter in everything][:: len(everything) // DISTRACTORS]
    found["alike"] = recall_at_3(pairs, others)
    print(f"相似的事前三条：{len(pairs)} 对，旁边另有 {len(others)} 封 {found['alike']:.3f}")
    bad = below(found)
    print("\n" + ("够了" if not bad else "不够：" + "，".join(bad)))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
