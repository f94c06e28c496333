"""What the pages of the console are about, at every place of the matrix."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from server.codes import printing, service as codes
from server.codes.models import Code, CodeKind, CodeReport, PrintFormat, ReportKind
from server.codes.queries import parts
from server.codes.screens import begin
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.departments.models import Department, OnCall, RoutingRule
from server.deputies.models import DeputyGroup
from server.gateways.registry import gateways
from server.registers.checking import Line as SheetLine
from server.registers.keeping import keep
from server.registers.models import Import, ImportState, RegisterKind
from server.stations.models import Seat, Station
from tests import factories
from tests.architecture.stage import Objects, Stage


@dataclass
class Things:
    """What the paths of one place are made of."""

    objects: Objects
    code: UUID
    group: UUID
    area: str
    department: UUID
    rule: UUID
    span: UUID
    print: UUID
    part: UUID
    report: UUID
    sheet: UUID
    screen: UUID


def build(stage: Stage) -> dict[str, Things]:
    """A code, a group, a unit with its rule, an order of printing and a sheet at each place."""
    made = {}
    with transaction():
        for relation, objects in stage.objects.items():
            seat = db.session.scalars(select(Seat).where(Seat.deputy_id == objects.invited)).one()
            station = db.session.get_one(Station, seat.station_id)
            code: Code = codes.issue(factories.SYSTEM, station, CodeKind.STATION)
            group = DeputyGroup(name=f"{relation}小组", area_code=station.area_code)
            db.session.add(group)
            db.session.flush()
            head = Actor(Role.STATION_HEAD, station.scope, stage.world.phone("liaison").account_id)
            units = unit_at(station.area_code, relation, stage.world.phone("liaison").account_id)
            paper = printed(station, stage.world.phone("liaison").account_id, code)
            sheet = checked(station.area_code, f"{relation}局")
            made[relation] = Things(
                *(objects, code.id, group.id, station.area_code, *units, *paper, sheet),
                begin(head, station, name="门口的屏").screen.id,
            )
    return made


def checked(area_code: str, name: str) -> UUID:
    """A sheet with one new unit that waits to be imported."""
    made = Import(
        register=RegisterKind.DEPARTMENTS,
        area_code=area_code,
        by="老郑",
        file_name="单位.xlsx",
        columns={"单位": "name"},
        state=ImportState.CHECKED,
        created_at=clock.now(),
    )
    db.session.add(made)
    keep(made, [SheetLine(2, {"单位": name})])
    return made.id


def printed(station: Station, account_id: UUID, code: Code) -> tuple[UUID, UUID, UUID]:
    """An order of printing with its one part done, and a report of a damaged code."""
    orderer = Actor(Role.LIAISON, station.scope, account_id)
    job = printing.order(orderer, CodeKind.STATION, PrintFormat.A4)
    printing.resume(orderer, printing.stop(orderer, job))
    (part,) = parts(job.id)
    part.done_at = clock.now()
    gateways().storage.put(str(part.id), b"%PDF")
    codes.report(code, ReportKind.DAMAGED)
    seen = select(CodeReport.id).where(CodeReport.code_id == code.id)
    return job.id, part.id, db.session.scalars(seen).one()


def unit_at(area_code: str, name: str, account_id: UUID) -> tuple[UUID, UUID, UUID]:
    """A unit with a rule, and somebody on call."""
    unit = Department(name=f"{name}办", area_code=area_code)
    now = clock.now()
    span = OnCall(area_code=area_code, account_id=account_id, turn=1, starts_at=now, created_at=now)
    span.ends_at = now + timedelta(days=1)
    db.session.add_all([unit, span])
    db.session.flush()
    rule = RoutingRule(category="C01", area_code=area_code, department_id=unit.id, since=now.date())
    rule.created_at = now
    db.session.add(rule)
    return unit.id, rule.id, span.id


def fill(text: str, thing: Things) -> str:
    of_the_place = {name: value for name, value in vars(thing).items() if name != "objects"}
    return text.format(**vars(thing.objects), **of_the_place)
