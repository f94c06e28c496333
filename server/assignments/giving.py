"""Giving a letter to units, as the console asks for it: whose it is by the rules, who returned it, how many days (O7, O9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated
from uuid import UUID

from flask import url_for
from pydantic import Field

from server.areas import settings
from server.areas.queries import names
from server.assignments import queries, service
from server.assignments.boxes import Box
from server.assignments.models import Assignment
from server.core import clock, workdays
from server.core.actor import Actor
from server.core.text import Text
from server.departments.models import Department
from server.departments.queries import unit_for
from server.messages import desk as letters
from server.messages.inbox import FindMessages
from server.messages.kinds import Category, Kind, Level, Urgency
from server.messages.life import WORKFLOW, MessageAction
from server.messages.models import Message
from server.messages.queries import pictures_of
from server.messages.sorting_desk import CATEGORY_WORDS, SortFields
from server.uploads.schemas import UploadOut

HELPERS = 5


class GivePlace(letters.Place):
    """The list it was opened from: the inbox, or a view of the office's desk."""

    box: Box | None = None


class FindUnit(SortFields, GivePlace):
    """What is chosen so far; `was` is the unit that was proposed for it."""

    department_id: UUID | None = None
    was: UUID | None = None


class GiveForm(SortFields, GivePlace):
    department_id: UUID
    was: UUID | None = None
    supporting_ids: Annotated[list[UUID], Field(max_length=HELPERS)] = []
    text: Annotated[Text, Field(max_length=300)] = ""


@dataclass(frozen=True, slots=True)
class Giving:
    """The letter, what it is, and who could have it."""

    message: Message
    kind: Kind | None
    category: Category | None
    level: Level | None
    urgency: Urgency | None
    units: list[Department]
    returned: list[tuple[Assignment, str, str]]
    """What came back, with the unit that returned it and the one that it named."""
    proposed: Department | None
    chosen: UUID | None
    why: str

    @property
    def days(self) -> int | None:
        """Working days, once it is said what it is."""
        return service.days_of(self.message.area_code, self.kind, self.urgency) if self.kind else None

    @property
    def due(self) -> date:
        calendar = settings.calendar(self.message.area_code)
        return workdays.after(clock.today(), self.days or 0, calendar)

    @property
    def pictures(self) -> list[UploadOut]:
        return [UploadOut.of(upload) for upload in pictures_of(self.message.id)]

    @property
    def places(self) -> Iterator[tuple[str, list[Department]]]:
        """The units by area, in the order of the areas' codes."""
        known = names(unit.area_code for unit in self.units)
        for code, units in groupby(self.units, key=lambda unit: unit.area_code):
            yield known.get(code, "本地区"), list(units)


def of(actor: Actor, message: Message, find: FindUnit) -> Giving:
    """Raises Conflict where it is not to be given out now, Forbidden where only the county's office names the unit."""
    WORKFLOW.after(message.status, MessageAction.ASSIGN)
    returned = queries.returns(message.id)
    service.designates(actor, message)
    category = find.sorted_category or message.category
    units = queries.units(actor)
    proposed, why = _proposed(message, category, units, returned)
    keeps = find.department_id and find.department_id != find.was
    return Giving(
        message=message,
        kind=find.sorted_kind or message.kind,
        category=category,
        level=find.sorted_level or message.level,
        urgency=find.sorted_urgency or message.urgency,
        units=units,
        returned=_told(returned),
        proposed=proposed,
        chosen=find.department_id if keeps else (proposed.id if proposed else None),
        why=why,
    )


def _proposed(
    message: Message, category: Category | None, units: list[Department], returned: list[Assignment]
) -> tuple[Department | None, str]:
    """Whose the last unit said it is, else whose the rules say; and why, in words."""
    mine = {unit.id: unit for unit in units}
    better = mine.get(returned[-1].better_id) if returned and returned[-1].better_id else None
    if better:
        return better, f"上一个单位退回时说该归{better.name}。{_by_rule(message, category, mine)[1]}"
    return _by_rule(message, category, mine)


def _by_rule(
    message: Message, category: Category | None, mine: dict[UUID, Department]
) -> tuple[Department | None, str]:
    if category is None:
        return None, "选了类别，就按分派规则提出单位。"
    unit, words = unit_for(category, message.area_code), f"{category.value} {CATEGORY_WORDS[category]}"
    if unit is None:
        return None, f"分派规则里没有{words}，请自己选；也可以到“分派规则”里补上。"
    if unit.id not in mine:
        return None, f"按分派规则：{words}归{unit.name}，那是区县的单位，要请人大机关交办。"
    return unit, f"按分派规则：{words}归{unit.name}。"


def _told(returned: list[Assignment]) -> list[tuple[Assignment, str, str]]:
    wanted = {one.department_id for one in returned} | {one.better_id for one in returned if one.better_id}
    known = queries.names_of(wanted)
    return [
        (one, known[one.department_id], known[one.better_id] if one.better_id else "") for one in returned
    ]


def onward(actor: Actor, message: Message, given: GiveForm) -> str:
    """Back to the list it was opened from. Asked before the letter is given out."""
    if given.box:
        return url_for("assignments_pages.desk", box=given.box)
    return letters.onward(actor, message, given)


def back(find: GivePlace, message: Message) -> str:
    """Where one is who gives it to nobody."""
    if find.box:
        return url_for("assignments_pages.desk", box=find.box)
    if find.back == "case":
        return url_for("messages_pages.case", message_id=message.id)
    kept: FindMessages = find.find()
    return url_for("messages_pages.inbox", open=message.id, **kept.kept)
