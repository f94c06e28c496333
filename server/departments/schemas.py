"""What the console's forms about units, rules and rosters may say."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from server.core.clock import ZONE
from server.core.parsing import Body, Query
from server.core.text import Reason, Text, Words


def _of_a_desk(phone: str) -> str:
    if len(phone) == 11 and phone.startswith("1"):
        raise ValueError("mobile")
    return phone


Code = Annotated[str, Field(pattern=r"^[0-9]{12}$")]
UnitName = Annotated[Words, Field(min_length=2, max_length=60)]
OfficePhone = Annotated[Text, Field(max_length=30, pattern=r"^[0-9 ()（）转-]*$"), AfterValidator(_of_a_desk)]
"""A desk's number: never a mobile phone, because it is shown."""
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class FindDepartments(Query):
    area: Code | None = None
    q: Annotated[Text, Field(max_length=40)] | None = None
    state: Literal["open", "closed"] = "open"


class FindPlace(Query):
    area: Code | None = None


class NewDepartment(Body):
    name: UnitName
    area_code: Code
    phone: OfficePhone = ""


class EditDepartment(Body):
    name: UnitName
    phone: OfficePhone = ""


class CloseDepartment(Body):
    on: date
    reason: Reason


class NewRule(Body):
    """`rest` in place of a category means all that no other rule of the place takes."""

    category: Annotated[str, Field(max_length=8)]
    area_code: Code
    since: date
    until: date | None = None
    reason: Annotated[Text, Field(max_length=200)] = ""
    replaces: bool = False

    @property
    def chosen(self) -> str | None:
        return None if self.category == "rest" else self.category

    @property
    def rule(self) -> dict[str, Any]:
        """What the verb is told."""
        days = {"since": self.since, "until": self.until, "reason": self.reason}
        return {"category": self.chosen, "area_code": self.area_code, "replaces": self.replaces} | days


class RouteRule(NewRule):
    """From the table of a place: which unit."""

    department_id: UUID


class EndRule(Body):
    until: date
    reason: Annotated[Text, Field(max_length=200)] = ""


class NewSpan(Body):
    area_code: Code
    account_id: UUID
    turn: int
    starts_on: date
    starts: Clock
    ends_on: date
    ends: Clock

    @property
    def span(self) -> dict[str, Any]:
        """What the verb is told."""
        times = {
            "starts_at": _moment(self.starts_on, self.starts),
            "ends_at": _moment(self.ends_on, self.ends),
        }
        return {"area_code": self.area_code, "turn": self.turn} | times


def _moment(day: date, at: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), ZONE)
