"""Two letters about the same matter are found, in other words too."""

from __future__ import annotations

from server.reading.alike import alike, likeness, rough

LAMP = "桂花路口的路灯坏了三盏，晚上走路看不见。"
OTHERS = [
    "菜场门口的下水道堵了，污水流到街上。",
    "桂花路那边好几盏灯不亮，摸黑走，昨天差点摔跤。",
    "请问申请低保要带什么材料？",
    "广场舞太吵，孩子没法写作业。",
]


def test_the_same_matter_in_other_words_comes_first() -> None:
    assert alike(LAMP, OTHERS, limit=3)[:1] == [1]


def test_what_has_nothing_in_common_is_not_offered() -> None:
    assert alike("想学拉二胡", OTHERS) == []


def test_a_letter_is_most_like_itself() -> None:
    assert likeness(LAMP, LAMP) > 0.99
    assert likeness(LAMP, "") == 0.0


def test_the_quick_choice_keeps_the_right_one() -> None:
    assert 1 in rough(LAMP, OTHERS, limit=2)
