"""The life of a duty report as one table (domain §5.9): what may happen next in every state, and what is said otherwise."""

from __future__ import annotations

from enum import StrEnum

from server.core.workflow import Workflow


class ReportStatus(StrEnum):
    DRAFT = "draft"
    SELF_EDIT = "self_edit"
    SCHEDULED = "scheduled"
    PRESENTED = "presented"
    EVALUATED = "evaluated"
    PUBLISHED = "published"


class ReportAction(StrEnum):
    EDIT = "edit"
    SCHEDULE = "schedule"
    RECALL = "recall"
    PRESENT = "present"
    CLOSE = "close"
    PUBLISH = "publish"


class Way(StrEnum):
    """On site, in writing, or as a live stream on somebody else's service (R4-19)."""

    ONSITE = "onsite"
    WRITTEN = "written"
    LIVE = "live"


S, A = ReportStatus, ReportAction
OWN = (S.DRAFT, S.SELF_EDIT)
"""The deputy's alone."""
SHOWN = (S.SCHEDULED, S.PRESENTED, S.EVALUATED, S.PUBLISHED)
"""Announced to everybody."""
READ = (S.PRESENTED, S.EVALUATED, S.PUBLISHED)
"""Its words are the voters' to read."""
STATUS_WORDS = {
    S.DRAFT: "初稿写好了，等您看",
    S.SELF_EDIT: "您改过了，还没定哪天报告",
    S.SCHEDULED: "定了日子",
    S.PRESENTED: "报告过了，选民正在评议",
    S.EVALUATED: "评议收了，等公布",
    S.PUBLISHED: "公布了",
}
WAY_WORDS = {Way.ONSITE: "现场报告", Way.WRITTEN: "书面报告", Way.LIVE: "云报告直播"}

WORKFLOW: Workflow[ReportStatus, ReportAction] = Workflow(
    {
        (S.DRAFT, A.EDIT): S.SELF_EDIT,
        (S.SELF_EDIT, A.EDIT): S.SELF_EDIT,
        (S.SELF_EDIT, A.SCHEDULE): S.SCHEDULED,
        (S.SCHEDULED, A.SCHEDULE): S.SCHEDULED,  # another day: those who were told are told again
        (S.SCHEDULED, A.RECALL): S.SELF_EDIT,
        (S.SCHEDULED, A.PRESENT): S.PRESENTED,
        (S.PRESENTED, A.CLOSE): S.EVALUATED,  # by the clock alone
        (S.EVALUATED, A.PUBLISH): S.PUBLISHED,
    },
    {
        S.DRAFT: ("report.unread", "请先看一遍初稿，改好或点“就这样”，再往下走。"),
        S.SELF_EDIT: ("report.no_day", "还没有定哪天报告，请先定日子。"),
        S.SCHEDULED: ("report.scheduled", "已经定了日子、告诉了大家。要改文字，请先收回。"),
        S.PRESENTED: ("report.presented", "已经报告过了，文字不能再改。评议收了以后可以公布。"),
        S.EVALUATED: ("report.evaluated", "评议已经收了，现在可以公布。"),
        S.PUBLISHED: ("report.published", "这份报告已经公布了。"),
    },
)
