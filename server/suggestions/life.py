"""The life of a deputy's suggestion as one table: what may happen next in every state (domain §5.3)."""

from __future__ import annotations

from enum import StrEnum

from server.core.workflow import Workflow


class Status(StrEnum):
    DRAFT = "draft"
    SECONDING = "seconding"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    DISPATCHED = "dispatched"
    RETURNED = "returned"
    HANDLING = "handling"
    REPLIED = "replied"
    REHANDLING = "rehandling"
    CONCLUDED = "concluded"
    FOLLOWUP = "followup"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    WRITE = "write"
    INVITE = "invite"
    JOIN = "join"
    DECLINE = "decline"
    REVISE = "revise"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    SEND_BACK = "send_back"
    REVIEW = "review"
    DISPATCH = "dispatch"
    SIGN = "sign"
    RETURN = "return"
    OPINE = "opine"
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    REFUSE_EXTENSION = "refuse_extension"
    DRAFT_REPLY = "draft_reply"
    SIGN_OFF = "sign_off"
    SATISFY = "satisfy"
    DISSATISFY = "dissatisfy"
    STAY_UNSATISFIED = "stay_unsatisfied"
    LAPSE = "lapse"
    FOLLOW = "follow"
    ROLL = "roll"
    FULFIL = "fulfil"
    ARCHIVE = "archive"
    HAND_ON = "hand_on"


S, A = Status, Action
WITH_DEPUTIES = (S.DRAFT, S.SECONDING)
"""Nobody but the deputies whose it is sees it."""
WITH_OFFICE = (S.SUBMITTED, S.REVIEWED, S.RETURNED)
WITH_UNIT = (S.DISPATCHED, S.HANDLING, S.REHANDLING, S.FOLLOWUP)
OPEN = (*WITH_DEPUTIES, *WITH_OFFICE, *WITH_UNIT, S.REPLIED)

WORKFLOW: Workflow[Status, Action] = Workflow(
    {
        (S.DRAFT, A.WRITE): S.DRAFT,  # S1
        (S.DRAFT, A.INVITE): S.SECONDING,  # S2
        (S.SECONDING, A.INVITE): S.SECONDING,
        (S.SECONDING, A.JOIN): S.SECONDING,
        (S.SECONDING, A.DECLINE): S.SECONDING,
        (S.SECONDING, A.REVISE): S.DRAFT,  # whoever joined is asked again
        (S.DRAFT, A.SUBMIT): S.SUBMITTED,  # S3
        (S.SECONDING, A.SUBMIT): S.SUBMITTED,
        (S.SUBMITTED, A.SEND_BACK): S.DRAFT,  # S4
        (S.SUBMITTED, A.REVIEW): S.REVIEWED,
        (S.REVIEWED, A.DISPATCH): S.DISPATCHED,  # S5
        (S.RETURNED, A.DISPATCH): S.DISPATCHED,  # S7
        (S.DISPATCHED, A.SIGN): S.HANDLING,  # S6
        (S.DISPATCHED, A.RETURN): S.RETURNED,  # S7
        (S.HANDLING, A.RETURN): S.RETURNED,
        (S.DISPATCHED, A.OPINE): S.DISPATCHED,  # S5: what a supporting unit thinks, for the main one
        (S.HANDLING, A.OPINE): S.HANDLING,
        (S.REHANDLING, A.OPINE): S.REHANDLING,
        (S.HANDLING, A.ASK_EXTENSION): S.HANDLING,  # S8
        (S.HANDLING, A.EXTEND): S.HANDLING,
        (S.HANDLING, A.REFUSE_EXTENSION): S.HANDLING,
        (S.HANDLING, A.DRAFT_REPLY): S.HANDLING,  # S9
        (S.REHANDLING, A.DRAFT_REPLY): S.REHANDLING,
        (S.HANDLING, A.SIGN_OFF): S.REPLIED,
        (S.REHANDLING, A.SIGN_OFF): S.REPLIED,
        (S.REPLIED, A.SATISFY): S.CONCLUDED,  # S10
        (S.REPLIED, A.DISSATISFY): S.REHANDLING,  # S10: once
        (S.REPLIED, A.STAY_UNSATISFIED): S.CONCLUDED,  # and the second time it stands as it was said
        (S.REPLIED, A.LAPSE): S.CONCLUDED,  # S14: nobody is left who could judge it
        (S.CONCLUDED, A.FOLLOW): S.FOLLOWUP,  # S11: a day was promised
        (S.FOLLOWUP, A.ROLL): S.FOLLOWUP,
        (S.FOLLOWUP, A.FULFIL): S.CONCLUDED,
        (S.CONCLUDED, A.ARCHIVE): S.ARCHIVED,  # S12
        **{(state, A.WITHDRAW): S.WITHDRAWN for state in (*WITH_DEPUTIES, S.SUBMITTED, S.REVIEWED)},  # S13
        **{(state, A.HAND_ON): state for state in OPEN},  # S14: the leader left office
    },
    {
        S.DRAFT: ("suggestion.is_draft", "这份建议还是草稿，先交上去才能往下办。"),
        S.SECONDING: ("suggestion.is_seconding", "这份建议正在请代表附议。要改字，先拿回来改。"),
        S.SUBMITTED: ("suggestion.is_submitted", "这份建议交上去了，正等人大审核。"),
        S.REVIEWED: ("suggestion.is_reviewed", "这份建议审过了，等着交办。"),
        S.DISPATCHED: ("suggestion.is_dispatched", "这份建议交办了，等承办单位签收。"),
        S.RETURNED: ("suggestion.is_returned", "承办单位退回来了，要先另定单位。"),
        S.HANDLING: ("suggestion.is_handled", "承办单位正在办，等他们答复。"),
        S.REPLIED: ("suggestion.is_replied", "已经答复了，等领衔代表评价。"),
        S.REHANDLING: ("suggestion.is_rehandled", "代表不满意，承办单位正在重新办。"),
        S.CONCLUDED: ("suggestion.is_concluded", "这份建议已经办结了。"),
        S.FOLLOWUP: ("suggestion.is_followed", "答应的事还没到日子，正在跟着。"),
        S.ARCHIVED: ("suggestion.is_archived", "这份建议已经归档，不再改动。"),
        S.WITHDRAWN: ("suggestion.is_withdrawn", "这份建议撤回了，不再往下办。"),
    },
)

STATUS_WORDS = {
    S.DRAFT: "草稿",
    S.SECONDING: "请附议",
    S.SUBMITTED: "待审核",
    S.REVIEWED: "待交办",
    S.DISPATCHED: "待签收",
    S.RETURNED: "单位退回",
    S.HANDLING: "办理中",
    S.REPLIED: "待评价",
    S.REHANDLING: "重新办理",
    S.CONCLUDED: "办结",
    S.FOLLOWUP: "跟踪承诺",
    S.ARCHIVED: "归档",
    S.WITHDRAWN: "撤回",
}
