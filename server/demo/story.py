"""The steps of one letter, written and signed as the messages' service does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from server.accounts.models import Account
from server.activities.kinds import KINDS, DutyKind
from server.areas.catalogue import ACCEPT_DAYS, ANSWER_DAYS, default_number
from server.core.permissions import ROLE_NAMES, Role
from server.demo.dice import Dice
from server.demo.life import Life
from server.duties.models import Duty, DutyHow, DutySource, DutyStatus
from server.messages.life import MessageAction, MessageStatus
from server.messages.models import Message, Rating, ResultClass, Step


@dataclass(slots=True)
class Story:
    """The steps of one message, signed as the service signs them."""

    message: Message
    author: Account
    steps: list[Step] = field(default_factory=list)

    def step(
        self,
        action: MessageAction,
        at: datetime,
        by: Account | None = None,
        role: Role = Role.RESIDENT,
        *,
        text: str = "",
        result: ResultClass | None = None,
    ) -> None:
        doer = by or self.author
        self.steps.append(
            Step(
                message_id=self.message.id,
                action=action,
                at=at,
                account_id=doer.id,
                by=_signature(doer, role) if by else "来信人",
                text=text,
                result=result,
            )
        )

    def lapse(self, at: datetime) -> None:
        self.steps.append(
            Step(message_id=self.message.id, action=MessageAction.LAPSE, at=at, by="到期自动收尾", text="")
        )


def _signature(account: Account, role: Role) -> str:
    if role is Role.DEPUTY:
        return f"{account.display_name}代表"
    return f"{ROLE_NAMES[role]} {account.display_name}"


def days_to_act(life: Life) -> int:
    return default_number(ANSWER_DAYS if life.accepted else ACCEPT_DAYS)


def status_of(life: Life, concluded: datetime | None) -> MessageStatus:
    if concluded:
        return MessageStatus.CONCLUDED
    if life.answered:
        return MessageStatus.ANSWERED
    return MessageStatus.ACCEPTED if life.accepted else MessageStatus.SUBMITTED


def rating_of(message: Message, life: Life, text: str) -> Rating:
    first, last = life.verdicts[0], life.verdicts[-1]
    changed = last.at if last is not first else None
    return Rating(
        message_id=message.id,
        reply=last.reply,
        solved=last.solved,
        text=text,
        at=first.at,
        changed_at=changed,
    )


def reply_duty(dice: Dice, message: Message, at: datetime) -> Duty:
    return Duty(
        id=dice.id(),
        deputy_id=message.deputy_id,
        station_id=message.station_id,
        area_code=message.area_code,
        kind=DutyKind.HANDLE_OPINION,
        title=KINDS[DutyKind.HANDLE_OPINION].name,
        status=DutyStatus.CONFIRMED,
        source=DutySource.IMPORT,
        how=DutyHow.IMPORT,
        at=at,
        dedupe=f"message-{message.id}",
        recorded_at=at,
    )
