"""The life of a mediation as one table (R1-18). The database keeps its pairs too (`mediation_turns()`)."""

from __future__ import annotations

from enum import StrEnum

from server.core.workflow import Workflow


class State(StrEnum):
    SIGNALLED = "signalled"
    MEDIATING = "mediating"
    PROPOSED = "proposed"
    AGREED = "agreed"
    KEPT = "kept"
    BROKEN = "broken"
    FAILED = "failed"
    DROPPED = "dropped"


class Action(StrEnum):
    SIGNAL = "signal"
    APPOINT = "appoint"
    DROP = "drop"
    MEET = "meet"
    NOTE = "note"
    PROPOSE = "propose"
    AGREE = "agree"
    SETTLE = "settle"
    DECLINE = "decline"
    FAIL = "fail"
    ANSWER = "answer"
    KEEP = "keep"
    BREAK = "break"
    RESUME = "resume"


S, A = State, Action
TALKING = (S.MEDIATING, S.PROPOSED)
RUNNING = (*TALKING, S.AGREED)
BEFORE_PARTIES = (S.SIGNALLED, S.DROPPED)
"""Nobody mediates yet, or nobody ever will: the parties hear nothing of it."""

WORKFLOW: Workflow[State, Action] = Workflow(
    {
        (S.SIGNALLED, A.APPOINT): S.MEDIATING,
        (S.SIGNALLED, A.DROP): S.DROPPED,
        **{(state, A.APPOINT): state for state in RUNNING},
        **{(state, A.MEET): state for state in RUNNING},
        **{(state, A.NOTE): state for state in RUNNING},
        **{(state, A.PROPOSE): S.PROPOSED for state in TALKING},
        (S.PROPOSED, A.AGREE): S.PROPOSED,
        (S.PROPOSED, A.SETTLE): S.AGREED,
        (S.PROPOSED, A.DECLINE): S.MEDIATING,
        **{(state, A.FAIL): S.FAILED for state in TALKING},
        (S.AGREED, A.ANSWER): S.AGREED,
        (S.AGREED, A.KEEP): S.KEPT,
        (S.AGREED, A.BREAK): S.BROKEN,
        (S.BROKEN, A.RESUME): S.MEDIATING,
        (S.FAILED, A.RESUME): S.MEDIATING,
    },
    {
        S.SIGNALLED: ("mediation.not_begun", "还没有定调解员。请先选一位。"),
        S.MEDIATING: ("mediation.talking", "正在调解。先写好协议，再请各方说同不同意。"),
        S.PROPOSED: ("mediation.waits_for_parties", "协议写好了，正等各方说同不同意。"),
        S.AGREED: ("mediation.agreed", "各方都同意了，到回访那天看做到没有。"),
        S.KEPT: ("mediation.kept", "回访过了，协议做到了，这一件结束了。"),
        S.BROKEN: ("mediation.broken", "回访过了，协议没有做到。可以再谈。"),
        S.FAILED: ("mediation.failed", "没有谈成，去处写在里面。愿意再谈的，请调解员重新开始。"),
        S.DROPPED: ("mediation.dropped", "看过了，不用调解，已经收起来。"),
    },
)
