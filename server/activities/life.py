"""The life of an activity as one table: what may happen next in every state, and what is said otherwise (domain §5.4)."""

from __future__ import annotations

from enum import StrEnum

from server.core.workflow import Workflow


class ActivityStatus(StrEnum):
    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    PUBLISHED = "published"
    POSTPONED = "postponed"
    ONGOING = "ongoing"
    FINISHED = "finished"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class ActivityAction(StrEnum):
    REVISE = "revise"
    INVITE = "invite"
    HAND_IN = "hand_in"
    PUBLISH = "publish"
    SEND_BACK = "send_back"
    POSTPONE = "postpone"
    BEGIN = "begin"
    FINISH = "finish"
    ARCHIVE = "archive"
    CANCEL = "cancel"


S, A = ActivityStatus, ActivityAction
UNSEEN = (S.DRAFT, S.PENDING_APPROVAL)
"""Known to those who plan it, and to nobody else."""
ON = (S.PUBLISHED, S.ONGOING, S.FINISHED, S.ARCHIVED)
"""It takes place or took place: who came may be recorded."""
AHEAD = (S.PUBLISHED, S.ONGOING, S.POSTPONED, S.CANCELLED)
"""What everybody is told of an activity whose time has not passed."""

WORKFLOW: Workflow[ActivityStatus, ActivityAction] = Workflow(
    {
        (S.DRAFT, A.REVISE): S.DRAFT,
        (S.DRAFT, A.HAND_IN): S.PENDING_APPROVAL,
        (S.DRAFT, A.PUBLISH): S.PUBLISHED,
        (S.PENDING_APPROVAL, A.PUBLISH): S.PUBLISHED,
        (S.PENDING_APPROVAL, A.SEND_BACK): S.DRAFT,
        (S.PUBLISHED, A.BEGIN): S.ONGOING,  # by itself, when its time has come
        (S.PUBLISHED, A.POSTPONE): S.POSTPONED,
        (S.POSTPONED, A.REVISE): S.POSTPONED,
        (S.POSTPONED, A.PUBLISH): S.PUBLISHED,  # with its new day
        (S.ONGOING, A.FINISH): S.FINISHED,  # somebody came, and there are minutes
        (S.FINISHED, A.ARCHIVE): S.ARCHIVED,  # by itself within five working days
        **{(state, A.INVITE): state for state in (*UNSEEN, S.PUBLISHED, S.POSTPONED, S.ONGOING)},
        **{(state, A.CANCEL): S.CANCELLED for state in (*UNSEEN, S.PUBLISHED, S.POSTPONED, S.ONGOING)},
    },
    {
        S.DRAFT: ("activity.is_draft", "这个活动还是草稿。请先发布，再往下办。"),
        S.PENDING_APPROVAL: ("activity.is_pending", "这个活动正等着审，审过了再往下办。"),
        S.PUBLISHED: ("activity.is_published", "这个活动已经发布，还没有开始。要改日子请点改期。"),
        S.POSTPONED: ("activity.is_postponed", "这个活动改期了。请先定新的日子，再发布。"),
        S.ONGOING: ("activity.is_ongoing", "这个活动已经开始了。办完写几句纪要；没有办成就取消。"),
        S.FINISHED: ("activity.is_finished", "这个活动已经办完，写过纪要了。"),
        S.ARCHIVED: ("activity.is_archived", "这个活动已经归档，不再改了。"),
        S.CANCELLED: ("activity.is_cancelled", "这个活动已经取消。要再办，请另排一个。"),
    },
)

STATUS_WORDS = {
    S.DRAFT: "草稿",
    S.PENDING_APPROVAL: "待审",
    S.PUBLISHED: "已发布",
    S.POSTPONED: "改期",
    S.ONGOING: "进行中",
    S.FINISHED: "已办",
    S.ARCHIVED: "归档",
    S.CANCELLED: "取消",
}


class Answer(StrEnum):
    """What a deputy says to an invitation. Nobody has to, and nothing is counted by it (domain §5.4)."""

    COMING = "coming"
    AWAY = "away"


class ActivityReach(StrEnum):
    """Whose it is: the station's own, or the whole township's, which the township approves."""

    STATION = "station"
    TOWN = "town"


REACH_WORDS = {ActivityReach.STATION: "本站的", ActivityReach.TOWN: "全镇街的"}
