"""The demonstration's words: many, different, spread over every category, answered honestly."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

from server.demo import library

SEED_WORDS = [
    "加装电梯",
    "梯控",
    "下水管网",
    "道路硬化",
    "天然气管道",
    "高位蓄水池",
    "停车难",
    "噪声扰民",
    "护城河水污染",
    "尾菜撒漏",
    "车棚脏乱",
    "公园缺水",
    "樱桃滞销",
    "水冲式马桶",
    "中水再利用",
    "施工凹槽",
    "三务公开",
]
CATEGORIES = {f"C{number:02d}" for number in range(1, 18)} | {"C99"}
KINDS = {"consult", "help", "complaint", "suggest", "wish", "legis", "praise", "report", "invalid"}


def bare(text: str) -> str:
    """What is left of a text without figures and punctuation."""
    return re.sub(r"[\W\d_]", "", text)


def pairs_of_characters(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def test_there_are_more_than_three_hundred_letters_and_no_two_share_their_sentence() -> None:
    texts = [bare(letter.text) for letter in library.letters()]
    assert len(set(texts)) == len(texts) >= 360
    shingles = [pairs_of_characters(text) for text in texts]
    alike = [
        (texts[left], texts[right])
        for left, right in combinations(range(len(texts)), 2)
        if len(shingles[left] & shingles[right]) > 0.25 * len(shingles[left] | shingles[right])
    ]
    assert not alike


def test_letters_are_long_enough_to_say_something_and_short_enough_to_be_read() -> None:
    assert all(10 <= len(letter.text) <= 180 for letter in library.letters())


def test_every_category_and_kind_has_letters_and_the_seed_words_are_in_them() -> None:
    found = Counter(letter.category for letter in library.letters())
    assert set(found) == CATEGORIES
    assert min(found.values()) >= 14
    assert {letter.kind for letter in library.letters()} == KINDS
    assert {letter.urgency for letter in library.letters()} == {"U1", "U2", "U3", "U4"}
    everything = "".join(letter.text for letter in library.letters())
    assert [word for word in SEED_WORDS if word not in everything] == []


def test_each_letter_has_a_reply_and_each_reply_has_a_letter() -> None:
    used = {name for letter in library.letters() for name in letter.answers.split()}
    assert used == set(library.replies())
    assert all(library.answers(letter) for letter in library.letters())


def test_replies_are_different_and_tell_bad_news_too() -> None:
    replies = list(library.replies().values())
    assert len({reply.text for reply in replies}) == len(replies) >= 60
    results = Counter(reply.result for reply in replies)
    assert min(results[result] for result in "ABCD") >= 20
    assert any("办不到" in reply.text for reply in replies if reply.result == "C")
    assert {reply.by for reply in replies} == {"liaison", "deputy"}


def test_replies_name_the_day_they_promise_and_the_day_they_look_again() -> None:
    for name, reply in library.replies().items():
        assert ("{date}" in reply.text) == (reply.result == "B"), name
        assert ("{review}" in reply.text) == (reply.result == "C"), name


def test_deputies_have_promises_for_every_specialty_and_activities_for_every_kind_of_duty() -> None:
    promises = library.promises()
    assert sum(len(texts) for texts in promises.values()) >= 60
    assert {word for job in library.occupations() for word in job.specialties} <= set(promises)
    meetings = library.meetings()
    assert len({meeting.title for meeting in meetings}) == len(meetings) >= 25
    assert {meeting.kind for meeting in meetings} <= {f"D{number:02d}" for number in range(4, 19)}


def test_names_are_words_of_the_countryside_and_enough_for_everybody() -> None:
    names = library.words("names")
    assert len(set(names["surnames"])) * len(set(names["given"])) >= 10_000
    assert all(len(given) == 2 for given in names["given"])
