"""The life of a letter as one table: what may happen next in every state, and what is said otherwise (domain §5.1).

The database keeps a copy of its pairs (`message_turns()`) and refuses every other change of state.
"""

from __future__ import annotations

from enum import StrEnum

from server.core.workflow import Workflow


class MessageStatus(StrEnum):
    SUBMITTED = "submitted"
    NEED_INFO = "need_info"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    ASSIGNED = "assigned"
    HANDLING = "handling"
    UNIT_RETURNED = "unit_returned"
    REPLIED = "replied"
    REWORKING = "reworking"
    CONVERTED = "converted"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class MessageAction(StrEnum):
    SUBMIT = "submit"
    ACCEPT = "accept"
    REPLY = "reply"
    HAND_BACK = "hand_back"
    HAND_UP = "hand_up"
    SATISFY = "satisfy"
    DISSATISFY = "dissatisfy"
    LAPSE = "lapse"
    NARROW = "narrow"
    ASK = "ask"
    SUPPLEMENT = "supplement"
    SHELVE = "shelve"
    RESTORE = "restore"
    REJECT = "reject"
    APPEAL = "appeal"
    WITHDRAW = "withdraw"
    PROGRESS = "progress"
    ASSIGN = "assign"
    SIGN = "sign"
    UNIT_RETURN = "unit_return"
    EXTEND = "extend"
    SIGN_OFF = "sign_off"
    FULFIL = "fulfil"
    WAKE = "wake"
    REOPEN = "reopen"
    CONVERT = "convert"
    MERGE = "merge"
    SPLIT = "split"
    LINK = "link"
    TRANSFER = "transfer"
    FORWARD = "forward"
    UNDO = "undo"


S, A = MessageStatus, MessageAction
WITH_STATION = (S.SUBMITTED, S.NEED_INFO, S.ACCEPTED)
WITH_UNIT = (S.ASSIGNED, S.UNIT_RETURNED, S.HANDLING)
JUDGED = (S.ANSWERED, S.REPLIED)
"""Answered, and its author is asked for a word."""
TIMED = (S.SUBMITTED, S.ACCEPTED, *WITH_UNIT, S.REWORKING)
"""Somebody of ours has it, and the promised day counts."""
OPEN = (*WITH_STATION, *WITH_UNIT, *JUDGED, S.REWORKING, S.CONVERTED)

WORKFLOW: Workflow[MessageStatus, MessageAction] = Workflow(
    {
        (S.SUBMITTED, A.ACCEPT): S.ACCEPTED,  # O3
        (S.SUBMITTED, A.ASK): S.NEED_INFO,  # O4: time stands still from here
        (S.NEED_INFO, A.SUPPLEMENT): S.SUBMITTED,
        (S.NEED_INFO, A.SHELVE): S.WITHDRAWN,  # nobody said what was missing
        (S.WITHDRAWN, A.RESTORE): S.SUBMITTED,  # O18: only what was shelved
        (S.SUBMITTED, A.REJECT): S.REJECTED,  # O5: proposed, and decided by a head
        (S.REJECTED, A.APPEAL): S.SUBMITTED,  # O19: once
        (S.ACCEPTED, A.REPLY): S.ANSWERED,  # O6
        (S.ACCEPTED, A.HAND_UP): S.ACCEPTED,  # O24: the station asks the township to give it to a unit
        (S.ACCEPTED, A.ASSIGN): S.ASSIGNED,  # O7
        (S.ASSIGNED, A.SIGN): S.HANDLING,  # O8
        (S.ASSIGNED, A.UNIT_RETURN): S.UNIT_RETURNED,  # O9
        (S.HANDLING, A.UNIT_RETURN): S.UNIT_RETURNED,  # O20: signed for, and seen to be another unit's
        (S.UNIT_RETURNED, A.ASSIGN): S.ASSIGNED,  # O9
        (S.HANDLING, A.EXTEND): S.HANDLING,  # O10: once, and its author is told why
        (S.HANDLING, A.SIGN_OFF): S.REPLIED,  # O10
        (S.ANSWERED, A.SATISFY): S.CONCLUDED,  # O11
        (S.REPLIED, A.SATISFY): S.CONCLUDED,
        (S.ANSWERED, A.LAPSE): S.CONCLUDED,  # O11: unrated, which is not satisfied
        (S.REPLIED, A.LAPSE): S.CONCLUDED,
        (S.ANSWERED, A.DISSATISFY): S.REWORKING,  # O12
        (S.REPLIED, A.DISSATISFY): S.REWORKING,
        (S.CONCLUDED, A.SATISFY): S.CONCLUDED,  # the one change of mind (F13)
        (S.REWORKING, A.SATISFY): S.CONCLUDED,
        (S.CONCLUDED, A.DISSATISFY): S.REWORKING,
        (S.ANSWERED, A.REOPEN): S.REWORKING,  # O12: the People's Congress found the answer poor
        (S.REPLIED, A.REOPEN): S.REWORKING,
        (S.CONCLUDED, A.REOPEN): S.REWORKING,  # O23: four weeks later it was not solved after all
        (S.REWORKING, A.REPLY): S.ANSWERED,  # O13: by whoever answered
        (S.REWORKING, A.SIGN_OFF): S.REPLIED,
        (S.REWORKING, A.ASSIGN): S.ASSIGNED,
        (S.ACCEPTED, A.CONVERT): S.CONVERTED,  # O14
        (S.REPLIED, A.CONVERT): S.CONVERTED,
        (S.CONVERTED, A.REPLY): S.ANSWERED,  # O21: what became of it is told, and judged like any answer
        (S.CONCLUDED, A.FULFIL): S.CONCLUDED,  # O22: what was promised is done, and said
        (S.REPLIED, A.FULFIL): S.REPLIED,
        (S.CONCLUDED, A.WAKE): S.HANDLING,  # O17: the promised day came, and nobody said that it is done
        **{(state, A.WITHDRAW): S.WITHDRAWN for state in (*WITH_STATION, *WITH_UNIT)},  # O16
        **{(state, A.PROGRESS): state for state in OPEN},  # says how it stands, and ends nothing
        **{(state, A.HAND_BACK): state for state in OPEN},  # the deputy left: only who has it changes
        **{(state, A.NARROW): state for state in S},  # fewer people may read it: any time
        **{(state, A.MERGE): S.MERGED for state in OPEN},  # O15
        (S.MERGED, A.SATISFY): S.MERGED,  # O25: each author judges the answer they got
        (S.MERGED, A.DISSATISFY): S.MERGED,
        **{(state, A.SPLIT): state for state in OPEN},  # O26: the second matter goes its own way
        **{(state, A.LINK): state for state in S},  # O27: for the staff alone
        **{(state, A.TRANSFER): state for state in WITH_STATION},  # O28: to another station
        **{(state, A.FORWARD): state for state in (*WITH_STATION, S.REWORKING)},  # O30: to another deputy
        **{(state, A.UNDO): state for state in S if state is not S.MERGED},  # O29: within ten minutes
    },
    {
        S.SUBMITTED: ("message.not_accepted", "这件事还没有收下。请先收下，再答复。"),
        S.ACCEPTED: ("message.already_accepted", "这件事已经收下了，正在办。"),
        S.ANSWERED: ("message.already_answered", "这件事已经答复过了，等来信人说一句。"),
        S.CONCLUDED: ("message.already_closed", "这件事已经办结了。"),
        S.NEED_INFO: ("message.waits_for_author", "正等来信人补充。补来了，再接着办。"),
        S.REJECTED: ("message.already_rejected", "这件事没有受理，该找谁写在里面。来信人可以申诉一次。"),
        S.WITHDRAWN: ("message.already_withdrawn", "这件事已经撤回了，不再往下办。"),
        S.ASSIGNED: ("message.already_assigned", "这件事已经交给承办单位了，等他们签收。"),
        S.HANDLING: ("message.being_handled", "承办单位正在办，等他们答复。"),
        S.UNIT_RETURNED: ("message.unit_returned", "承办单位退回来了，要先另定单位。"),
        S.REPLIED: ("message.already_replied", "承办单位答复过了，等来信人说一句。"),
        S.REWORKING: ("message.being_reworked", "来信人不满意，正在再办。"),
        S.CONVERTED: ("message.already_converted", "这件事已经转出去办了，有了结果再告诉来信人。"),
        S.MERGED: ("message.merged", "这件事并到另一件里一起办了，请去那一件上办。"),
    },
    {
        A.SUPPLEMENT: ("message.nothing_asked", "现在没有要补的。还有话说，可以打站里的电话。"),
        A.RESTORE: ("message.not_shelved", "这件事没有收起来，用不着恢复。"),
        A.APPEAL: ("message.not_rejected", "这件事没有被退回，用不着申诉。"),
        A.FULFIL: ("message.nothing_promised", "这件事没有答应过完成的日子。"),
    },
    {(S.MERGED, A.UNDO): OPEN},  # O29: what was merged goes back to where it was
)
