"""A role taken away ends its sessions in the same moment; one with an end works to that day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from server.accounts import giving, service
from server.accounts.models import RoleGrant
from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.permissions import Role
from tests import factories
from tests.accounts.people import actor, signed_in
from tests.console.desk import At
from tests.factories import COUNTY, World


def test_the_very_next_request_after_a_role_is_taken_away_is_refused(desk: At, world: World) -> None:
    made, phone, given = signed_in(world, "lin", Role.LIAISON, world.station.scope)
    assert phone.get("/api/messages?box=inbox").status_code == 200
    taken = desk("street_npc").post(f"/console/accounts/{made.id}/roles/{given.id}/take")
    assert taken.status_code == 303
    assert phone.get("/api/messages?box=inbox").status_code == 401
    entry = db.session.query(AuditEntry).filter_by(action="role.take").one()
    assert (entry.subject_id, entry.reason) == (made.id, f"liaison {world.station.scope} {given.until}")


def test_only_the_sessions_of_the_role_that_was_taken_end(world: World) -> None:
    made, as_liaison, _ = signed_in(world, "lin", Role.LIAISON, world.station.scope)
    with transaction():
        head = service.grant(made, Role.STATION_HEAD, world.station.scope)
        as_head = factories.phone_of(world.client, made)
    assert as_head.get("/api/sessions/current").json["account"]["current"]["role"] == "station_head"
    with transaction():
        giving.take_away(actor(world, "street_npc"), db.session.get_one(RoleGrant, head.id))
    assert as_head.get("/api/sessions/current").status_code == 401
    assert as_liaison.get("/api/sessions/current").status_code == 200


def test_a_role_with_an_end_works_to_that_day_and_not_after(desk: At, world: World) -> None:
    made, phone, given = signed_in(world, "lin", Role.LIAISON, world.station.scope)
    today = clock.today()
    path = f"/console/accounts/{made.id}/roles/{given.id}/until"
    assert desk("npc_staff").post(path, {"until": str(today - timedelta(days=1))}).status_code == 400
    assert desk("npc_staff").post(path, {"until": str(today)}).status_code == 303
    assert phone.get("/api/sessions/current").status_code == 200
    with clock.frozen(clock.now().replace(hour=0, minute=0, second=1) + timedelta(days=1)):
        assert phone.get("/api/sessions/current").status_code == 401


def test_a_role_of_another_town_is_not_there_to_be_taken(desk: At, world: World) -> None:
    with transaction():
        elsewhere = factories.station("春江站", "330111002001").scope
    made, phone, given = signed_in(world, "chun", Role.LIAISON, elsewhere)
    path = f"/console/accounts/{made.id}"
    for who, status in (("street_npc", 404), ("npc_staff", 200), ("sys_admin", 200), ("liaison", 403)):
        assert desk(who).get(path).status_code == status, who
    assert desk("street_npc").post(f"{path}/roles/{given.id}/take").status_code == 404
    assert phone.get("/api/sessions/current").status_code == 200


def test_a_role_above_ones_own_is_seen_and_not_touched(desk: At, world: World) -> None:
    made, _, _ = signed_in(world, "lin", Role.LIAISON, world.station.scope)
    with transaction():
        above = service.grant(made, Role.NPC_STAFF, f"area:{COUNTY}")
    page = desk("street_npc").page(f"/console/accounts/{made.id}")
    assert "不归您管" in page
    assert desk("street_npc").post(f"/console/accounts/{made.id}/roles/{above.id}/take").status_code == 403
    refused = desk("street_npc").post(f"/console/accounts/{made.id}/invitation")
    assert refused.status_code == 403, "a link to an account that is more than one may give would be a way up"


def test_a_grant_of_another_account_is_not_taken_through_this_one(desk: At, world: World) -> None:
    one, _, _ = signed_in(world, "one", Role.LIAISON, world.station.scope)
    _, phone, given = signed_in(world, "two", Role.LIAISON, world.station.scope)
    assert desk("street_npc").post(f"/console/accounts/{one.id}/roles/{given.id}/take").status_code == 404
    assert desk("street_npc").post(f"/console/accounts/{one.id}/roles/{UUID(int=9)}/take").status_code == 404
    assert phone.get("/api/sessions/current").status_code == 200
