"""What a scan shows."""

from __future__ import annotations

from server.codes.models import Code, CodeKind
from server.core.http import Out
from server.deputies.models import Deputy
from server.deputies.schemas import DeputyCard
from server.stations.models import Station
from server.stations.schemas import StationOut


class CodeOut(Out):
    kind: CodeKind
    station: StationOut
    deputy: DeputyCard | None
    deputies: list[DeputyCard]

    @classmethod
    def of(cls, code: Code, station: Station, deputies: list[Deputy]) -> CodeOut:
        """`deputies` sit at the station; one who left shows the station alone (R4-02)."""
        own = next((deputy for deputy in deputies if deputy.id == code.deputy_id), None)
        return cls(
            kind=code.kind,
            station=StationOut.of(station),
            deputy=DeputyCard.of(own) if own else None,
            deputies=[DeputyCard.of(deputy) for deputy in deputies],
        )
