"""代表小组: an office puts the deputies of its area together. Nothing here commits."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, select

from server.core import audit
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, InvalidInput
from server.deputies.models import Deputy, DeputyGroup, GroupMember
from server.deputies.queries import may_join
from server.deputies.service import check_own_area


def create(actor: Actor, *, name: str, area_code: str) -> DeputyGroup:
    """A new group in an area of one's own; two of one area never share a name."""
    check_own_area(actor, area_code)
    _refuse_taken(area_code, name)
    group = DeputyGroup(name=name, area_code=area_code)
    db.session.add(group)
    audit.record(actor, "group.create", "deputy_group", group.id, name)
    return group


def rename(actor: Actor, group: DeputyGroup, name: str) -> None:
    if name == group.name:
        return
    _refuse_taken(group.area_code, name)
    group.name = name
    audit.record(actor, "group.rename", "deputy_group", group.id, name)


def set_members(actor: Actor, group: DeputyGroup, deputy_ids: Iterable[UUID]) -> None:
    """Exactly these belong from now on. Raises InvalidInput for somebody who is not in office in the county."""
    wanted = set(deputy_ids)
    there = set(db.session.scalars(select(GroupMember.deputy_id).where(GroupMember.group_id == group.id)))
    joining = wanted - there
    known = set(
        db.session.scalars(may_join(group).where(Deputy.id.in_(joining)).with_only_columns(Deputy.id))
    )
    if known != joining:
        raise InvalidInput("group.cannot_join", "有代表不在任，或不是这个区县的，不能进这个小组。")
    leaving = delete(GroupMember).where(GroupMember.group_id == group.id)
    db.session.execute(leaving.where(GroupMember.deputy_id.in_(there - wanted)))
    db.session.add_all([GroupMember(group_id=group.id, deputy_id=deputy_id) for deputy_id in joining])
    audit.record(
        actor, "group.members", "deputy_group", group.id, f"{len(joining)} 进 {len(there - wanted)} 出"
    )


def add_member(actor: Actor, group: DeputyGroup, deputy_id: UUID) -> None:
    set_members(actor, group, _ids(group) | {deputy_id})


def remove_member(actor: Actor, group: DeputyGroup, deputy_id: UUID) -> None:
    set_members(actor, group, _ids(group) - {deputy_id})


def dissolve(actor: Actor, group: DeputyGroup) -> None:
    """The group is no more; its deputies stay what they are."""
    db.session.execute(delete(GroupMember).where(GroupMember.group_id == group.id))
    db.session.delete(group)
    audit.record(actor, "group.dissolve", "deputy_group", group.id, group.name)


def _ids(group: DeputyGroup) -> set[UUID]:
    return set(db.session.scalars(select(GroupMember.deputy_id).where(GroupMember.group_id == group.id)))


def _refuse_taken(area_code: str, name: str) -> None:
    same = select(DeputyGroup.id).where(DeputyGroup.area_code == area_code, DeputyGroup.name == name)
    if db.session.scalar(same):
        raise Conflict("group.exists", f"这里已经有“{name}”了，请换一个名字。")
