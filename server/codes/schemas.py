"""What a scan shows."""

from __future__ import annotations

from typing import Annotated, Any, cast

from pydantic import Field
from sqlalchemy import Row as Line

from server.areas.queries import town_code
from server.codes.models import CodeKind
from server.core.http import Out
from server.core.parsing import Body
from server.core.text import Text
from server.deputies.models import title_of
from server.deputies.schemas import DeputyCard
from server.stations.models import Station
from server.stations.schemas import StationOut


class ReportCode(Body):
    """What somebody says about a code on a wall."""

    note: Annotated[Text, Field(max_length=200)] = ""


class CodeOut(Out):
    kind: CodeKind
    station: StationOut
    deputy: DeputyCard | None
    deputies: list[DeputyCard]

    @classmethod
    def of(cls, line: Line[Any], instead: Station | None = None) -> CodeOut:
        """From what `shown.behind` found; a deputy who left shows the station alone (R4-02)."""
        deputies = [
            DeputyCard(**card, title=title_of(card["level"], line.area_code)) for card in line.cards or ()
        ]
        code = line.area_code
        names = {town_code(code): line.town or "", code: line.village or ""}
        return cls(
            kind=line.code_kind,
            station=StationOut.of(cast(Station, line), names, instead=instead),
            deputy=next((card for card in deputies if card.id == line.deputy_id), None),
            deputies=deputies,
        )
