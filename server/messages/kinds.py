"""How a letter is sorted, each by itself: what it is about, what it wants, who can settle it, how pressing (domain §6.4)."""

from __future__ import annotations

from enum import StrEnum

from server.areas.categories import CATEGORIES


class Kind(StrEnum):
    """What the author wants."""

    CONSULT = "consult"
    HELP = "help"
    COMPLAINT = "complaint"
    SUGGEST = "suggest"
    WISH = "wish"
    LEGIS = "legis"
    PRAISE = "praise"
    REPORT = "report"
    INVALID = "invalid"


class Level(StrEnum):
    """Who can settle it: here, the village, the township, the county's departments, the city and above."""

    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"
    L5 = "L5"


class Urgency(StrEnum):
    """U1 somebody is in danger now, U2 within a day, U3 usual, U4 for plans."""

    U1 = "U1"
    U2 = "U2"
    U3 = "U3"
    U4 = "U4"


Category = StrEnum("Category", {code: code for code in CATEGORIES})  # type: ignore[misc]

KIND_WORDS = {
    Kind.CONSULT: "咨询",
    Kind.HELP: "求助",
    Kind.COMPLAINT: "投诉",
    Kind.SUGGEST: "建议",
    Kind.WISH: "心愿",
    Kind.LEGIS: "立法意见",
    Kind.PRAISE: "感谢",
    Kind.REPORT: "举报",
    Kind.INVALID: "无效",
}
LEVEL_WORDS = {
    Level.L1: "当场能答",
    Level.L2: "村社区",
    Level.L3: "镇街",
    Level.L4: "区县部门",
    Level.L5: "市级以上",
}
URGENCY_WORDS = {Urgency.U1: "特急", Urgency.U2: "紧急", Urgency.U3: "一般", Urgency.U4: "不急"}
ANSWERED_AT_ONCE = frozenset({Kind.CONSULT, Kind.PRAISE, Kind.INVALID})
"""What a station answers itself; the rest is a department's (O6)."""
NAMELESS = frozenset({Kind.COMPLAINT, Kind.REPORT})
"""Whose author a department never learns, whatever was consented to (domain §4.2)."""
