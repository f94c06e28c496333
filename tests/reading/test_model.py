"""The table in use is as good as it is said to be, on letters it was not made from."""

from __future__ import annotations

from model import corpus, evaluate
from server.reading.weights import PATH

FLOORS = {
    "category": 0.85,
    "kind": 0.82,
    "urgency": 0.91,
    "danger recall": 0.97,
    "danger precision": 0.7,
    "misconduct recall": 0.95,
    "court recall": 0.9,
    "empty recall": 0.9,
    "handled recall": 0.85,
    "secret recall": 0.75,
    "abroad recall": 0.85,
}
"""Below what is measured (see `make evaluate`), so that a table that got worse is noticed."""


def test_no_held_out_letter_was_learned_from() -> None:
    learned = {letter.text for letter in corpus.letters()}
    held = corpus.letters("heldout")
    assert len(held) >= 250
    assert not learned & {letter.text for letter in held}
    hands = {letter.family.rstrip("0123456789") for letter in corpus.letters()} - {""}
    assert not hands & {letter.family.rstrip("0123456789") for letter in held}
    assert not learned & {text for pair in corpus.pairs() for text in pair}


def test_the_table_reads_what_it_never_saw() -> None:
    found, _ = evaluate.figures(corpus.letters("heldout"))
    assert {name: found[name] for name, floor in FLOORS.items() if found[name] < floor} == {}


def test_the_table_is_small() -> None:
    assert PATH.stat().st_size < 1_500_000


def test_below_a_mark_the_evaluation_says_so() -> None:
    assert evaluate.below(dict.fromkeys(evaluate.MARKS, 0.5))
    assert not evaluate.below(dict.fromkeys(evaluate.MARKS, 1.0))
