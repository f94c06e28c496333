"""The life of an item as one table. The database keeps its pairs too (`outside_turns()`)."""

from __future__ import annotations

from enum import StrEnum

from server.core.workflow import Workflow


class ItemState(StrEnum):
    OPEN = "open"
    ASSIGNED = "assigned"
    DONE = "done"
    CONFIRMED = "confirmed"


class ItemAction(StrEnum):
    ASSIGN = "assign"
    GIVE_BACK = "give_back"
    FINISH = "finish"
    CONFIRM = "confirm"
    REFUSE = "refuse"


S, A = ItemState, ItemAction

WORKFLOW: Workflow[ItemState, ItemAction] = Workflow(
    {
        (S.OPEN, A.ASSIGN): S.ASSIGNED,
        (S.ASSIGNED, A.ASSIGN): S.ASSIGNED,
        (S.ASSIGNED, A.GIVE_BACK): S.OPEN,
        (S.ASSIGNED, A.FINISH): S.DONE,
        (S.DONE, A.CONFIRM): S.CONFIRMED,
        (S.DONE, A.REFUSE): S.ASSIGNED,
    },
    {
        S.OPEN: ("outside.open", "这一件还没有交办。请先交给一个单位。"),
        S.ASSIGNED: ("outside.assigned", "这一件在单位办，等他们写做了什么。"),
        S.DONE: ("outside.done", "单位说办好了，等人大核。"),
        S.CONFIRMED: ("outside.confirmed", "这一件核过了，已经办结。"),
    },
)
