"""Keeping a station: its facts, how far it has come, who sits there, and the names that hang at its door."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from server.areas.models import Area
from server.areas.queries import town_prefix
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, InvalidInput
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.stations import staff
from server.stations.models import (
    MILESTONES,
    NEEDS_REASON,
    WORKFLOW,
    LicenceState,
    Milestone,
    Seat,
    Station,
    StationAction,
)
from server.stations.staff import OFFICES

UNBUILT = (LicenceState.PLANNED, LicenceState.BUILDING)


def create(
    actor: Actor,
    area: Area,
    *,
    name: str,
    is_running: bool = False,
    licensed_on: date | None = None,
    **facts: Any,
) -> Station:
    """A new station, to be built up step by step; one that has long been running says when it was licensed."""
    _refuse_double(name, area.code)
    _refuse_half_a_point(facts)
    if is_running:
        licensed_on = _licence_day(licensed_on)
    licence = LicenceState.ACTIVE if is_running else LicenceState.PLANNED
    station = Station(
        name=name,
        area_code=area.code,
        licence=licence,
        licensed_on=licensed_on if is_running else None,
        is_demo=False,
        created_at=clock.now(),
        **facts,
    )
    db.session.add(station)
    audit.record(actor, "station.create", "station", station.id, licence.value)
    _tell_changed(station)
    return station


def edit(actor: Actor, station: Station, area: Area, *, name: str, **facts: Any) -> None:
    """Set what the station's page says. Once it is built it stays in its town, where its letters are."""
    if (name, area.code) != (station.name, station.area_code):
        _refuse_double(name, area.code)
    _refuse_half_a_point(facts)
    if town_prefix(area.code) != town_prefix(station.area_code) and station.licence not in UNBUILT:
        words = "来信和履职记录都在原来的镇街。要换镇街，请新建一个站点，再把这个撤销。"
        raise InvalidInput("station.stays", words, fields={"area_code": words})
    for field, value in {"name": name, "area_code": area.code, **facts}.items():
        setattr(station, field, value)
    audit.record(actor, "station.edit", "station", station.id)
    _tell_changed(station)


def advance(
    actor: Actor, station: Station, action: StationAction, *, reason: str = "", on: date | None = None
) -> None:
    """One step of the way from planned to closed (domain §5.9). Never licensed without having been checked."""
    after = WORKFLOW.after(station.licence, action)
    if action in NEEDS_REASON and not reason:
        raise InvalidInput("station.reason", "请写下为什么。", fields={"reason": "请写下为什么"})
    if action is StationAction.LICENSE:
        station.licensed_on = _licence_day(on or clock.today())
    station.licence = after
    audit.record(actor, f"station.{action.value}", "station", station.id, reason)
    _tell_changed(station)


def note_step(actor: Actor, station: Station, step: int, *, done_on: date | None, note: str = "") -> None:
    """One of the three steps of building up was done that day (R4-04); without a day it is open again."""
    if step not in MILESTONES:
        raise InvalidInput("station.step", "建设只有三步。", fields={"step": "建设只有三步"})
    if done_on is None:
        here = Milestone.station_id == station.id
        db.session.execute(delete(Milestone).where(here, Milestone.step == step))
    else:
        _refuse_future(done_on, "done_on")
        given = {"station_id": station.id, "step": step, "done_on": done_on, "note": note}
        stored = insert(Milestone).values(**given)
        again = {"done_on": stored.excluded.done_on, "note": stored.excluded.note}
        db.session.execute(stored.on_conflict_do_update(index_elements=["station_id", "step"], set_=again))
    audit.record(actor, "station.milestone", "station", station.id, f"{step} {done_on or '-'}")


def seat(actor: Actor, station: Station, deputy: Deputy) -> None:
    """The deputy sits here from now on; said twice it is once."""
    given = {"station_id": station.id, "deputy_id": deputy.id}
    db.session.execute(insert(Seat).values(**given).on_conflict_do_nothing())
    audit.record(actor, "station.seat", "station", station.id, deputy.name)
    _tell_changed(station)


def unseat(actor: Actor, station: Station, deputy: Deputy) -> None:
    """The deputy no longer sits here; letters already written stay with the deputy."""
    here = Seat.station_id == station.id
    db.session.execute(delete(Seat).where(here, Seat.deputy_id == deputy.id))
    audit.record(actor, "station.unseat", "station", station.id, deputy.name)
    _tell_changed(station)


def name_staff(station: Station, role: Role) -> None:
    """The name at the door is that of whoever holds the office by an account; who only stands in is not named."""
    field = OFFICES[role]
    names = staff.names(station, role)
    if names != getattr(station, field):
        setattr(station, field, names)
        _tell_changed(station)


def _tell_changed(station: Station) -> None:
    outbox.publish("station.changed", station_id=station.id)


def _refuse_double(name: str, area_code: str) -> None:
    same = select(Station.id).where(Station.name == name, Station.area_code == area_code)
    if db.session.scalar(same) is not None:
        words = "这个地方已经有同名的站点"
        raise Conflict("station.exists", words + "。请换个名字，或去名册里改那一个。", fields={"name": words})


def _refuse_half_a_point(facts: dict[str, Any]) -> None:
    if (facts.get("latitude") is None) != (facts.get("longitude") is None):
        words = "纬度和经度要一起填，或都空着"
        raise InvalidInput("station.half_a_point", words + "。", fields={"longitude": words})


def _licence_day(day: date | None) -> date:
    if day is None:
        word = "请填授牌日期"
        raise InvalidInput("station.licensed_on", word + "。", fields={"licensed_on": word})
    _refuse_future(day, "licensed_on")
    return day


def _refuse_future(day: date, field: str) -> None:
    if day > clock.today():
        word = "日期还没到，请填今天或以前的"
        raise InvalidInput("station.future", word + "。", fields={field: word})
