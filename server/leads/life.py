"""The life of a lead as one table, for all four kinds; only a wish goes on after it was adopted (X3)."""

from __future__ import annotations

from enum import StrEnum

from server.core.workflow import Workflow
from server.leads.kinds import SHEETS, LeadKind


class LeadStatus(StrEnum):
    RECEIVED = "received"
    REVIEWING = "reviewing"
    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOT_ADOPTED = "not_adopted"
    FULFILLED = "fulfilled"
    UNFULFILLED = "unfulfilled"


class LeadAction(StrEnum):
    OPEN = "open"
    JOIN = "join"
    REVIEW = "review"
    ADOPT = "adopt"
    PARTLY = "partly"
    DECLINE = "decline"
    FULFIL = "fulfil"
    GIVE_UP = "give_up"
    HAND_ON = "hand_on"


S, A = LeadStatus, LeadAction
UNDECIDED = (S.RECEIVED, S.REVIEWING)
AGREED = (S.ADOPTED, S.PARTLY_ADOPTED)
ENDINGS = (A.FULFIL, A.GIVE_UP)
REASONED = (A.DECLINE, A.GIVE_UP)
"""A no is never without its reason (X4)."""

WORKFLOW: Workflow[LeadStatus, LeadAction] = Workflow(
    {
        **{(state, A.JOIN): state for state in UNDECIDED},
        (S.RECEIVED, A.REVIEW): S.REVIEWING,
        (S.REVIEWING, A.ADOPT): S.ADOPTED,
        (S.REVIEWING, A.PARTLY): S.PARTLY_ADOPTED,
        (S.REVIEWING, A.DECLINE): S.NOT_ADOPTED,
        **{(state, A.HAND_ON): S.RECEIVED for state in UNDECIDED},  # X7: to the other office
        **{(state, A.FULFIL): S.FULFILLED for state in AGREED},  # only wishes: `possible`
        **{(state, A.GIVE_UP): S.UNFULFILLED for state in AGREED},
    },
    {
        S.RECEIVED: ("lead.not_reviewed", "这件还没有开始看。请先点“开始看”，再定。"),
        S.REVIEWING: ("lead.not_decided", "这件正在看，还没有定。"),
        S.ADOPTED: ("lead.decided", "这件已经采纳了。"),
        S.PARTLY_ADOPTED: ("lead.decided", "这件已经部分采纳了。"),
        S.NOT_ADOPTED: ("lead.decided", "这件已经定了不采纳。"),
        S.FULFILLED: ("lead.over", "这个心愿已经圆了。"),
        S.UNFULFILLED: ("lead.over", "这个心愿没有圆成，已经告诉来信人了。"),
    },
)

STATUS_WORDS = {
    S.RECEIVED: "收到",
    S.REVIEWING: "在看",
    S.ADOPTED: "采纳",
    S.PARTLY_ADOPTED: "部分采纳",
    S.NOT_ADOPTED: "不采纳",
    S.FULFILLED: "圆了",
    S.UNFULFILLED: "没圆成",
}


def is_over(kind: LeadKind, status: LeadStatus) -> bool:
    """Nothing follows any more, and the authors are told the end."""
    return status not in UNDECIDED and not (kind is LeadKind.WISH and status in AGREED)


def possible(kind: LeadKind, status: LeadStatus) -> list[LeadAction]:
    """What may happen now."""
    if is_over(kind, status):
        return []
    has_one_office = len(SHEETS[kind].levels) == 1
    return [one for one in WORKFLOW.actions(status) if one is not A.HAND_ON or not has_one_office]
