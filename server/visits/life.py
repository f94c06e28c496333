"""The life of a visit as one table (domain §5.9). The database keeps its pairs too (`visit_turns()`)."""

from __future__ import annotations

from enum import StrEnum

from server.core.workflow import Workflow


class VisitStatus(StrEnum):
    PLANNED = "planned"
    NOTIFIED = "notified"
    HELD = "held"
    ISSUES_LISTED = "issues_listed"
    COMMITTED = "committed"
    FULFILLED = "fulfilled"
    OVERDUE = "overdue"
    CLOSED = "closed"


class VisitAction(StrEnum):
    PLAN = "plan"
    MOVE = "move"
    NOTIFY = "notify"
    HOLD = "hold"
    LIST_ISSUES = "list_issues"
    RESPOND = "respond"
    LINK = "link"
    COMMIT = "commit"
    KEEP = "keep"
    FULFIL = "fulfil"
    LAPSE = "lapse"
    CLOSE = "close"


S, A = VisitStatus, VisitAction
AHEAD = (S.PLANNED, S.NOTIFIED)
"""They have not come yet."""
PROMISED = (S.COMMITTED, S.OVERDUE)
"""Something is still to be kept."""

WORKFLOW: Workflow[VisitStatus, VisitAction] = Workflow(
    {
        **{(state, A.MOVE): state for state in AHEAD},
        (S.PLANNED, A.NOTIFY): S.NOTIFIED,
        (S.NOTIFIED, A.HOLD): S.HELD,
        (S.HELD, A.LIST_ISSUES): S.ISSUES_LISTED,
        (S.ISSUES_LISTED, A.LIST_ISSUES): S.ISSUES_LISTED,
        (S.ISSUES_LISTED, A.RESPOND): S.ISSUES_LISTED,
        (S.ISSUES_LISTED, A.LINK): S.ISSUES_LISTED,
        (S.ISSUES_LISTED, A.COMMIT): S.COMMITTED,
        **{(state, A.KEEP): state for state in PROMISED},
        **{(state, A.FULFIL): S.FULFILLED for state in PROMISED},
        (S.COMMITTED, A.LAPSE): S.OVERDUE,
        (S.FULFILLED, A.CLOSE): S.CLOSED,
        (S.OVERDUE, A.CLOSE): S.CLOSED,  # only with the reason why a promise was not kept
    },
    {
        S.PLANNED: ("visit.planned", "这次还没有通知。请先通知要来的人，再记经过。"),
        S.NOTIFIED: ("visit.notified", "通知过了，还没有来。来过以后，先记下哪天来的、发现了什么。"),
        S.HELD: ("visit.held", "来过了，还没有列问题。请先列出问题。"),
        S.ISSUES_LISTED: ("visit.issues_listed", "问题列好了，还没有都定下来。请先把每个问题答完，再定。"),
        S.COMMITTED: ("visit.committed", "已经定下来了，等答应的单位办。"),
        S.FULFILLED: ("visit.fulfilled", "答应的都办好了，可以收尾。"),
        S.OVERDUE: ("visit.overdue", "有答应的事过了日子，等单位办好。"),
        S.CLOSED: ("visit.closed", "这次进站已经收尾了。"),
    },
)

STATUS_WORDS = {
    S.PLANNED: "已列计划",
    S.NOTIFIED: "已通知",
    S.HELD: "已进站",
    S.ISSUES_LISTED: "已列问题",
    S.COMMITTED: "已答应",
    S.FULFILLED: "都兑现了",
    S.OVERDUE: "有逾期",
    S.CLOSED: "已收尾",
}
