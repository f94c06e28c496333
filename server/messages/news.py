"""Who is told when a letter turns: asked about, refused, appealed, taken back, on its way."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from server.accounts.queries import account_of
from server.core import clock, jobs
from server.core.db import db, transaction
from server.core.permissions import Role
from server.core.text import day_words
from server.messages import course, course_queries
from server.messages.aside_models import Refusal
from server.messages.life import MessageAction
from server.messages.models import Message, Step
from server.messages.telling import case_of, source_of, staff_of, tell_author, township, with_station
from server.notifications.service import tell, tell_all


@jobs.on("message.info_asked")
def tell_asked(message_id: UUID, step_id: int) -> None:
    """What the author has to do is worth a push."""
    message = db.session.get_one(Message, message_id)
    until = day_words(message.awaited_until or clock.today())
    tell_author(
        message,
        step_id,
        kind="message.info_asked",
        title="您反映的事，还差一点没说清",
        text=f"编号 {message.number}，请在 {until}前补几句。等您的日子不算在期限里。",
        push=("请您补充", f"请在 {until}前点开补几句"),
    )


@jobs.on("message.supplemented")
def tell_supplemented(message_id: UUID, step_id: int) -> None:
    message, step = db.session.get_one(Message, message_id), db.session.get_one(Step, step_id)
    if step.account_id != message.author_id:
        tell_author(
            message,
            step_id,
            kind="message.supplemented",
            title="站里记下了您补的话",
            text=f"编号 {message.number} 接着办，最晚 {day_words(message.promised_on)}有人收下。",
        )
        return
    _tell_station(
        message,
        step_id,
        kind="message.supplemented",
        title="来信人补充了",
        text=f"编号 {message.number}，补来了，请在 {day_words(message.promised_on)}前看一看。",
        also=_who_asked(message),
    )


@jobs.on("message.shelved")
def tell_shelved(message_id: UUID, until: str) -> None:
    message = db.session.get_one(Message, message_id)
    tell(
        message.author_id,
        source=f"message-{message.id.hex}-shelved-{until}",
        kind="message.shelved",
        title="没等到您补充，先收起来了",
        text=f"编号 {message.number} 没有丢。点开，写上要补的，随时接着办。",
        target=case_of(message),
    )


@jobs.on("message.restored")
def tell_restored(message_id: UUID, step_id: int) -> None:
    message, step = db.session.get_one(Message, message_id), db.session.get_one(Step, step_id)
    if step.account_id == message.author_id:
        text = f"编号 {message.number}，来信人接着办，请在 {day_words(message.promised_on)}前看一看。"
        _tell_station(message, step_id, kind="message.restored", title="收起来的一封信接着办", text=text)
    else:
        text = f"编号 {message.number}，站里接着办，{day_words(message.promised_on)}前有人收下。"
        tell_author(message, step_id, kind="message.restored", title="您反映的事，接着办了", text=text)


@jobs.on("message.withdrawn")
def tell_withdrawn(message_id: UUID, step_id: int) -> None:
    """Whoever has it stops; where others are in danger they go on (O16)."""
    message = db.session.get_one(Message, message_id)
    _tell_station(
        message,
        step_id,
        kind="message.withdrawn",
        title="来信人撤回了一封信",
        text=f"编号 {message.number}，不用再答复。要是关系到大家的安全，照样处理。",
        also=account_of(Role.DEPUTY, subject_id=message.deputy_id) if message.deputy_id else (),
    )


@jobs.on("message.progressed")
def tell_progressed(message_id: UUID, step_id: int) -> None:
    message = db.session.get_one(Message, message_id)
    tell_author(
        message,
        step_id,
        kind="message.progressed",
        title="您反映的事，有新进展",
        text=f"编号 {message.number}，还在办，点开看看到哪一步了。",
        push=("有新进展", "还在办，点开看到哪一步了"),
    )


@jobs.on("message.refusal_proposed")
def tell_proposed(message_id: UUID, refusal_id: int) -> None:
    """Those who may decide: the station's heads and the township; after an appeal only the township."""
    message, station = with_station(message_id)
    heads = account_of(Role.STATION_HEAD, scope=station.scope) if message.appealed_at is None else []
    tell_all(
        dict.fromkeys(heads + township(message)),
        source=f"refusal-{refusal_id}-proposed",
        kind="message.refusal_proposed",
        title="有一封信建议不受理，请您看",
        text=f"编号 {message.number}，同意或退回都行；您定了才告诉来信人。",
        target=case_of(message),
    )


@jobs.on("message.refusal_sent_back")
def tell_sent_back(message_id: UUID, refusal_id: int) -> None:
    message, refusal = db.session.get_one(Message, message_id), db.session.get_one(Refusal, refusal_id)
    tell(
        refusal.proposed_by,
        source=f"refusal-{refusal_id}-sent-back",
        kind="message.refusal_sent_back",
        title="不受理的建议退回来了",
        text=f"编号 {message.number}，照常受理，为什么写在里面。",
        target=case_of(message),
    )


@jobs.on("message.rejected")
def tell_rejected(message_id: UUID, step_id: int) -> None:
    """Where to go instead, never a bare no."""
    message = db.session.get_one(Message, message_id)
    tell_author(
        message,
        step_id,
        kind="message.rejected",
        title="您反映的事，该找谁",
        text=f"编号 {message.number} 这里办不了，找谁、打哪个电话，都写在里面。",
        push=("告诉去处", "点开看该找谁、打哪个电话"),
    )


@jobs.on("message.appealed")
def tell_appealed(message_id: UUID, step_id: int) -> None:
    message = db.session.get_one(Message, message_id)
    tell_all(
        township(message),
        source=f"message-{message.id.hex}-appealed-{step_id}",
        kind="message.appealed",
        title="有一封信申诉，请您看",
        text=f"编号 {message.number}，来信人不同意不受理，请在 {day_words(message.promised_on)}前看一看。",
        target=case_of(message),
    )


@jobs.on("message.handed_up")
def tell_handed_up(message_id: UUID, step_id: int) -> None:
    message = db.session.get_one(Message, message_id)
    tell_all(
        township(message),
        source=source_of(message, step_id, "message.handed_up"),
        kind="message.handed_up",
        title="站里请您交办一封信",
        text=f"编号 {message.number}，要单位去办，请在 {day_words(message.promised_on)}前定。",
        target=case_of(message),
    )


@jobs.on("message.reopened")
def tell_reopened(message_id: UUID, step_id: int) -> None:
    """The author, and the station where it was the station that answered."""
    message = db.session.get_one(Message, message_id)
    when = day_words(message.promised_on)
    text = f"编号 {message.number}，答复没说到点子上，请再办一次，{when}前再答复您。"
    tell_author(message, step_id, kind="message.reopened", title="您反映的事，请他们再办一次", text=text)
    if not message.unit_name:
        text = f"编号 {message.number}，抽查认为没有答好，请在 {when}前再答复一次。"
        _tell_station(message, step_id, kind="message.recheck", title="一件答复要重写", text=text)


@jobs.every(hour=0, minute=20)
def shelve_unanswered() -> None:
    """O4: whose authors did not say what was missing, in batches, each its own transaction."""
    while True:
        with transaction():
            batch = course_queries.to_shelve()
            for message in batch:
                course.shelve(message)
        if not batch:
            return


def _tell_station(
    message: Message, step_id: int, *, kind: str, title: str, text: str, also: Iterable[UUID] = ()
) -> None:
    _, station = with_station(message.id)
    staff = staff_of(message, station)
    people = dict.fromkeys([*staff, *also])
    source = source_of(message, step_id, kind)
    tell_all(people, source=source, kind=kind, title=title, text=text, target=case_of(message))


def _who_asked(message: Message) -> list[UUID]:
    asked = select(Step.account_id).where(
        Step.message_id == message.id, Step.action == MessageAction.ASK, Step.account_id.is_not(None)
    )
    return [
        account_id for account_id in db.session.scalars(asked.order_by(Step.id.desc()).limit(1)) if account_id
    ]
