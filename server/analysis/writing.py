"""The words of an analysis: written by rules from its figures, edited by a person, who moves marks but no numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.papers.marks import Texts

SECTIONS = {
    "opening": "",
    "handling": "一、办理情况",
    "hot": "二、集中反映和反复反映的事",
    "open": "三、没办结的",
    "went": "四、转到哪里去了",
    "asked": "五、请镇街和区县研究的事",
}
"""By key, in order; the first has no heading."""


def write(figures: Mapping[str, Any]) -> Texts:
    """Only what the numbers say: no causes, no praise, no blame."""
    has = {key: numbers[0] for key, numbers in figures["indicators"].items()}
    due, rated = figures["indicators"]["feedback_rate"][1], figures["indicators"]["satisfaction_rate"][1]
    return {
        "opening": _opening(has["received"]),
        "handling": f"{_feedback(due, has['feedback_rate'])}{_satisfaction(rated)}",
        "hot": _hot(figures),
        "open": _open(has, figures["marks"]),
        "went": _went(has["received"], figures["earlier"]),
        "asked": "下列事项超出本站能办的范围，请镇街和区县按权限研究，并把结果告诉本站。",
    }


def _opening(received: int) -> str:
    if not received:
        return "【月份】，本站没有收到群众来信（【比上月】）。办结以前的来信【办结】件。"
    return "【月份】，本站收到群众来信【收到】件，【比上月】，【比去年】；办结【办结】件。来信主要说的是【主要类别】。"


def _feedback(due: int, heard: int) -> str:
    if not due:
        return "本月没有到期应反馈的来信。"
    if due == heard:
        return "到期应反馈【应反馈】件，全部反馈。"
    return "到期应反馈【应反馈】件，反馈率【反馈率】，还有【没反馈】件没有反馈。"


def _satisfaction(rated: int) -> str:
    if not rated:
        return "本月答复的来信还没有人评价；没有评价的不算满意。"
    return "有评价【有评价】件，其中满意和基本满意【满意】件，不满意【不满意】件；没有评价【未评价】件，不算满意。"


def _hot(figures: Mapping[str, Any]) -> str:
    many = "一个月里集中反映、比前三个月明显多的有【集中反映】件事。" if figures["hot"] else ""
    few = "" if many else "没有一个月里集中反映、比前三个月明显多的事。"
    again = figures["marks"]["反复反映"]
    return f"{many}{few}" + (
        "三个月里没有人为同一类事写三次以上。"
        if again == "0"
        else "三个月里，同一人为同一类事写过三次以上的有【反复反映】件事。"
    )


def _open(has: Mapping[str, int], marks: Mapping[str, str]) -> str:
    if not has["open"]:
        words = "截至【截至】，本站没有在办的来信。"
    elif marks["超期"] == "0":
        words = "截至【截至】，在办【在办】件，都在答应的日子以内。"
    else:
        words = "截至【截至】，在办【在办】件，其中过了答应日子的【超期】件。"
    if marks["承诺到期"] == "0":
        return words
    return f"{words}答应本月办好的【承诺到期】件，按期兑现【承诺兑现】件。"


def _went(received: int, earlier: list[Any]) -> str:
    words = "本月来信的去向见下表。" if received else "本月没有来信要转出去。"
    if not earlier:
        return words
    return f"{words}前三个月报送的【以前报送】件事，有结果的【有结果】件，逐件列在下面。"
