"""What was found, page by page, as everybody sees it; an empty answer names whom to ask."""

from __future__ import annotations

from server.stations import finding, queries
from server.stations.found import (
    FindDeputies,
    FindStations,
    FittingDeputies,
    FittingDeputy,
    FoundDeputies,
    FoundDeputy,
    FoundStation,
    FoundStations,
    TellMatter,
)
from server.stations.models import Station
from server.stations.schemas import names_for


def stations_page(find: FindStations) -> FoundStations:
    after = int(find.cursor or 0)
    found = finding.stations(area=find.area, q=find.q, near=find.point, after=after)
    shown = found[: finding.PER_PAGE]
    names = names_for([station for station, _ in shown])
    page = FoundStations(
        items=[FoundStation.at(station, names, metres) for station, metres in shown],
        next=_next(after, len(found)),
    )
    if find.near:
        around = [station for station, _ in shown]
        page.without_position = finding.without_position(area=find.area, q=find.q, around=around)
    page.home = _home(find.area) if not found else None
    return page


def deputies_page(find: FindDeputies) -> FoundDeputies:
    after = int(find.cursor or 0)
    found = finding.deputies(area=find.area, q=find.q, specialty=find.specialty, after=after)
    shown = found[: finding.PER_PAGE]
    seats = finding.seats_of(deputy.id for deputy in shown)
    items = [FoundDeputy.at(deputy, seats[deputy.id]) for deputy in shown]
    return FoundDeputies(items=items, next=_next(after, len(found)), home=None if found else _home(find.area))


def fitting_out(told: TellMatter) -> FittingDeputies:
    station = queries.get(told.station_id) if told.station_id else None
    area = station.area_code if station else str(told.area)
    found = finding.fitting(told.text, area=area, station_id=told.station_id)
    cards = [
        FittingDeputy(**FoundDeputy.at(one.deputy, one.stations).model_dump(), because=one.because)
        for one in found
    ]
    home = station if station and station.is_open else finding.home_of(area)
    return FittingDeputies(deputies=cards, home=_shown(home))


def _next(after: int, count: int) -> str | None:
    return str(after + finding.PER_PAGE) if count > finding.PER_PAGE else None


def _home(area: str | None) -> FoundStation | None:
    return _shown(finding.home_of(area)) if area else None


def _shown(station: Station | None) -> FoundStation | None:
    return FoundStation.at(station, names_for([station])) if station else None
