"""Stations and deputies to be found, and where."""

from __future__ import annotations

from typing import Any

from server.core.db import transaction
from tests import factories

VILLAGE, TOWN, COUNTY = factories.VILLAGE, factories.TOWN, factories.COUNTY
OTHER_VILLAGE = "330111002001"
NEXT_VILLAGE = "330111001002"


def names(answer: Any) -> list[str]:
    return [item["name"] for item in answer["items"]]


def stand(name: str, area_code: str = VILLAGE, **fields: Any) -> Any:
    with transaction():
        return factories.station(name, area_code, **fields)


def sit(name: str, at: Any, **fields: Any) -> Any:
    with transaction():
        return factories.deputy(at, name, **fields)
