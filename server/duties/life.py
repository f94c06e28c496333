"""The life of a duty record as one table: what may happen next in every state, and what is said otherwise (domain §5.4).

The database keeps a copy of its pairs (`duty_turns()`) and refuses every other change of state.
"""

from __future__ import annotations

from enum import StrEnum

from server.core.workflow import Workflow


class DutyStatus(StrEnum):
    DRAFT = "draft"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    ARCHIVED = "archived"
    REJECTED = "rejected"
    APPEALED = "appealed"
    REJECTED_FINAL = "rejected_final"
    REVOKED = "revoked"


class DutyAction(StrEnum):
    SUBMIT = "submit"
    CONFIRM = "confirm"
    REJECT = "reject"
    APPEAL = "appeal"
    GRANT = "grant"
    REFUSE = "refuse"
    CORRECT = "correct"
    STRIKE = "strike"
    REVOKE = "revoke"
    SEAL = "seal"
    UNSEAL = "unseal"


S, A = DutyStatus, DutyAction
COUNTED = (S.CONFIRMED, S.ARCHIVED)
"""What happened, in every figure: a year that was sealed counts as before."""
WAITING = (S.PENDING, S.APPEALED)

WORKFLOW: Workflow[DutyStatus, DutyAction] = Workflow(
    {
        (S.DRAFT, A.SUBMIT): S.PENDING,
        (S.DRAFT, A.REVOKE): S.REVOKED,
        (S.PENDING, A.REVOKE): S.REVOKED,
        (S.PENDING, A.CONFIRM): S.CONFIRMED,
        (S.PENDING, A.REJECT): S.REJECTED,
        (S.REJECTED, A.APPEAL): S.APPEALED,  # once, within ten days
        (S.APPEALED, A.GRANT): S.CONFIRMED,
        (S.APPEALED, A.REFUSE): S.REJECTED_FINAL,
        (S.CONFIRMED, A.CORRECT): S.CONFIRMED,  # what stood before is kept
        (S.CONFIRMED, A.STRIKE): S.REVOKED,  # the wrong person, or it never happened
        (S.CONFIRMED, A.SEAL): S.ARCHIVED,  # on 31 January, the year before
        (S.ARCHIVED, A.UNSEAL): S.CONFIRMED,
    },
    {
        S.DRAFT: ("duty.draft", "这条还是草稿，请代表本人先交上去。"),
        S.PENDING: ("duty.pending", "这条还在等核实，请联络员、站长或镇街先核。"),
        S.CONFIRMED: ("duty.confirmed", "这条已经核过了。写得不对，请联络员更正。"),
        S.ARCHIVED: ("duty.archived", "这一年已经封存了。要改，请站长、镇街或区人大机关说明原因，先解封。"),
        S.REJECTED: ("duty.rejected", "这条没有核实，原因写在里面。代表 10 天内可以申诉一次。"),
        S.APPEALED: ("duty.appealed", "这条正在申诉，等站长、镇街或区人大机关定。"),
        S.REJECTED_FINAL: ("duty.rejected_final", "这条申诉过一次，已经定了。还有不同意见，请找区人大机关。"),
        S.REVOKED: ("duty.revoked", "这条已经作废了。要记，请重新补登，或请联络员代登。"),
    },
    {
        A.APPEAL: ("duty.not_rejected", "只有没核实的记录可以申诉，这条不用。"),
        A.GRANT: ("duty.not_appealed", "这条没有在申诉。"),
        A.REFUSE: ("duty.not_appealed", "这条没有在申诉。"),
        A.UNSEAL: ("duty.not_archived", "这条没有封存，可以直接更正。"),
    },
)
