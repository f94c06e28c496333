"""Who hears of an item: the unit that got it, the office that gave it out."""

from __future__ import annotations

from uuid import UUID

from server.accounts.queries import account_of
from server.core import jobs
from server.core.db import db
from server.core.permissions import Role
from server.notifications.service import Target, tell_all
from server.outside import alerts
from server.outside.models import OutsideItem

WORK = (alerts,)
"""Rules that stand in a file of their own."""


@jobs.on("outside.assigned")
def tell_assigned(department_id: UUID, number: int, at: int) -> None:
    _tell(
        _unit(department_id),
        f"outside-{department_id.hex}-assigned-{at}",
        f"{number} 件外面转来的不满意事项交给您单位",
        "群众在别的平台上不满意，请再办一遍，写明做了什么。",
    )


@jobs.on("outside.refused")
def tell_refused(item_id: UUID, department_id: UUID, at: int) -> None:
    item = db.session.get_one(OutsideItem, item_id)
    words = f"{item.platform} {item.number}，还差什么写在里面。"
    _tell(_unit(department_id), f"outside-{item_id.hex}-refused-{at}", "再办的一件没有通过", words, item_id)


@jobs.on("outside.returned")
def tell_returned(item_id: UUID, account_id: str, at: int) -> None:
    _tell_office(item_id, account_id, f"returned-{at}", "再办的一件退回来了", "请另交一个单位。")


@jobs.on("outside.done")
def tell_done(item_id: UUID, account_id: str, at: int) -> None:
    _tell_office(item_id, account_id, f"done-{at}", "再办的一件，单位说办好了", "请核一核。")


def _tell_office(item_id: UUID, account_id: str, what: str, title: str, text: str) -> None:
    item = db.session.get_one(OutsideItem, item_id)
    people = [UUID(account_id)] if account_id else []
    words = f"{item.platform} {item.number}。{text}"
    _tell(people, f"outside-{item_id.hex}-{what}", title, words, item_id)


def _tell(people: list[UUID], source: str, title: str, text: str, item_id: UUID | None = None) -> None:
    target = Target("outside", item_id, "")
    tell_all(people, source=source, kind="outside.moved", title=title, text=text, target=target)


def _unit(department_id: UUID) -> list[UUID]:
    return account_of(Role.HANDLER, Role.HANDLER_LEAD, scope=f"department:{department_id}")
