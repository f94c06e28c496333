"""Monthly analyses of the first town: the one before last was sent and answered, the last waits to be signed."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select

from server.accounts.models import Account
from server.analysis import monthly, queries, service
from server.analysis.models import Addressee, Analysis
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo.people import Register
from server.demo.places import AREA, Town
from server.indicators.periods import Period, month_before, month_of
from server.stations.models import Station

POINTS = (
    (Addressee.TOWN, "老小区的雨水管和污水管混接，站里协调不了，请镇街安排排查。"),
    (Addressee.COUNTY, "公交末班车太早，学生和上夜班的人回不了家，请区里研究延长。"),
)
EDITED = "【月份】，本站收到群众来信【收到】件，【比上月】；办结【办结】件。来信主要说的是【主要类别】。雨季前的来信，站里已经逐件上门看过。"
ANSWER = "已列入下个月的管网排查，第一批三个小区，查完把清单给站里。"


def write(towns: list[Town], register: Register, now: datetime) -> None:
    """Two months of the station where the visitor begins, the last one of its neighbours."""
    first = towns[0]
    stations = [place.station for place in first.places]
    last = month_before(month_of(now.date()))
    own = db.session.get_one(Station, first.home.station.id)
    _at(month_before(last), [own], 1)
    _send(own, month_before(last), register, f"area:{first.area.prefix}")
    ids = [station.id for station in stations]
    found = select(Station).where(Station.id.in_(ids)).order_by(Station.area_code, Station.id)
    _at(last, list(db.session.scalars(found)), 1)


def _at(month: Period, stations: list[Station], day: int) -> None:
    """Early on the 1st, as by the timetable."""
    with clock.frozen(_morning(month, day, 6)):
        monthly.write_for(stations, AREA, month)


def _morning(month: Period, day: int, hour: int) -> datetime:
    moment = datetime.combine(month.after + timedelta(days=day - 1), time(hour, 10), clock.ZONE)
    return min(moment, clock.now())


def _send(station: Station, month: Period, register: Register, town: str) -> None:
    analysis = db.session.scalars(
        select(Analysis).where(Analysis.station_id == station.id, Analysis.month == month.first)
    ).one()
    liaison = _actor(register.of[Role.LIAISON, station.scope], Role.LIAISON, station.scope)
    with clock.frozen(_morning(month, 2, 9)):
        service.edit(liaison, analysis, texts={"opening": EDITED})
        for to, text in POINTS:
            service.forward(liaison, analysis, to=to, text=text)
        service.send(liaison, analysis)
    street = _actor(register.of[Role.STREET_NPC, town], Role.STREET_NPC, town)
    with clock.frozen(_morning(month, 6, 15)):
        service.answer(street, analysis, queries.points(analysis.id)[0], text=ANSWER)


def _actor(account: Account, role: Role, scope: str) -> Actor:
    return Actor(role, scope, account.id, name=account.display_name)
