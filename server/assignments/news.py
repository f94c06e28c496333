"""Who is told when a letter turns at the units: the author by the unit's name, the units, the office that gave it out."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from server.accounts.queries import account_of
from server.assignments import queries, service
from server.assignments.models import Assignment, Extension
from server.core import clock, jobs
from server.core.db import db
from server.core.permissions import Role
from server.core.text import day_words
from server.departments.models import Department
from server.messages.life import MessageStatus
from server.messages.models import Message
from server.messages.telling import case_of, tell_author, township, with_station
from server.notifications.service import Target, tell_all


@jobs.on("assignment.given")
def tell_given(assignment_id: UUID) -> None:
    given = db.session.get_one(Assignment, assignment_id)
    message = db.session.get_one(Message, given.message_id)
    doing = "主办" if given.is_main else "协办"
    _tell_unit(
        given,
        f"assignment-{given.id.hex}-given",
        title=f"有一件来信请您单位{doing}",
        text=f"编号 {message.number}，请在 {day_words(given.sign_by)}前签收，{day_words(message.promised_on)}前答复。",
    )


@jobs.on("message.assigned")
def tell_assigned(message_id: UUID, step_id: int) -> None:
    message = db.session.get_one(Message, message_id)
    tell_author(
        message,
        step_id,
        kind="message.assigned",
        title="您反映的事，交给单位办了",
        text=f"编号 {message.number} 交给{message.unit_name}，{day_words(message.promised_on)}前答复您。",
        push=("交给单位办", "点开看是哪个单位、哪天前答复"),
    )


@jobs.on("message.unit_returned")
def tell_returned(message_id: UUID, step_id: int) -> None:
    """Whoever gives it out now; after two returns that is the county's office, which an alert tells (W11)."""
    message = db.session.get_one(Message, message_id)
    returned = queries.returns(message_id)
    if len(returned) >= service.RETURNS:
        return
    tell_all(
        _givers(returned[-1:], message),
        source=f"message-{message_id.hex}-returned-{step_id}",
        kind="message.unit_returned",
        title="承办单位退回了一件来信",
        text=f"编号 {message.number}，为什么退、该归谁，写在里面。请在一个工作日里另定单位。",
        target=case_of(message),
    )


@jobs.on("assignment.returned")
def tell_helper_returned(assignment_id: UUID) -> None:
    """A helper that does not help; the main unit's return is told by the letter."""
    given = db.session.get_one(Assignment, assignment_id)
    if given.is_main:
        return
    message = db.session.get_one(Message, given.message_id)
    tell_all(
        _givers([given], message),
        source=f"assignment-{given.id.hex}-returned",
        kind="assignment.returned",
        title="一个协办单位退回来了",
        text=f"编号 {message.number}，主办单位照常办。",
        target=case_of(message),
    )


@jobs.on("assignment.contributed")
def tell_contributed(assignment_id: UUID) -> None:
    helped = db.session.get_one(Assignment, assignment_id)
    main, message = queries.main_of(helped.message_id), db.session.get_one(Message, helped.message_id)
    if main is not None:
        unit = db.session.get_one(Department, helped.department_id)
        _tell_unit(
            main.assignment,
            f"assignment-{helped.id.hex}-contributed-{int((helped.contributed_at or clock.now()).timestamp())}",
            title="协办意见来了",
            text=f"编号 {message.number}，{unit.name}写了意见。",
        )


@jobs.on("assignment.inquired")
def tell_inquired(assignment_id: UUID, at: int) -> None:
    """The station asks the author, because the unit does not know who wrote."""
    given = db.session.get_one(Assignment, assignment_id)
    message, station = with_station(given.message_id)
    tell_all(
        account_of(Role.LIAISON, Role.STATION_HEAD, scope=station.scope),
        source=f"assignment-{given.id.hex}-inquired-{at}",
        kind="assignment.inquired",
        title="承办单位想问来信人一句",
        text=f"编号 {message.number}，要问的写在内部备注里，请代为联系。",
        target=case_of(message),
    )


@jobs.on("extension.asked")
def tell_asked(assignment_id: UUID, extension_id: int) -> None:
    given = db.session.get_one(Assignment, assignment_id)
    message = db.session.get_one(Message, given.message_id)
    tell_all(
        _givers([given], message),
        source=f"extension-{extension_id}-asked",
        kind="extension.asked",
        title="承办单位申请延期，请您定",
        text=f"编号 {message.number}，同意了才告诉来信人。",
        target=page_of(given),
    )


@jobs.on("extension.refused")
def tell_refused(assignment_id: UUID, extension_id: int) -> None:
    given, asked = db.session.get_one(Assignment, assignment_id), db.session.get_one(Extension, extension_id)
    _tell_unit(
        given, f"extension-{asked.id}-refused", title="延期没有同意", text="期限照原来的，为什么写在里面。"
    )


@jobs.on("message.extended")
def tell_extended(message_id: UUID, step_id: int) -> None:
    message = db.session.get_one(Message, message_id)
    tell_author(
        message,
        step_id,
        kind="message.extended",
        title="您反映的事，要晚几天",
        text=f"编号 {message.number} 延到 {day_words(message.promised_on)}前答复，为什么写在里面。",
        push=("要晚几天", "点开看延到哪一天、为什么"),
    )
    main = queries.main_of(message_id)
    if main is not None:
        text = f"编号 {message.number}，{day_words(message.promised_on)}前答复。"
        _tell_unit(main.assignment, f"extension-{step_id}-agreed", title="同意延期了", text=text)


@jobs.on("draft.handed_up")
def tell_handed_up(assignment_id: UUID, serial: int) -> None:
    given = db.session.get_one(Assignment, assignment_id)
    unit = db.session.get_one(Department, given.department_id)
    tell_all(
        account_of(Role.HANDLER_LEAD, scope=unit.scope),
        source=f"draft-{given.id.hex}-{serial}-handed-up",
        kind="draft.handed_up",
        title="一份答复稿等您签发",
        text="签发以后，来信人马上收到。",
        target=page_of(given),
    )


@jobs.on("draft.sent_back")
def tell_sent_back(assignment_id: UUID, serial: int) -> None:
    given = db.session.get_one(Assignment, assignment_id)
    unit = db.session.get_one(Department, given.department_id)
    tell_all(
        account_of(Role.HANDLER, scope=unit.scope),
        source=f"draft-{given.id.hex}-{serial}-sent-back",
        kind="draft.sent_back",
        title="答复稿退回来改",
        text="负责人的意见写在里面。",
        target=page_of(given),
    )


@jobs.on("message.fulfilled")
def tell_fulfilled(message_id: UUID, step_id: int) -> None:
    message = db.session.get_one(Message, message_id)
    tell_author(
        message,
        step_id,
        kind="message.fulfilled",
        title="答应您的事，办好了",
        text=f"编号 {message.number}，{message.unit_name}说办好了，点开看看是不是。",
        push=("办好了", "点开看看是不是办好了"),
    )


@jobs.on("message.woken")
def tell_woken(message_id: UUID, step_id: int) -> None:
    """Its author, who sees it in the letter; the unit and the county's office are told by an alert (W07)."""
    message = db.session.get_one(Message, message_id)
    text = f"编号 {message.number}，答应的日子过了，已经重新打开，请{message.unit_name}接着办。"
    tell_author(message, step_id, kind="message.reopened", title="您反映的事，重新打开了", text=text)


@jobs.on("message.rated")
def tell_unsatisfied(message_id: UUID, step_id: int) -> None:
    """The unit that answered does it again; it never learns who judged."""
    message = db.session.get_one(Message, message_id)
    main = queries.main_of(message_id)
    if message.status is MessageStatus.REWORKING and main is not None:
        text = f"编号 {message.number}，请在 {day_words(message.promised_on)}前再办一次、再答复。"
        _tell_unit(main.assignment, f"rework-{step_id}", title="来信人不满意，请再办", text=text)


@jobs.on("message.reopened")
def tell_reopened(message_id: UUID, step_id: int) -> None:
    main, message = queries.main_of(message_id), db.session.get_one(Message, message_id)
    if main is not None:
        text = f"编号 {message.number}，抽查认为没有答好，请在 {day_words(message.promised_on)}前再办。"
        _tell_unit(main.assignment, f"reopened-{step_id}", title="一件答复要重写", text=text)


@jobs.on("message.withdrawn")
def recall_withdrawn(message_id: UUID, step_id: int) -> None:
    """No unit has it any more; where others are in danger they go on (O16)."""
    message = db.session.get_one(Message, message_id, with_for_update=True)
    for held in queries.running(message_id):
        text = f"编号 {message.number}，不用再答复。要是关系到大家的安全，照样处理。"
        _tell_unit(held, f"withdrawn-{held.id.hex}-{step_id}", title="来信人撤回了", text=text)
    service.recall(message)


def page_of(given: Assignment) -> Target:
    """Where every notice about an assignment leads: a page of the console."""
    return Target("assignment", given.id, "")


def _tell_unit(given: Assignment, source: str, *, title: str, text: str) -> None:
    unit = db.session.get_one(Department, given.department_id)
    people = account_of(Role.HANDLER, Role.HANDLER_LEAD, scope=unit.scope)
    kind = "assignment.told"
    tell_all(people, source=source, kind=kind, title=title, text=text, target=page_of(given))


def _givers(given: Iterable[Assignment], message: Message) -> list[UUID]:
    """Whoever gave it out, and their office's colleagues."""
    return list(dict.fromkeys([*(one.assigned_by for one in given), *township(message)]))
