"""Makes server/reading/weights.json.gz: linear models over what `features` sees, one table for all questions.

Only here is scikit-learn needed. The same letters always give the same table.
"""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from model import corpus
from model.corpus import Letter
from server.reading import weights
from server.reading.features import SORTS, features, runs, sort_of
from server.reading.weights import FINE
from server.reading.writing import normal

UNREADABLE = ("praise", "invalid", "legis", "report")
"""Kinds that say themselves what they are about."""
COURT = ("J1", "J8")
COMMON, TINY, LOUD_WORDS = 2, 0.2, 2.5
OTHER = "-"
MOST = 32767
"""The largest number a weight is written as."""


class Task(NamedTuple):
    """One question: which letters answer it and how, how loudly it hears each sort of feature, how it is learned;
    `tilt` is what cross-validation gives to classes that are met less often than they should be."""

    name: str
    answer: Callable[[Letter], str]
    of: Callable[[Letter], bool]
    loud: dict[str, float]
    penalty: float = 1.0
    blend: float = 0.0
    is_balanced: bool = True
    helpers: float = 0.0
    hears_more: bool = False
    tilt: dict[str, float] = {}


def _is_calm(letter: Letter) -> bool:
    return letter.urgency != "U1"


def _all(letter: Letter) -> bool:
    return True


_MANNER = {"?": 1.0, "$": 0.5, "^": 0.5}
_WORDS = {"run": 1.0, "?": 0.3, "@": 0.8, "#": 1.0}


def _hears(family: str, loud: float) -> dict[str, float]:
    return _WORDS | {f"{sign}{name}": loud for sign in "=&" for name in (family, "with")}


TASKS = (
    Task(
        "category",
        lambda one: one.category,
        lambda one: _is_calm(one) and one.kind not in UNREADABLE and not one.refer,
        {
            "run": 1.0,
            "@": 0.7,
            "#": 1.0,
            "?": 0.3,
            "=with": 0.5,
            "=danger": 0.4,
            "=court": 0.5,
            "=hurry": 0.4,
        },
        blend=0.5,
        is_balanced=False,
        helpers=1.0,
        hears_more=True,
    ),
    Task(
        "kind",
        lambda one: one.kind,
        lambda one: _is_calm(one) and one.kind not in ("report", "invalid"),
        {"run": 1.0, "$": 1.0, "^": 1.0, "?": 1.2, "@": 0.3, "=with": 0.5, "=danger": 0.3},
        penalty=0.5,
        blend=0.5,
        helpers=0.5,
        hears_more=True,
        tilt={"praise": 0.5, "suggest": 0.15, "complaint": -0.25, "consult": -0.1},
    ),
    Task("level", lambda one: one.level, _is_calm, {"run": 1.0, "@": 0.5}, penalty=0.5),
    Task(
        "urgent",
        lambda one: "U2" if one.urgency == "U2" else OTHER,
        _all,
        _hears("hurry", 1.0) | _hears("danger", 0.5),
        penalty=0.5,
    ),
    Task(
        "danger",
        lambda one: "U1" if one.urgency == "U1" else OTHER,
        _all,
        _hears("danger", 1.0) | {"=hurry": 0.7, "&hurry": 0.7} | _MANNER,
        hears_more=True,
    ),
    Task(
        "misconduct",
        lambda one: "J6" if one.refer == "J6" else OTHER,
        _all,
        _hears("misconduct", 2.0) | {"?": 1.0},
        hears_more=True,
    ),
    Task("court", lambda one: "J8" if one.refer in COURT else OTHER, _all, _hears("court", 1.5)),
    Task("pending", lambda one: one.refer, lambda one: one.refer in COURT, _hears("court", 1.0)),
    Task(
        "empty",
        lambda one: "J4" if one.refer == "J4" else OTHER,
        _all,
        _hears("advert", 2.0) | _MANNER,
        penalty=2.0,
        hears_more=True,
    ),
)

_WHERE = [
    "学校门口",
    "小学旁边",
    "幼儿园对面",
    "中学后面",
    "医院门口",
    "卫生院旁边",
    "菜市场边上",
    "村口",
    "村里",
    "工地旁",
    "公园旁边",
    "养老院对面",
    "河边",
    "小区里",
    "楼下",
    "邻居",
    "镇上",
    "街上",
    "厂里",
    "店门口",
    "超市门口",
    "车站边",
    "路边",
    "桥头",
    "家门口",
    "老人",
    "孩子",
    "学生",
    "我妈",
    "我爸",
    "爷爷",
    "奶奶",
    "家里有老人",
    "带孩子",
    "接孩子放学",
    "上班的时候",
    "打工回来",
    "我是个体户",
    "我是农民",
    "退休老师",
    "坐轮椅的",
    "外地人",
    "物业",
    "居委会",
    "村委会",
    "社区",
    "派出所",
    "城管",
    "政府",
    "代表",
]
_POLITE = [
    "你好",
    "您好打扰了",
    "领导你好",
    "代表同志",
    "麻烦看一下",
    "我想反映一个事",
    "有个事情想说一下",
    "谢谢",
    "辛苦了",
    "望回复",
    "希望重视",
    "盼复",
    "我是第一次用这个",
    "不知道写得对不对",
    "我住在建设路",
    "我们这里",
    "事情是这样的",
    "请帮忙看看",
]


def talkative(text: str, chance: random.Random) -> str:
    """The same letter as somebody else would send it: with a greeting, with places that have nothing to do with it."""
    before = [chance.choice(_POLITE)] if chance.random() < 0.5 else []
    where = chance.sample(_WHERE, chance.choice((1, 2)))
    after = [chance.choice(_POLITE)] if chance.random() < 0.4 else []
    said = "，".join([*before, *where, text, *after])
    return said.replace("，", "") if chance.random() < 0.15 else said


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
    rows, labels, how_much = [seen.letters[mine]], list(answers), [1.0] * len(mine)
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
