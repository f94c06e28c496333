"""The life of a letter as one table: what may happen next in every state, and what is said otherwise (domain §5.1)."""

from __future__ import annotations

from enum import StrEnum

from server.core.workflow import Workflow


class MessageStatus(StrEnum):
    SUBMITTED = "submitted"
    NEED_INFO = "need_info"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


class MessageAction(StrEnum):
    SUBMIT = "submit"
    ACCEPT = "accept"
    REPLY = "reply"
    HAND_BACK = "hand_back"
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


S, A = MessageStatus, MessageAction

WORKFLOW: Workflow[MessageStatus, MessageAction] = Workflow(
    {
        (S.SUBMITTED, A.ACCEPT): S.ACCEPTED,  # O3
        (S.SUBMITTED, A.ASK): S.NEED_INFO,  # O4: time stands still from here
        (S.NEED_INFO, A.SUPPLEMENT): S.SUBMITTED,
        (S.NEED_INFO, A.SHELVE): S.WITHDRAWN,  # nobody said what was missing
        (S.WITHDRAWN, A.RESTORE): S.SUBMITTED,  # O18: only what was shelved
        (S.SUBMITTED, A.REJECT): S.REJECTED,  # O5: proposed, and decided by a head
        (S.REJECTED, A.APPEAL): S.SUBMITTED,  # O19: once
        (S.SUBMITTED, A.WITHDRAW): S.WITHDRAWN,  # O16
        (S.NEED_INFO, A.WITHDRAW): S.WITHDRAWN,
        (S.ACCEPTED, A.WITHDRAW): S.WITHDRAWN,
        (S.SUBMITTED, A.PROGRESS): S.SUBMITTED,  # says how it stands, and ends nothing
        (S.NEED_INFO, A.PROGRESS): S.NEED_INFO,
        (S.ACCEPTED, A.PROGRESS): S.ACCEPTED,
        (S.ANSWERED, A.PROGRESS): S.ANSWERED,
        (S.ACCEPTED, A.REPLY): S.ANSWERED,  # O6
        (S.ANSWERED, A.REPLY): S.ANSWERED,  # again, after an unsatisfied author (O13)
        (S.ANSWERED, A.SATISFY): S.CONCLUDED,  # O11
        (S.ANSWERED, A.DISSATISFY): S.ANSWERED,  # flagged; never concludes
        (S.ANSWERED, A.LAPSE): S.CONCLUDED,  # O11: unrated, which is not satisfied
        (S.CONCLUDED, A.SATISFY): S.CONCLUDED,  # the one change of mind (F13)
        (S.CONCLUDED, A.DISSATISFY): S.ANSWERED,
        (S.SUBMITTED, A.HAND_BACK): S.SUBMITTED,  # the deputy left: only who has it changes
        (S.NEED_INFO, A.HAND_BACK): S.NEED_INFO,
        (S.ACCEPTED, A.HAND_BACK): S.ACCEPTED,
        (S.ANSWERED, A.HAND_BACK): S.ANSWERED,
        (S.SUBMITTED, A.NARROW): S.SUBMITTED,  # fewer people may read it: any time
        (S.ACCEPTED, A.NARROW): S.ACCEPTED,
        (S.ANSWERED, A.NARROW): S.ANSWERED,
        (S.CONCLUDED, A.NARROW): S.CONCLUDED,
        (S.NEED_INFO, A.NARROW): S.NEED_INFO,
        (S.REJECTED, A.NARROW): S.REJECTED,
        (S.WITHDRAWN, A.NARROW): S.WITHDRAWN,
    },
    {
        S.SUBMITTED: ("message.not_accepted", "这件事还没有收下。请先收下，再答复。"),
        S.ACCEPTED: ("message.already_accepted", "这件事已经收下了，正在办。"),
        S.ANSWERED: ("message.already_answered", "这件事已经答复过了，等来信人说一句。"),
        S.CONCLUDED: ("message.already_closed", "这件事已经办结了。"),
        S.NEED_INFO: ("message.waits_for_author", "正等来信人补充。补来了，再接着办。"),
        S.REJECTED: ("message.already_rejected", "这件事没有受理，该找谁写在里面。来信人可以申诉一次。"),
        S.WITHDRAWN: ("message.already_withdrawn", "这件事已经撤回了，不再往下办。"),
    },
    {
        A.SUPPLEMENT: ("message.nothing_asked", "现在没有要补的。还有话说，可以打站里的电话。"),
        A.RESTORE: ("message.not_shelved", "这件事没有收起来，用不着恢复。"),
        A.APPEAL: ("message.not_rejected", "这件事没有被退回，用不着申诉。"),
    },
)
