"""Deputies in office, for everybody; the register of an office, and its groups. Who sits where belongs to stations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, false, func, or_, select

from server.areas.models import Area, AreaLevel, Constituency
from server.areas.queries import county_prefix, names, within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.deputies.models import Deputy, DeputyGroup, GroupMember
from server.uploads.models import Upload

MOST_FOUND = 20
BY_PINYIN = (func.by_pinyin(Deputy.name), Deputy.id)


def in_office() -> ColumnElement[bool]:
    """In office on the day of asking: the day is filled in when the statement runs, so it may be made once."""
    today = bindparam("today", callable_=clock.today, type_=Date)
    return and_(Deputy.term_from <= today, or_(Deputy.term_to.is_(None), Deputy.term_to >= today))


def shows_all_three() -> ColumnElement[bool]:
    """Identity, duty and promise are all written (R1-03)."""
    return and_(Deputy.occupation != "", Deputy.duty != "", Deputy.promise != "")


def public(deputy_id: UUID) -> Deputy:
    """A deputy in office, as anybody may see them. Raises NotFound."""
    deputy = db.session.scalar(select(Deputy).where(Deputy.id == deputy_id, in_office()))
    if deputy is None:
        raise NotFound("deputy.unknown", "没有找到这位代表，可能已经离任。可以写给代表站，由站里转。")
    return deputy


def public_photo(deputy_id: UUID) -> Upload:
    """The picture of a deputy in office: with the office it stops being public. Raises NotFound."""
    photo = select(Upload).join(Deputy, Deputy.photo_id == Upload.id)
    upload = db.session.scalar(photo.where(Deputy.id == deputy_id, in_office()))
    if upload is None:
        raise NotFound("deputy.no_photo", "这位代表没有公开照片。")
    return upload


def photo_of(deputy: Deputy) -> Upload | None:
    """For an office that keeps the register; shown through a signed address."""
    return db.session.get(Upload, deputy.photo_id) if deputy.photo_id else None


def is_kept_by(actor: Actor, deputy: Deputy) -> bool:
    """Whether this office keeps the register that the deputy stands in."""
    return bool(actor.area_prefix) and deputy.area_code.startswith(actor.area_prefix or "none")


def by_pinyin(deputy: Deputy) -> tuple[bytes, UUID]:
    """The same order as `BY_PINYIN`, for a few who were found already."""
    return deputy.name.encode("gb18030"), deputy.id


def visible_to(actor: Actor) -> Select[Deputy]:
    """Deputies whose register this office keeps: those of its own area, in office or not."""
    if actor.area_prefix:
        return select(Deputy).where(within(Deputy.area_code, actor.area_prefix))
    return select(Deputy).where(false())


def kept(actor: Actor, deputy_id: UUID) -> Deputy:
    """Raises NotFound for a deputy of another office's register."""
    return _kept(visible_to(actor).where(Deputy.id == deputy_id))


def get_for_update(actor: Actor, deputy_id: UUID) -> Deputy:
    return _kept(visible_to(actor).where(Deputy.id == deputy_id).with_for_update())


def _kept(found: Select[Deputy]) -> Deputy:
    deputy = db.session.scalar(found)
    if deputy is None:
        raise NotFound("deputy.not_kept", "这位代表不在您管的名册里，资料要由登记他的人大机关来改。")
    return deputy


def due_to_leave(limit: int = 200) -> list[Deputy]:
    """Whose last day is over and for whom leaving has not taken effect yet."""
    over = select(Deputy).where(Deputy.term_to < clock.today(), Deputy.left_at.is_(None))
    return list(db.session.scalars(over.order_by(Deputy.id).limit(limit).with_for_update(skip_locked=True)))


def registers_of(actor: Actor) -> list[Area]:
    """The areas in whose registers this office writes: its county and the towns, or its own town."""
    levels = (AreaLevel.COUNTY, AreaLevel.TOWN)
    inside = within(Area.code, actor.area_prefix or "none")
    return list(db.session.scalars(select(Area).where(inside, Area.level.in_(levels)).order_by(Area.code)))


def constituencies_of(actor: Actor) -> list[Constituency]:
    """Open constituencies from which a deputy of this office's registers may come: a county's cross its towns."""
    prefix = county_prefix(actor.area_prefix or "none")
    found = select(Constituency).where(
        within(Constituency.area_code, prefix), Constituency.closed_on.is_(None)
    )
    return list(
        db.session.scalars(found.order_by(Constituency.level, Constituency.area_code, Constituency.name))
    )


def groups_visible(actor: Actor) -> Select[DeputyGroup]:
    """The groups of one's area."""
    if actor.area_prefix:
        return select(DeputyGroup).where(within(DeputyGroup.area_code, actor.area_prefix))
    return select(DeputyGroup).where(false())


def group_for_update(actor: Actor, group_id: UUID) -> DeputyGroup:
    return _group(groups_visible(actor).where(DeputyGroup.id == group_id).with_for_update())


def group(actor: Actor, group_id: UUID) -> DeputyGroup:
    """Raises NotFound for a group of another area."""
    return _group(groups_visible(actor).where(DeputyGroup.id == group_id))


def _group(found: Select[DeputyGroup]) -> DeputyGroup:
    group = db.session.scalar(found)
    if group is None:
        raise NotFound("group.unknown", "没有找到这个代表小组。")
    return group


def members(group_ids: Sequence[UUID]) -> dict[UUID, list[Deputy]]:
    """Members in office by group, by pinyin (F01)."""
    rows = db.session.execute(
        select(GroupMember.group_id, Deputy)
        .join(Deputy, Deputy.id == GroupMember.deputy_id)
        .where(GroupMember.group_id.in_(group_ids), in_office())
        .order_by(*BY_PINYIN)
    )
    found: dict[UUID, list[Deputy]] = {group_id: [] for group_id in group_ids}
    for group_id, deputy in rows:
        found[group_id].append(deputy)
    return found


def groups_of(deputy_id: UUID) -> list[str]:
    """The names of the groups that a deputy belongs to, in the order of the area's code."""
    found = select(DeputyGroup.name).join(GroupMember, GroupMember.group_id == DeputyGroup.id)
    ordered = found.where(GroupMember.deputy_id == deputy_id).order_by(
        DeputyGroup.area_code, DeputyGroup.name
    )
    return list(db.session.scalars(ordered))


def may_join(group: DeputyGroup) -> Select[Deputy]:
    """Deputies in office of the group's county: a town's group has deputies of the county's register too."""
    return select(Deputy).where(within(Deputy.area_code, county_prefix(group.area_code)), in_office())


def candidates(group: DeputyGroup, words: str) -> list[Deputy]:
    """Who may join and is called like this; nobody is listed unasked."""
    there = select(GroupMember.deputy_id).where(GroupMember.group_id == group.id)
    named = Deputy.name.contains(words, autoescape=True)
    found = may_join(group).where(named, Deputy.id.not_in(there)).order_by(*BY_PINYIN)
    return list(db.session.scalars(found.limit(MOST_FOUND)))


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with its area's name and its members in office."""

    group: DeputyGroup
    area_name: str
    members: list[Deputy]


def group_lines(actor: Actor) -> list[GroupLine]:
    """All groups of one's area, in the order of the area's code."""
    ordered = groups_visible(actor).order_by(DeputyGroup.area_code, DeputyGroup.name)
    found = list(db.session.scalars(ordered))
    there, known = members([one.id for one in found]), names(one.area_code for one in found)
    return [GroupLine(one, known.get(one.area_code, ""), there[one.id]) for one in found]
