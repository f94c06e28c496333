"""The five lists by who comes (R0-05), and how often they mean to."""

from __future__ import annotations

from enum import StrEnum


class VisitList(StrEnum):
    LEADERS = "leaders"
    COMMITTEE = "committee"
    JUSTICE = "justice"
    DEPARTMENTS = "departments"
    DEPUTIES = "deputies"


class Frequency(StrEnum):
    ONCE = "once"
    YEARLY = "yearly"
    HALF_YEARLY = "half_yearly"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"


L = VisitList
LIST_WORDS = {
    L.LEADERS: "党政领导",
    L.COMMITTEE: "人大常委会",
    L.JUSTICE: "一委两院",
    L.DEPARTMENTS: "政府部门",
    L.DEPUTIES: "人大代表",
}
LIST_HINTS = {
    L.LEADERS: "党委、政府的领导",
    L.COMMITTEE: "常委会组成人员，各专门委员会、工作委员会",
    L.JUSTICE: "监委、法院、检察院",
    L.DEPARTMENTS: "政府的一个部门",
    L.DEPUTIES: "代表小组、各级代表",
}
FREQUENCY_WORDS = {
    Frequency.ONCE: "这一次",
    Frequency.YEARLY: "一年一次",
    Frequency.HALF_YEARLY: "半年一次",
    Frequency.QUARTERLY: "一季度一次",
    Frequency.MONTHLY: "一个月一次",
}
