"""What an office fills in at the console about a station that it keeps."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.core.parsing import Body, Query
from server.core.text import Text, Words
from server.stations.models import StationAction, StationCategory, StationKind


class StationForm(Body):
    """What the page of a station says. Position: degrees of GCJ-02, within China, both or none."""

    name: Annotated[Words, Field(min_length=2, max_length=80)]
    kind: StationKind
    category: StationCategory = StationCategory.AREA
    area_code: Annotated[str, Field(pattern=r"^\d{12}$")]
    address: Annotated[Text, Field(max_length=160)] = ""
    open_hours: Annotated[Text, Field(max_length=80)] = ""
    reception_days: Annotated[Text, Field(max_length=120)] = ""
    phone: Annotated[Text, Field(max_length=30, pattern=r"^[\d +()-]*$")] = ""
    brand: Annotated[Text, Field(max_length=60)] = ""
    latitude: Annotated[float, Field(ge=3, le=54, allow_inf_nan=False)] | None = None
    longitude: Annotated[float, Field(ge=73, le=136, allow_inf_nan=False)] | None = None


class NewStationForm(StationForm):
    is_running: bool = False
    licensed_on: date | None = None


class AdvanceForm(Body):
    action: StationAction
    reason: Annotated[Text, Field(max_length=100)] = ""
    on: date | None = None


class MilestoneForm(Body):
    """A step with the day on which it was done; without a day it is taken back."""

    step: int
    done_on: date | None = None
    note: Annotated[Text, Field(max_length=200)] = ""


class SeatForm(Body):
    deputy_id: UUID


class ChoosePlace(Query):
    """Where the new station shall stand: chosen step by step, town before village."""

    town: Annotated[str, Field(pattern=r"^\d{12}$")] | None = None
    village: Annotated[str, Field(pattern=r"^\d{12}$")] | None = None


class FindSeat(Query):
    q: Annotated[Text, Field(max_length=40)] | None = None
