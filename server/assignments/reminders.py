"""Who is late hears it in time, once, and no more: W01, W02 and unsigned letters (domain §6.5)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from server.accounts.queries import account_of
from server.areas import settings
from server.assignments.models import Assignment
from server.assignments.news import page_of
from server.assignments.queries import RUNNING
from server.core import clock, jobs, workdays
from server.core.db import db, transaction
from server.core.permissions import Role
from server.core.text import day_words
from server.departments.models import Department
from server.messages.life import MessageStatus
from server.messages.lights import light
from server.messages.models import Message
from server.notifications.service import tell_all

TIMED = (MessageStatus.ASSIGNED, MessageStatus.HANDLING, MessageStatus.REWORKING)
BATCH = 500


@jobs.every(hour=8, minute=30)
def remind_units() -> None:
    """On working days of the place; the same lamp of the same promised day is told once."""
    last: UUID | None = None
    while True:
        with transaction():
            batch = _batch(last)
            for assignment, message, unit in batch:
                _remind(assignment, message, unit)
            last = batch[-1][0].id if batch else None
        if last is None:
            return


def _batch(after: UUID | None) -> list[tuple[Assignment, Message, Department]]:
    found = (
        select(Assignment, Message, Department)
        .join(Message, Message.id == Assignment.message_id)
        .join(Department, Department.id == Assignment.department_id)
        .where(RUNNING, Assignment.is_main, Message.status.in_(TIMED))
        .order_by(Assignment.id)
        .limit(BATCH)
    )
    found = found.where(Assignment.id > after) if after else found
    return [(assignment, message, unit) for assignment, message, unit in db.session.execute(found)]


def _remind(assignment: Assignment, message: Message, unit: Department) -> None:
    if not workdays.is_workday(clock.today(), settings.calendar(message.area_code)):
        return
    lamp = light(message)
    if lamp is not None and lamp.tone == "y":
        _tell(assignment, message, unit, "soon", _handlers(unit), f"{lamp.words}，请抓紧。")
    elif lamp is not None and lamp.tone in ("r", "b"):
        people = [*account_of(Role.HANDLER_LEAD, scope=unit.scope), assignment.assigned_by]
        _tell(assignment, message, unit, f"late-{lamp.tone}", people, f"{unit.name}{lamp.words}。")
    if assignment.signed_at is None and assignment.sign_by < clock.today():
        text = f"{day_words(assignment.sign_by)}前要签收，还没有签。"
        _tell(assignment, message, unit, "unsigned", account_of(Role.HANDLER_LEAD, scope=unit.scope), text)


def _handlers(unit: Department) -> list[UUID]:
    return account_of(Role.HANDLER, Role.HANDLER_LEAD, scope=unit.scope)


def _tell(
    assignment: Assignment, message: Message, unit: Department, what: str, people: list[UUID], text: str
) -> None:
    tell_all(
        dict.fromkeys(people),
        source=f"assignment-{assignment.id.hex}-{what}-{_counted(message.promised_on)}",
        kind=f"assignment.{what.partition('-')[0]}",
        title="一件来信的期限",
        text=f"编号 {message.number}，{text}",
        target=page_of(assignment),
    )


def _counted(day: date) -> str:
    return day.strftime("%Y%m%d")
