"""The words of a report: written by rules from the file, in the first person; the deputy moves marks, never numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.papers.marks import Texts

SECTIONS = {
    "opening": "",
    "did": "一、参加的活动",
    "heard": "二、听到的和答复的",
    "proposed": "三、提出的建议",
    "next": "四、接下来",
}
"""By key, in order; the first has no heading."""


def write(figures: Mapping[str, Any]) -> Texts:
    """Only what the file says: no praise, no adjectives, no comparison."""
    has = figures["marks"]
    return {
        "opening": "各位选民：我是【选区】选出的【称呼】【姓名】。【年份】年做了哪些事，向大家报告，请大家评议。",
        "did": _did(has),
        "heard": _heard(has),
        "proposed": "这一年提出建议【建议】件。" if has["建议"] != "0" else "这一年没有提出建议。",
        "next": _next(has),
    }


def _did(has: Mapping[str, str]) -> str:
    if has["活动"] == "0":
        return "到【截至】，还没有核实过的活动记录。"
    return "到【截至】，参加活动【活动】次：【活动细目】。每个月多少次，见图 1。"


def _heard(has: Mapping[str, str]) -> str:
    if has["来信"] == "0" and has["回信"] == "0":
        return "这一年没有收到写给我的来信。有事可以扫站里的代表码，直接写给我。"
    return "写给我的来信【来信】件，已经办结【办结】件；我答复【回信】次。"


def _next(has: Mapping[str, str]) -> str:
    promise = "我的承诺是：【承诺】\n" if has["承诺"] else ""
    return f"{promise}接下来，我继续在【站点】听大家说。哪里做得不够，请直接告诉我。"
