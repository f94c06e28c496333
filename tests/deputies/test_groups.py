"""代表小组: an office puts its deputies together."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import InvalidInput
from server.core.permissions import Role
from server.deputies import groups
from server.deputies.models import Deputy, DeputyGroup, GroupMember
from tests import factories
from tests.console.desk import At
from tests.factories import World

STREET = Actor(Role.STREET_NPC, f"area:{factories.TOWN}", name="老郑")
TOWN = "330111001000"


def make(world: World, name: str = "第一代表小组") -> UUID:
    with transaction():
        group = groups.create(STREET, name=name, area_code=TOWN)
        groups.set_members(STREET, group, [world.deputy.id])
    return group.id


def members(group_id: UUID) -> set[UUID]:
    return set(db.session.scalars(select(GroupMember.deputy_id).where(GroupMember.group_id == group_id)))


def test_a_group_is_made_filled_renamed_and_dissolved_at_the_console(world: World, desk: At) -> None:
    with transaction():
        for name in ("周全", "阿里"):
            factories.deputy(world.station, name)
    street = desk("street_npc")
    street.post("/console/groups", {"name": "第一代表小组", "area_code": TOWN})
    group = db.session.scalars(select(DeputyGroup)).one()
    path = f"/console/groups/{group.id}"
    for name in ("周全", "阿里"):
        assert name in street.page(f"{path}?q={name}")
        chosen = db.session.scalars(select(Deputy.id).where(Deputy.name == name)).one()
        assert street.post(f"{path}/members", {"deputy_id": chosen}).status_code == 303
    assert "阿里、周全" in street.page("/console/groups")
    assert "没有叫“周全”的" in street.page(f"{path}?q=周全")
    street.post(f"{path}/members/remove", {"deputy_id": chosen})
    assert "阿里" not in street.page("/console/groups")
    street.post(path, {"name": "老城代表小组"})
    assert "老城代表小组" in street.page("/console/groups")
    assert street.post(f"{path}/dissolve").status_code == 303
    assert db.session.scalars(select(GroupMember)).all() == []
    assert db.session.scalars(select(DeputyGroup)).all() == []


def test_the_groups_stand_on_the_deputys_pages(world: World, desk: At, client: FlaskClient) -> None:
    make(world)
    assert client.get(f"/api/deputies/{world.deputy.id}").json["groups"] == ["第一代表小组"]
    assert "第一代表小组" in desk("liaison").page(f"/console/deputies/{world.deputy.id}")


def test_two_groups_of_one_area_never_share_a_name(world: World, desk: At) -> None:
    make(world)
    street = desk("street_npc")
    again = street.post("/console/groups", {"name": "第一代表小组", "area_code": TOWN})
    assert again.status_code == 409
    other = make(world, "第二代表小组")
    assert street.post(f"/console/groups/{other}", {"name": "第一代表小组"}).status_code == 409
    assert street.post(f"/console/groups/{other}", {"name": "第二代表小组"}).status_code == 303


def test_who_left_or_is_of_another_county_cannot_join(world: World) -> None:
    group_id = make(world)
    with transaction():
        left = factories.deputy(world.station, "前任", term_to=clock.today() - timedelta(days=1))
        foreign = factories.deputy(world.station, "外区", area_code="320311000000")
    group = db.session.get_one(DeputyGroup, group_id)
    for stranger in (left.id, foreign.id, uuid4()):
        with pytest.raises(InvalidInput):
            groups.add_member(STREET, group, stranger)
    db.session.rollback()
    assert members(group_id) == {world.deputy.id}


def test_the_same_member_twice_is_one(world: World) -> None:
    group_id = make(world)
    with transaction():
        group = db.session.get_one(DeputyGroup, group_id)
        groups.add_member(STREET, group, world.deputy.id)
        groups.set_members(STREET, group, [world.deputy.id, world.deputy.id])
    assert members(group_id) == {world.deputy.id}


def test_nobody_makes_a_group_in_a_foreign_area(world: World, desk: At) -> None:
    for who, code in (("street_npc", "330111002000"), ("street_npc", "330111000000"), ("sys_admin", TOWN)):
        answer = desk(who).post("/console/groups", {"name": "别处的小组", "area_code": code})
        assert answer.status_code == 403, (who, code)
    assert (
        desk("liaison").post("/console/groups", {"name": "站里的小组", "area_code": TOWN}).status_code == 403
    )
    assert db.session.scalars(select(DeputyGroup)).all() == []


def test_leaders_look_and_change_nothing(world: World, desk: At) -> None:
    group_id = make(world)
    leader = desk("npc_leader")
    page = leader.page("/console/groups")
    assert "第一代表小组" in page
    assert "王明" in page
    assert "建一个小组" not in page
    assert leader.post(f"/console/groups/{group_id}/dissolve").status_code == 403
    assert members(group_id) == {world.deputy.id}
