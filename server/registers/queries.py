"""Finding imports and their lines, and the area whose register somebody fills or reads."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, false, func, select

from server.areas.models import Area
from server.areas.queries import get as get_area, town_code, within
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Forbidden, NotFound
from server.registers.models import Import, ImportLine, ImportState, LineAction, RegisterKind
from server.stations.queries import get as get_station


def visible_to(actor: Actor) -> Select[Import]:
    """Imports of one's area; a role without an area has none."""
    if not actor.area_prefix:
        return select(Import).where(false())
    return select(Import).where(within(Import.area_code, actor.area_prefix))


def get(actor: Actor, import_id: UUID) -> Import:
    """Raises NotFound for an import of another area."""
    return _found(visible_to(actor).where(Import.id == import_id))


def get_for_update(actor: Actor, import_id: UUID) -> Import:
    return _found(visible_to(actor).where(Import.id == import_id).with_for_update())


def _found(asked: Select[Import]) -> Import:
    found = db.session.scalar(asked)
    if found is None:
        raise NotFound("import.unknown", "没有找到这次导入，可能已经取消了。")
    return found


def area_of(actor: Actor) -> Area:
    """Whose register this actor fills. Raises Forbidden for a role without an area."""
    if not actor.area_prefix:
        raise Forbidden(
            "register.no_area",
            "导入要用管着一片地区的身份，例如人大机关或镇街人大。请换一个身份再来。",
        )
    return get_area(actor.area_prefix)


def place_of(actor: Actor) -> Area:
    """The reader's area; the town of the own station. Raises Forbidden for who has neither."""
    if actor.area_prefix:
        return get_area(actor.area_prefix)
    if actor.station_id:
        return get_area(town_code(get_station(actor.station_id).area_code))
    raise Forbidden("register.no_area", "这个身份没有管着的地区，看不到名册。请换一个身份再来。")


def counts(sheet: Import) -> dict[LineAction, int]:
    """How many lines do what."""
    counted = select(ImportLine.action, func.count()).where(ImportLine.import_id == sheet.id)
    known = dict(db.session.execute(counted.group_by(ImportLine.action)).tuples().all())
    return {action: known.get(action, 0) for action in LineAction}


def first_lines(sheet: Import, limit: int) -> list[ImportLine]:
    held = select(ImportLine).where(ImportLine.import_id == sheet.id).order_by(ImportLine.number)
    return list(db.session.scalars(held.limit(limit)))


def recent(actor: Actor, register: RegisterKind, limit: int = 5) -> list[Import]:
    """The last imports of this register that were done or wait, newest first."""
    found = visible_to(actor).where(Import.register == register, Import.state != ImportState.DROPPED)
    return list(db.session.scalars(found.order_by(Import.created_at.desc()).limit(limit)))


def last_done(sheet: Import) -> Import | None:
    """The newest import of this register and area that stands in the register now."""
    same = select(Import).where(Import.register == sheet.register, Import.area_code == sheet.area_code)
    done = same.where(Import.state == ImportState.DONE).order_by(Import.done_at.desc())
    return db.session.scalar(done.limit(1))
