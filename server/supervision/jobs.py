"""Who hears that a letter is watched, what its unit answered, and what was made of it."""

from __future__ import annotations

from uuid import UUID

from server.accounts.queries import account_of
from server.areas import settings
from server.areas.queries import county_scope
from server.assignments import queries as assignments
from server.assignments.news import page_of
from server.core import clock, jobs, workdays
from server.core.db import db, transaction
from server.core.permissions import Role
from server.messages.life import MessageStatus
from server.messages.models import Message
from server.messages.telling import case_of, county, township
from server.notifications.service import Target, tell_all
from server.supervision import queries, service
from server.supervision.models import LEVEL_WORDS, MEETS, Supervision

BESIDE = {3: Role.GOV_DISPATCHER, MEETS: Role.CPPCC_STAFF}
"""Who is told of a level together with the county's office."""


@jobs.on("supervision.opened")
def tell_opened(supervision_id: UUID) -> None:
    """The unit's lead, who answers for it; of the higher levels the county's office too."""
    made, message = _whole(supervision_id)
    main = assignments.main_of(message.id)
    words = LEVEL_WORDS[made.level]
    if main is not None:
        tell_all(
            account_of(Role.HANDLER_LEAD, scope=main.unit.scope),
            source=f"supervision-{made.id.hex}-opened",
            kind="supervision.opened",
            title=f"{words}：一件来信",
            text=f"编号 {message.number}，{made.reason}。请写明原因和下一步。",
            target=page_of(main.assignment),
        )
    if made.opened_by is None:
        tell_all(
            _office(message, made.level),
            source=f"supervision-{made.id.hex}-risen",
            kind="supervision.risen",
            title=f"一件来信进了{words}",
            text=f"编号 {message.number}，{made.reason}。",
            target=_page_of(made),
        )


@jobs.on("supervision.asked")
def tell_asked(message_id: UUID, at: int) -> None:
    """A deputy or a station would have it watched: the township and the county's office decide."""
    message = db.session.get_one(Message, message_id)
    tell_all(
        dict.fromkeys([*township(message), *county(message)]),
        source=f"message-{message.id.hex}-supervision-{at}",
        kind="supervision.asked",
        title="有人提请督办一件来信",
        text=f"编号 {message.number}，为什么提请写在督办那一块里。",
        target=case_of(message),
    )


@jobs.on("supervision.proposed")
def tell_proposed(supervision_id: UUID) -> None:
    """A colleague of the county's office has to agree."""
    made, message = _whole(supervision_id)
    tell_all(
        [one for one in _office(message, made.level) if one != made.opened_by],
        source=f"supervision-{made.id.hex}-proposed",
        kind="supervision.proposed",
        title=f"{LEVEL_WORDS[made.level]}要第二个人同意",
        text=f"编号 {message.number}，{made.opener}提的，请您看。",
        target=_page_of(made),
    )


@jobs.on("supervision.responded")
def tell_responded(supervision_id: UUID, at: int) -> None:
    made, message = _whole(supervision_id)
    people = [made.opened_by] if made.opened_by else _office(message, made.level)
    tell_all(
        people,
        source=f"supervision-{made.id.hex}-responded-{at}",
        kind="supervision.responded",
        title="督办的单位回话了",
        text=f"编号 {message.number}，请看说得够不够。",
        target=_page_of(made),
    )


@jobs.on("supervision.refused")
def tell_refused(supervision_id: UUID, at: int) -> None:
    made, message = _whole(supervision_id)
    main = assignments.main_of(message.id)
    if main is not None:
        tell_all(
            account_of(Role.HANDLER_LEAD, scope=main.unit.scope),
            source=f"supervision-{made.id.hex}-refused-{at}",
            kind="supervision.refused",
            title="督办的回话没有通过",
            text=f"编号 {message.number}，还差什么写在里面。",
            target=page_of(main.assignment),
        )


@jobs.on("message.rated")
def rise_unsatisfied(message_id: UUID, step_id: int) -> None:
    """The second no opens the third level, the third no the fourth (O12)."""
    message = db.session.get_one(Message, message_id, with_for_update=True)
    if message.status is MessageStatus.REWORKING and message.unit_name:
        service.rise(message, late=0)


@jobs.every(hour=8, minute=40)
def rise_late() -> None:
    """Level one on the first working day late, three after five, four after ten (§5.2)."""
    last: UUID | None = None
    while True:
        with transaction():
            batch = queries.late(last)
            for message in batch:
                service.rise(message, late=_late(message))
            last = batch[-1].id if batch else None
        if last is None:
            return


def _late(message: Message) -> int:
    return workdays.between(message.promised_on, clock.today(), settings.calendar(message.area_code))


def _whole(supervision_id: UUID) -> tuple[Supervision, Message]:
    made = db.session.get_one(Supervision, supervision_id)
    return made, db.session.get_one(Message, made.message_id)


def _office(message: Message, level: int) -> list[UUID]:
    """The first level is the township's; the others the county's office's, with the government or the CPPCC."""
    if level == 1:
        return township(message)
    beside = BESIDE.get(level)
    return county(message) + (_of_county(message, beside) if beside else [])


def _of_county(message: Message, role: Role) -> list[UUID]:
    return account_of(role, scope=county_scope(message.area_code))


def _page_of(made: Supervision) -> Target:
    return Target("supervision", made.id, "")
