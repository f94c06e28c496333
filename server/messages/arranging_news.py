"""Who is told when letters are put together, parted, sent on; and every author of a merged one gets the answer."""

from __future__ import annotations

from uuid import UUID

from server.core import clock, jobs
from server.core.db import db
from server.core.text import day_words
from server.messages import arranging_queries as queries
from server.messages.life import JUDGED, MessageAction
from server.messages.models import Message, Step
from server.messages.rating import TOGETHER
from server.messages.telling import case_of, staff_of, with_station
from server.notifications.asks import Ask
from server.notifications.service import tell, tell_all
from server.stations.models import Station


@jobs.on("message.merged")
def tell_merged(message_id: UUID, main_id: UUID, arrangement_id: int) -> None:
    """Where the main one is answered already, the answer is told at once."""
    message, main = db.session.get_one(Message, message_id), db.session.get_one(Message, main_id)
    if main.status in JUDGED:
        _tell_answer(message, source=f"merged-{arrangement_id}")
        return
    tell(
        message.author_id,
        source=f"message-{message.id.hex}-merged-{arrangement_id}",
        kind="message.merged",
        title="您反映的事，并在一起办",
        text=f"编号 {message.number}，和别人反映的是同一件事，并在一起办。有了答复，马上告诉您。",
        target=case_of(message),
    )


@jobs.on("message.replied")
def tell_answer_to_merged(message_id: UUID, step_id: int, deputy_id: UUID | None = None) -> None:
    """O15: each author, however deep their letter was merged."""
    for message in queries.merged_into(message_id):
        _tell_answer(message, source=str(step_id))


def _tell_answer(message: Message, *, source: str) -> None:
    station = db.session.get_one(Station, message.station_id)
    tell(
        message.author_id,
        source=f"message-{message.id.hex}-answered-{source}",
        kind="message.replied",
        title="您反映的事，有答复了",
        text=f"编号 {message.number}，和别人反映的同一件事并在一起办，有答复了，点开看，也请您说一句算不算解决。",
        target=case_of(message),
        push=Ask(
            "reply",
            {
                "thing1": f"您反映的事 {message.number}",
                "phrase2": "已答复",
                "thing3": station.name,
                "time4": f"{clock.now():%Y-%m-%d %H:%M}",
                "thing5": "点开看答复，说一句算不算解决",
            },
        ),
    )


@jobs.on("message.rated")
def tell_again(message_id: UUID, step_id: int) -> None:
    """Another author of the same matter was not satisfied: the main letter's author learns that it goes on, not from whom."""
    message, step = db.session.get_one(Message, message_id), db.session.get_one(Step, step_id)
    if step.by != TOGETHER or step.action is not MessageAction.REOPEN:
        return
    tell(
        message.author_id,
        source=f"message-{message.id.hex}-again-{step_id}",
        kind="message.reopened",
        title="您反映的事，再办一次",
        text=f"编号 {message.number}，一起反映的人说还没有办好，{day_words(message.promised_on)}前再答复您。",
        target=case_of(message),
    )


@jobs.on("message.split")
def tell_split(message_id: UUID, part_id: UUID) -> None:
    message, part = db.session.get_one(Message, message_id), db.session.get_one(Message, part_id)
    tell(
        message.author_id,
        source=f"message-{part.id.hex}-split",
        kind="message.split",
        title="您说的两件事，分开来办",
        text=f"编号 {message.number} 里的另一件，新编号 {part.number}，各办各的，各有答复。",
        target=case_of(part),
    )


@jobs.on("message.transferred")
def tell_transferred(message_id: UUID, step_id: int) -> None:
    message, station = with_station(message_id)
    source = f"message-{message.id.hex}-transferred-{step_id}"
    tell(
        message.author_id,
        source=source,
        kind="message.transferred",
        title="您反映的事，转给了另一个站",
        text=f"编号 {message.number}，由{station.name}接着办，答应的日子不变，您不用重新写。",
        target=case_of(message),
    )
    tell_all(
        staff_of(message, station),
        source=f"{source}-here",
        kind="message.transferred",
        title="转来一封信",
        text=f"编号 {message.number}，为什么转来写在里面，请在 {day_words(message.promised_on)}前看一看。",
        target=case_of(message),
    )


@jobs.on("message.undone")
def tell_undone(message_id: UUID, step_id: int) -> None:
    message, step = db.session.get_one(Message, message_id), db.session.get_one(Step, step_id)
    tell(
        message.author_id,
        source=f"message-{message.id.hex}-undone-{step_id}",
        kind="message.undone",
        title="刚才那一步撤销了",
        text=f"编号 {message.number}，{step.text}",
        target=case_of(message),
    )
