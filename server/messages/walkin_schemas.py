"""What is written down for somebody at the counter, by phone or at their door."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from server.core.parsing import Body
from server.core.text import Text, Words
from server.messages.walkin_models import TakenHow

Phone = Annotated[Text, Field(pattern=r"^\+?\d[\d -]{6,18}\d$")]


class WalkInBase(Body):
    """Name and phone only with the person's word for it (`consent_record`)."""

    how: TakenHow = TakenHow.COUNTER
    content: Annotated[Words, Field(min_length=5, max_length=2000)]
    place: Annotated[Text, Field(max_length=120)] = ""
    name: Annotated[Text, Field(max_length=40)] = ""


class TakeDown(WalkInBase):
    """`station_id` only where the identity is of more than one station."""

    station_id: UUID | None = None
    phone: Annotated[Text, Field(pattern=r"^$|^\+?\d[\d -]{6,18}\d$")] = ""
    consent_record: bool = False
    consent_share_identity: bool = False


class WalkInForm(WalkInBase):
    """The page's sheet: what is ticked is `on`, what is empty is not sent."""

    station_id: UUID | None = None
    phone: Phone | None = None
    consent_record: Literal["on"] | None = None
    consent_share_identity: Literal["on"] | None = None

    @property
    def fields(self) -> dict[str, Any]:
        told = self.model_dump(exclude={"station_id"}) | {"phone": self.phone or ""}
        return told | {name: told[name] == "on" for name in ("consent_record", "consent_share_identity")}
