"""The life of a contact link as one table (R4-09). The database keeps its pairs too (`contact_turns()`)."""

from __future__ import annotations

from enum import StrEnum

from server.core.workflow import Workflow


class State(StrEnum):
    ASKED = "asked"
    ACTIVE = "active"
    DECLINED = "declined"
    ENDED = "ended"


class Action(StrEnum):
    INVITE = "invite"
    AGREE = "agree"
    NOTE = "note"
    DECLINE = "decline"
    CALL_OFF = "call_off"
    END = "end"


S, A = State, Action
HELD = (S.ASKED, S.ACTIVE)
"""Somebody is named by it; afterwards name and phone are gone."""

WORKFLOW: Workflow[State, Action] = Workflow(
    {
        (S.ASKED, A.INVITE): S.ASKED,  # a new invitation; the one before opens nothing any more
        (S.ASKED, A.AGREE): S.ACTIVE,  # on one's own phone
        (S.ASKED, A.NOTE): S.ACTIVE,  # said at the counter, and noted by the liaison
        (S.ASKED, A.DECLINE): S.DECLINED,
        (S.ASKED, A.CALL_OFF): S.ENDED,
        (S.ACTIVE, A.END): S.ENDED,
    },
    {
        S.ASKED: ("contact.waits", "还在等对方说同不同意。"),
        S.ACTIVE: ("contact.agreed", "对方已经同意了，正在固定联系。"),
        S.DECLINED: ("contact.declined", "对方没有同意，这次就算了。"),
        S.ENDED: ("contact.ended", "这个联系已经结束了。"),
    },
)
