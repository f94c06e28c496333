"""The names at a station's door follow the accounts that hold its offices."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select

from server.accounts.models import RoleGrant
from server.core import clock, jobs
from server.core.db import db, transaction
from server.stations import service
from server.stations.models import Station
from server.stations.staff import OFFICES


@jobs.on("role.given")
def name_who_came(grant_id: UUID) -> None:
    _name(db.session.get_one(RoleGrant, grant_id))


@jobs.on("role.taken")
def name_who_stays(grant_id: UUID) -> None:
    _name(db.session.get_one(RoleGrant, grant_id))


@jobs.every(hour=0, minute=20)
def name_at_the_turn_of_the_day() -> None:
    """Offices that began or ended by their dates, or came by an import, change the names on that day."""
    yesterday = clock.today() - timedelta(days=1)
    turned = or_(RoleGrant.since >= yesterday, RoleGrant.until == yesterday)
    of_stations = RoleGrant.role.in_(OFFICES), RoleGrant.scope.startswith("station:")
    with transaction():
        for given in db.session.scalars(select(RoleGrant).where(turned, *of_stations)):
            _name(given)


def _name(given: RoleGrant) -> None:
    kind, _, station_id = given.scope.partition(":")
    if kind == "station" and given.role in OFFICES:
        service.name_staff(db.session.get_one(Station, UUID(station_id), with_for_update=True), given.role)
