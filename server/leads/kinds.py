"""The four kinds of leads: who decides about each, and the few fields of its own (X1, domain §5.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from server.core import clock
from server.core.errors import InvalidInput
from server.core.permissions import Role
from server.core.text import day_words


class LeadKind(StrEnum):
    PROJECT_LEAD = "project_lead"
    TOPIC = "topic"
    WISH = "wish"
    LEGIS_COMMENT = "legis_comment"


class LeadLevel(StrEnum):
    """Whose office decides."""

    TOWNSHIP = "township"
    COUNTY = "county"


class TopicSize(StrEnum):
    """大小急难 (R3-13): how a topic will be talked over."""

    BIG = "big"
    SMALL = "small"
    URGENT = "urgent"
    HARD = "hard"


class WishFor(StrEnum):
    GOODS = "goods"
    SERVICE = "service"


DECIDES = {LeadLevel.TOWNSHIP: Role.STREET_NPC, LeadLevel.COUNTY: Role.NPC_STAFF}
LEVEL_WORDS = {LeadLevel.TOWNSHIP: "镇街人大", LeadLevel.COUNTY: "区县人大"}
SIZE_WORDS = {
    TopicSize.BIG: "大事",
    TopicSize.SMALL: "小事",
    TopicSize.URGENT: "急事",
    TopicSize.HARD: "难事",
}
WISH_WORDS = {WishFor.GOODS: "物品", WishFor.SERVICE: "服务"}
MOST_OF_A_WISH = 500
"""Yuan; what costs more is no small wish (X2)."""
WISH_WITHIN = timedelta(days=30)
BOTH = (LeadLevel.TOWNSHIP, LeadLevel.COUNTY)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind in words, its icon, its levels with the usual one first, its fields and which must be filled in."""

    words: str
    hint: str
    icon: str
    levels: tuple[LeadLevel, ...]
    fields: tuple[str, ...]
    needed: tuple[str, ...]


SHEETS = {
    LeadKind.PROJECT_LEAD: Sheet(
        "项目线索",
        "大家都用得上、要花钱建的，像路、灯、活动室",
        "place",
        BOTH,
        ("place", "beneficiaries", "estimate"),
        ("place",),
    ),
    LeadKind.TOPIC: Sheet("议题", "要坐下来商量才定得了的", "people", BOTH, ("size",), ("size",)),
    LeadKind.WISH: Sheet(
        "微心愿",
        "一个人、一家人的小难处，500 元以内，30 天里办得到",
        "star",
        (LeadLevel.TOWNSHIP,),
        ("wish_for", "estimate", "deadline"),
        ("wish_for", "estimate", "deadline"),
    ),
    LeadKind.LEGIS_COMMENT: Sheet(
        "立法意见",
        "法规、条例哪里要改、要补",
        "paper",
        (LeadLevel.COUNTY,),
        ("law", "clause", "proposal", "reason"),
        ("law", "proposal"),
    ),
}
FIELD_WORDS = {
    "place": "在哪里",
    "beneficiaries": "哪些人用得上",
    "estimate": "估计多少钱（元）",
    "size": "属于哪一种",
    "wish_for": "要物品还是要服务",
    "deadline": "希望哪天前",
    "law": "哪部法规",
    "clause": "哪一条",
    "proposal": "建议怎么写",
    "reason": "理由",
}


def checked(kind: LeadKind, level: LeadLevel, given: Mapping[str, Any]) -> dict[str, Any]:
    """The kind's own fields. Raises InvalidInput where one is missing, is another kind's, or is out of its bounds."""
    sheet, wrong = SHEETS[kind], {}
    own = {name: value for name, value in given.items() if value not in (None, "")}
    if level not in sheet.levels:
        wrong["level"] = f"{sheet.words}由{LEVEL_WORDS[sheet.levels[0]]}来定"
    for name in sheet.needed:
        if name not in own:
            wrong[name] = f"请写明{FIELD_WORDS[name]}"
    for name in own:
        if name not in sheet.fields:
            wrong[name] = f"{sheet.words}没有这一项"
    wrong |= _out_of_bounds(kind, own)
    if wrong:
        raise InvalidInput("lead.fields", f"{next(iter(wrong.values()))}。", fields=wrong)
    return own


def _out_of_bounds(kind: LeadKind, own: Mapping[str, Any]) -> dict[str, str]:
    """A wish is small and soon (X2); what is more goes another way."""
    wrong = {}
    if kind is LeadKind.WISH:
        today = clock.today()
        if own.get("estimate", 0) > MOST_OF_A_WISH:
            wrong["estimate"] = f"超过 {MOST_OF_A_WISH} 元的，请转成项目线索，或交给单位办"
        if not today <= own.get("deadline", today) <= today + WISH_WITHIN:
            wrong["deadline"] = f"请选今天到 {day_words(today + WISH_WITHIN)}里的一天"
    return wrong
