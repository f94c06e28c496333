"""The few people by whom a visitor tries the demonstration: their sign-ins and their WeChat."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from server.accounts.models import Account, RoleGrant
from server.accounts.queries import by_openid
from server.core.db import db
from server.core.permissions import Role
from server.demo.benches import Benches
from server.demo.people import Register, Resident, give_openid
from server.demo.places import AREA, Town
from server.departments.models import Department
from server.deputies.models import Deputy, DeputyLevel
from server.stations.models import Station

USERNAMES = {
    Role.LIAISON: "lianluo",
    Role.STATION_HEAD: "zhanzhang",
    Role.STREET_NPC: "jiedao",
    Role.HANDLER: "jingban",
    Role.HANDLER_LEAD: "fuze",
    Role.NPC_STAFF: "renda",
    Role.NPC_LEADER: "lingdao",
    Role.GOV_DISPATCHER: "ducha",
    Role.CPPCC_STAFF: "zhengxie",
    Role.SYS_ADMIN: "guanli",
}
"""Role by role, in the order of the table that `demo show` prints."""

RESIDENT, DEPUTY, LIAISON = "oDemo-resident", "oDemo-deputy", "oDemo-liaison"
HEAD, SECOND_RESIDENT, SECOND_DEPUTY = "oDemo-head", "oDemo-resident-2", "oDemo-deputy-2"


@dataclass(frozen=True, slots=True)
class Heroes:
    """Two residents and two deputies of the first town, whose home is the demonstration's own station."""

    resident: Resident
    other_resident: Resident
    deputy: Deputy
    other_deputy: Deputy


def appoint(
    register: Register, town: Town, benches: Benches, folk: list[Resident], departments: list[Department]
) -> Heroes:
    """Give usernames to one person of each role and WeChat to those who use the phone."""
    scopes = {
        Role.LIAISON: town.home.station.scope,
        Role.STATION_HEAD: town.home.station.scope,
        Role.STREET_NPC: f"area:{town.area.prefix}",
        Role.HANDLER: f"department:{departments[0].id}",
        Role.HANDLER_LEAD: f"department:{departments[0].id}",
        Role.SYS_ADMIN: "self",
    }
    for role, username in USERNAMES.items():
        register.of[role, scopes.get(role, f"area:{AREA}")].username = username
    resident, other = [person for person in folk if not person.is_guest][:2]
    here = benches.at[town.home.station.id]
    deputy, second = [deputy for deputy in here if deputy.level is DeputyLevel.COUNTY][:2]
    phones: dict[str, Account] = {
        RESIDENT: resident.account,
        SECOND_RESIDENT: other.account,
        DEPUTY: register.of[Role.DEPUTY, str(deputy.id)],
        SECOND_DEPUTY: register.of[Role.DEPUTY, str(second.id)],
        LIAISON: register.of[Role.LIAISON, town.home.station.scope],
        HEAD: register.of[Role.STATION_HEAD, town.home.station.scope],
    }
    for openid, account in phones.items():
        give_openid(account, openid)
    return Heroes(resident, other, deputy, second)


def holder(username: str) -> tuple[Account, str]:
    """The stored account with this username, and the scope it began with: whoever tries it may give it more roles."""
    role = next(role for role, name in USERNAMES.items() if name == username)
    found = (
        select(Account, RoleGrant.scope)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(Account.username == username, RoleGrant.role == role, RoleGrant.delegated_by.is_(None))
        .order_by(RoleGrant.since, RoleGrant.id)
    )
    account, scope = db.session.execute(found.limit(1)).one()
    return account, scope


def own_station() -> Station:
    """The stored station that the liaison of the demonstration looks after."""
    scope = holder(USERNAMES[Role.LIAISON])[1]
    return db.session.get_one(Station, UUID(scope.removeprefix("station:")))


def deputy_of(openid: str) -> UUID:
    """The stored deputy who is bound to this WeChat."""
    account = by_openid(openid)
    assert account is not None, "the demonstration binds its deputies"
    grant = select(RoleGrant.subject_id).where(
        RoleGrant.account_id == account.id, RoleGrant.role == Role.DEPUTY
    )
    deputy_id = db.session.execute(grant).scalar_one()
    assert deputy_id is not None
    return deputy_id
