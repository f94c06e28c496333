"""Makes server/reading/weights.json.gz: linear models over what `features` sees, one table for all questions.

Only here is scikit-learn needed. The same letters always give the same table.
"""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from model import corpus
from model.corpus import Letter
from model.tasks import TASKS, Task
from model.voices import talkative
from server.reading import weights
from server.reading.features import SORTS, features, runs, sort_of
from server.reading.weights import FINE
from server.reading.writing import normal

COMMON, TINY, LOUD_WORDS = 2, 0.2, 2.5
MOST = 32767
"""The largest number a weight is written as."""
GROUPS = [sort for sort in SORTS if sort[0] in "@#?=&"]
"""What a letter is known by where each of its words is new: what the words mean."""


class Seen(NamedTuple):
    """Every letter and helper as the model sees it."""

    letters: csr_matrix
    louder: csr_matrix
    helpers: dict[str, tuple[csr_matrix, list[str]]]
    names: list[str]
    rarity: np.ndarray


def see(everything: Sequence[Letter]) -> Seen:
    vectors = DictVectorizer()
    letters = vectors.fit_transform([features(letter.text) for letter in everything]).tocsr()
    names = [str(name) for name in vectors.get_feature_names_out()]
    phrases = {
        "category": [one for one in corpus.words() if one[0][0] == "C"] + corpus.phrases(),
        "kind": [one for one in corpus.words() if one[0] in corpus.KINDS.values()],
    }
    helpers = {
        task: (vectors.transform([runs(normal(said)) for _, said in told]), [answer for answer, _ in told])
        for task, told in phrases.items()
    }
    chance = random.Random(0)
    louder = vectors.transform([features(talkative(letter.text, chance)) for letter in everything])
    seen = np.asarray((vstack([letters, *(rows for rows, _ in helpers.values())]) > 0).sum(0)).ravel()
    rarity = (np.log((1 + letters.shape[0]) / (1 + seen)) + 1) ** 0.8
    rarity[[name[0] in "?@#=&" for name in names]] = LOUD_WORDS
    rarity[seen < COMMON] = 0
    return Seen(letters, louder, helpers, names, np.round(rarity * FINE) / FINE)


def loudness(task: Task, names: Sequence[str]) -> np.ndarray:
    return np.array([task.loud.get(sort_of(name), 0.0) for name in names])


def learn(
    task: Task, seen: Seen, everything: Sequence[Letter], chosen: Sequence[int]
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Classes, what every feature adds to each, and where each starts; `chosen` are the letters to learn from."""
    mine = [at for at in chosen if task.of(everything[at])]
    answers = [task.answer(everything[at]) for at in mine]
    meant = diags([float(sort_of(name) in GROUPS) for name in seen.names])
    rows = [seen.letters[mine], seen.letters[mine] @ meant]
    labels, how_much = answers * 2, [1.0] * len(mine) * 2
    if task.hears_more:
        rows.append(seen.louder[mine])
        labels += answers
        how_much += [1.0] * len(mine)
    if task.helpers:
        found, told = seen.helpers[task.name]
        rows.append(found)
        labels += told
        how_much += [task.helpers] * len(told)
    scale = seen.rarity * loudness(task, seen.names)
    everywhere = vstack(rows)
    often = np.asarray((everywhere > 0).sum(0)).ravel() >= COMMON
    known = normalize(everywhere @ diags(scale)) @ diags(often.astype(float))
    table, bias, classes = _fit(task, known, labels, np.array(how_much))
    return classes, table * (scale * often)[:, None], bias + [task.tilt.get(name, 0.0) for name in classes]


def _fit(
    task: Task, rows: csr_matrix, labels: list[str], how_much: np.ndarray
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """A support vector machine, and beside it where it helps a naive Bayes, each scaled to its own spread."""
    machine = LinearSVC(C=task.penalty, class_weight="balanced" if task.is_balanced else None, random_state=0)
    machine.fit(rows, labels, sample_weight=how_much)
    table, bias = machine.coef_.T, machine.intercept_
    if table.shape[1] == 1:
        spread = np.abs(rows @ table).mean()
        return table / spread, bias / spread, [str(machine.classes_[1])]
    spread = (rows @ table).std(1).mean()
    table, bias = table / spread, bias / spread
    if task.blend:
        bayes = ComplementNB(alpha=0.3).fit(rows, labels, sample_weight=how_much).feature_log_prob_.T
        table = table + task.blend * bayes / (rows @ bayes).std(1).mean()
        table = table - table.mean(1, keepdims=True)
    return table, bias, [str(name) for name in machine.classes_]


def packed(seen: Seen, learned: dict[str, tuple[list[str], np.ndarray, np.ndarray]]) -> dict[str, Any]:
    """One table of whole numbers: what weighs nothing is left out."""
    kept = np.flatnonzero(seen.rarity)
    tasks, first, parts = {}, 0, []
    for task in TASKS:
        classes, table, bias = learned[task.name]
        part = table[kept].copy()
        part[np.abs(part) < TINY * np.quantile(np.abs(part), 0.99)] = 0
        unit = float(np.abs(part).max()) / MOST
        parts.append(np.round(part / unit).astype(np.int16))
        loud = [task.loud.get(sort, 0.0) for sort in SORTS]
        tasks[task.name] = {
            "classes": classes,
            "first": first,
            "unit": unit,
            "bias": [round(float(one), 4) for one in bias],
            "loud": loud,
        }
        first += len(classes)
    numbers = csr_matrix(np.hstack(parts))
    return {
        "tasks": tasks,
        "names": [seen.names[at] for at in kept],
        "rarity": _text((seen.rarity[kept] * FINE).round().astype("<u2")),
        "starts": _text(numbers.indptr.astype("<u4")),
        "columns": _text(numbers.indices.astype("u1")),
        "weights": _text(numbers.data.astype("<i2")),
    }


def _text(numbers: np.ndarray) -> str:
    return base64.b64encode(numbers.tobytes()).decode()


def main() -> None:
    everything = corpus.letters()
    seen = see(everything)
    chosen = range(len(everything))
    table = packed(seen, {task.name: learn(task, seen, everything, chosen) for task in TASKS})
    told = json.dumps(table, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    weights.PATH.write_bytes(gzip.compress(told, 9, mtime=0))
    size = weights.PATH.stat().st_size / 1024
    print(f"学了 {len(everything)} 封，{len(table['names'])} 个特征，{size:.0f} KB：{weights.PATH}")


if __name__ == "__main__":
    main()
