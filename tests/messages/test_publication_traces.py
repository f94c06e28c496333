"""What could tell who somebody is, on two thousand lines made up for the purpose, and on lines that tell nobody."""

from __future__ import annotations

import csv
import random
import time
import timeit
from collections.abc import Callable
from pathlib import Path

import pytest

from server.messages.publication_traces import TraceKind, find

LINES = 2000
RECALL = 0.99
SEEDS = (1, 20261122)
FRAMES = (
    "{}",
    "我的电话是{}，请回个话。",
    "打{}找我",
    "联系方式：{}（白天）",
    "楼下停的{}挡了消防通道。",
    "证件{}，办过登记",
    "3号那天发的，{}。",
    "请在5天内联系{}谢谢",
    "见附件{}\n第二行",
    "他说“{}”就走了。",
)
HAN = "零一二三四五六七八九"


def digits(dice: random.Random, count: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(count))


def full(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def phone(dice: random.Random) -> str:
    number = "1" + dice.choice("3456789") + digits(dice, 9)
    area = "0" + dice.choice(["571", "10", "21", "516", "931"])
    local = dice.choice("2345678") + digits(dice, 7 if len(area) < 4 else dice.choice([6, 7]))
    forms: list[str] = [
        number,
        number,
        f"{number[:3]} {number[3:7]} {number[7:]}",
        f"{number[:3]}-{number[3:7]}-{number[7:]}",
        f"{number[:3]}.{number[3:7]}.{number[7:]}",
        f"{number[:5]} {number[5:]}",
        f"{number[:3]}，{number[3:7]}，{number[7:]}",
        " ".join(number),
        f"+86{number}",
        f"86-{number}",
        f"0086 {number}",
        f"+86 {number[:3]} {number[3:7]} {number[7:]}",
        full(number),
        "".join(HAN[int(digit)] for digit in number),
        "".join(HAN[int(digit)] for digit in number).replace("一", "幺"),
        f"{area}-{local}",
        f"{area}{local}",
        f"({area}){local}",
        f"（{area}）{local}",
        f"{area} {local[:4]} {local[4:]}",
        f"400-{digits(dice, 3)}-{digits(dice, 4)}",
    ]
    return dice.choice(forms)


def id_card(dice: random.Random) -> str:
    area = dice.choice(["330106", "330111", "320311", "110101", "620302"])
    born = f"{dice.randint(1930, 2015)}{dice.randint(1, 12):02d}{dice.randint(1, 28):02d}"
    tail = digits(dice, 3) + dice.choice("0123456789Xx")
    whole = area + born + tail
    old = f"{area}{born[2:]}{digits(dice, 3)}"
    forms = [whole, whole, f"{area} {born} {tail}", f"{area}-{born}-{tail}", full(whole), whole.lower(), old]
    return dice.choice([*forms, " ".join(whole[i : i + 6] for i in (0, 6, 12))])


def plate(dice: random.Random) -> str:
    place = dice.choice("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼")
    letter = dice.choice("ABCDEFGHJKLMNP")
    serial = [dice.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(5)]
    serial[dice.randrange(5)] = dice.choice("0123456789")
    tail = "".join(serial)
    green = dice.choice("DF") + digits(dice, 5)
    forms = [
        f"{place}{letter}{tail}",
        f"{place}{letter}·{tail}",
        f"{place}{letter} {tail}",
        f"{place} {letter} {tail}",
        f"{place}{letter}-{tail}",
        f"{place}{letter}•{tail}",
        f"{place}{letter}{green}",
        f"{place}{letter}·{green}",
        f"{place}{letter}{digits(dice, 5)}D",
        f"{place}{letter}{digits(dice, 4)}{dice.choice('挂学警')}",
    ]
    return dice.choice([*forms, forms[0].lower(), full(forms[0]), forms[1].lower()])


MADE: dict[TraceKind, Callable[[random.Random], str]] = {
    TraceKind.PHONE: phone,
    TraceKind.ID_CARD: id_card,
    TraceKind.PLATE: plate,
}


def bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", MADE)
def test_numbers_of_people_are_found_whole_in_ninety_nine_lines_of_a_hundred(
    kind: TraceKind, seed: int
) -> None:
    dice = random.Random(seed)
    missed = []
    for _ in range(LINES):
        made = MADE[kind](dice)
        line = dice.choice(FRAMES).format(made)
        if not any(bare(made).removeprefix("00") in bare(trace.text) for trace in find(line)):
            missed.append((line, find(line)))
    assert len(missed) <= LINES * (1 - RECALL), (len(missed), missed[:10])


def test_each_number_is_named_for_what_it_is() -> None:
    found = find("陈女士 13812345678，证件 33010619900101123X，车牌浙A·12345，住 6 幢 2 单元 301 室。")
    assert [trace.kind for trace in found] == [
        TraceKind.NAME,
        TraceKind.PHONE,
        TraceKind.ID_CARD,
        TraceKind.PLATE,
        TraceKind.DOOR,
    ]


@pytest.mark.parametrize(
    "line",
    [
        "我叫陈小明，住在楼上。",
        "王大爷腿脚不好。",
        "老张天天在那里等。",
        "联系人：李建国",
        "户主赵某说漏水",
        "欧阳老师教了三十年。",
    ],
)
def test_a_name_is_found_where_people_usually_put_one(line: str) -> None:
    assert TraceKind.NAME in {trace.kind for trace in find(line)}


@pytest.mark.parametrize(
    "line",
    [
        "桂花西路 18 号",
        "6幢2单元301室",
        "三号楼门口",
        "3-2-501 的水管",
        "Ａ座 1203 室",
        "十八栋楼下",
        "和平弄12号",
    ],
)
def test_a_door_is_found(line: str) -> None:
    assert TraceKind.DOOR in {trace.kind for trace in find(line)}


def test_accounts_and_addresses_of_the_net_are_found() -> None:
    for line in (
        "加微信 abc_12345",
        "QQ：123456789",
        "写信给 chen@example.com",
        "卡号 6217 0000 1234 5678 901",
    ):
        assert [trace.kind for trace in find(line)] == [TraceKind.ACCOUNT], line


def test_the_authors_own_name_is_found_anywhere() -> None:
    assert find("听了明月的话，修好了。") == []
    assert [trace.text for trace in find("听了明月的话，修好了。", ["明月"])] == ["明月"]


@pytest.mark.parametrize(
    "line",
    [
        "楼下的路灯坏了三天，晚上看不见路。",
        "2026-11-20 来的信，11月22日 16:30 答复。",
        "20261120 那天开过会。",
        "共换灯 32 盏，花了 1580 元，投入 22000000 元。",
        "地铁 3 号线 6 月 18 日通车。",
        "可以打 12345 热线。",
        "一座桥、两条路，三五天就修好。",
        "编号 261110-0237。",
        "园林的师傅昨天来修剪过了。",
    ],
)
def test_what_tells_nobody_is_left_alone(line: str) -> None:
    assert find(line) == []


def test_ordinary_answers_of_stations_hardly_ever_warn() -> None:
    texts = Path(__file__).parent.parent.parent / "server/demo/texts/replies.csv"
    with texts.open(encoding="utf-8", newline="") as file:
        replies = [row[-1] for row in csv.reader(file)]
    warned = [reply for reply in replies if find(reply)]
    assert len(replies) > 50
    assert len(warned) <= len(replies) // 50, warned


@pytest.mark.parametrize("piece", ["1", "1 3 ", "浙A ", "a.", "王", "十", "3-", "叫王", "（", "０"])
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    """Twice as long takes about twice as long: nothing here tries every way of reading a repetition."""

    def cost(length: int) -> float:
        text = (piece * length)[:length]
        return min(timeit.repeat(lambda: find(text), timer=time.process_time, number=5, repeat=7))

    assert cost(2400) < 12 * cost(600)
