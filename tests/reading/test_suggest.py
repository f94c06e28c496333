"""What a letter is read as: what it wants, where it belongs, how pressing, and what has to be said first."""

from __future__ import annotations

import time

import pytest

from server.reading.suggest import SURE_OF_DANGER, suggest
from server.reading.weights import table
from server.reading.writing import HEAD, TAIL, normal


@pytest.mark.parametrize(
    ("text", "kind", "category"),
    [
        ("请问申请公租房要带什么材料？", "consult", "C01"),
        ("巷子里的路灯坏了三盏，请派人来修一下。", "help", "C02"),
        ("停水三天没人通知，水费倒是照收，自来水公司凭什么。", "complaint", "C03"),
        ("建议在学校门口多设一条斑马线。", "suggest", "C04"),
        ("楼下烧烤店的油烟天天熏进屋，说了十几次不改。", "complaint", "C05"),
        ("物业管理条例草案第十二条写得太笼统，建议增加一款。", "legis", "C17"),
        ("谢谢你们，电梯装好了，老伴能下楼了。", "praise", "C99"),
    ],
)
def test_a_letter_is_read_for_what_it_wants_and_what_it_is_about(text: str, kind: str, category: str) -> None:
    found = suggest(text)
    assert (found.kind, found.category) == (kind, category)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("家里一股煤气味，头有点晕，怎么办", "119"),
        ("楼下电动车烧起来了，烟往上冒，我们下不去", "119"),
        ("我不想活了，药就放在桌上", "12356"),
        ("路灯杆漏电，小孩一碰就倒了", "120"),
        ("老公拿着刀在砸门，我和孩子躲在里面", "110"),
        ("伢儿落到塘里头去哉，快点来人", "119"),
        ("工地围挡倒了砸到人，快来", "120"),
    ],
)
def test_danger_is_urgent_with_whom_to_call(text: str, number: str) -> None:
    found = suggest(text)
    assert found.urgency == "U1"
    assert found.safety is not None
    assert number in found.safety.call
    assert found.words


@pytest.mark.parametrize(
    "text",
    [
        "去年小区着过火，后来装了烟感，想问多久检查一次",
        "建议每年搞一次消防演习",
        "广场舞吵得我想跳楼，天天晚上到十点",
        "燃气灶打不着火，电池换了也不行，请派师傅来看看",
        "楼上新刷的墙味道冲，问过了不是煤气味，是油漆味，能不能让他们白天刷",
        "围挡也倒了，老人上下楼不便",
        "电梯井挖了一半停工快四个月，围挡也倒了，小孩子往坑里扔石头玩",
        "谢谢消防队，厨房那把火十分钟就灭了，一家人都好",
    ],
)
def test_what_is_over_imagined_or_a_figure_of_speech_is_no_danger(text: str) -> None:
    assert suggest(text).urgency != "U1"


@pytest.mark.parametrize(
    ("text", "refer"),
    [
        ("我要举报村支书，他收了包工头两万块，工程给了他小舅子", "J6"),
        ("判决下来两年了，法院一分钱没执行到", "J8"),
        ("我和公司的劳动仲裁下周开庭，还没裁，请帮忙过问", "J1"),
        ("低息贷款秒到账，加微信咨询", "J4"),
        ("漏水的事打过12345，工单在街道手上还没到期，再来登记一下", "J2"),
        ("帮我查一下邻居的身份证号和开房记录", "J3"),
        ("我是外省的，我们那边村里占了我家的地，你们能管吗", "J5"),
    ],
)
def test_what_belongs_elsewhere_says_where(text: str, refer: str) -> None:
    assert suggest(text).refer == refer


@pytest.mark.parametrize(
    "text",
    [
        "村务公开栏半年没换了，想看看账",
        "我们书记自己掏钱修桥，没见过这样的好干部",
        "想举报村干部应该找哪里，要不要实名",
        "楼顶漏雨",
        "楼道里贴满贷款小广告，请清一清",
        "请问法律援助要什么条件",
        "热线说办结了，其实没人来过，路上还是那个坑",
        "我自己的身份证丢了，在哪里补",
        "我是外地人，在你们区的厂里上班，厂里扣了我一个月工资，请帮帮忙",
        "窗口的小姑娘边嗑瓜子边办事，问她两句就摔本子",
        "旧沙发往哪扔，要钱吗",
    ],
)
def test_what_only_sounds_like_it_belongs_here(text: str) -> None:
    assert suggest(text).refer is None


def test_the_same_letter_is_always_read_the_same_way() -> None:
    text = "菜场门口的下水道堵了，污水流到街上。"
    assert suggest(text) == suggest(text)


def test_the_words_stand_in_the_letter() -> None:
    text = "桂花路口的路灯坏了三盏，晚上走路看不见。"
    words = suggest(text).words
    assert words
    assert all(word in normal(text) for word in words)


def test_of_a_long_letter_beginning_and_end_are_read() -> None:
    filler = "我是这里的老住户，住了二十年。" * 300
    assert suggest("家里一股煤气味，呲呲地漏，头晕得站不住。" + filler[: TAIL // 2]).urgency == "U1"
    assert len(normal(filler)) <= HEAD + TAIL + 1
    assert normal(filler + "煤气漏了").endswith("煤气漏了")


@pytest.mark.parametrize("text", ["", "？？？", "😀😀", "a" * 5000, "，。！", "\x00\u200b"])
def test_nothing_that_is_typed_stops_the_reading(text: str) -> None:
    assert suggest(text).urgency in {"U1", "U2", "U3", "U4"}


def test_reading_is_quick() -> None:
    """Counted in this thread's own time: 15 ms for the longest letter, on a machine of a hundredth of a second a step."""
    text = "".join(
        f"第{at}件事，楼下的灯坏了没人修，孩子放学走黑路，{at}号楼的水管也漏。" for at in range(60)
    )[:2000]
    suggest(text)
    best = min(_spent(text) for _ in range(5))
    assert best < 0.06


def _spent(text: str) -> float:
    started = time.thread_time()
    suggest(text)
    return time.thread_time() - started


def test_one_table_answers_every_question() -> None:
    tasks = table().tasks
    assert {"category", "kind", "level", "urgent", "danger", "misconduct", "court", "empty"} <= set(tasks)
    assert len(tasks["category"].classes) == 18
    assert SURE_OF_DANGER < 0
