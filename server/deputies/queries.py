"""Deputies in office, for everybody. The register, which knows who sits where, belongs to stations."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, bindparam, or_, select

from server.core import clock
from server.core.db import db
from server.core.errors import NotFound
from server.deputies.models import Deputy


def in_office() -> ColumnElement[bool]:
    """In office on the day of asking: the day is filled in when the statement runs, so it may be made once."""
    today = bindparam("today", callable_=clock.today, type_=Date)
    return and_(Deputy.term_from <= today, or_(Deputy.term_to.is_(None), Deputy.term_to >= today))


def public(deputy_id: UUID) -> Deputy:
    """A deputy in office, as anybody may see them. Raises NotFound."""
    deputy = db.session.scalar(select(Deputy).where(Deputy.id == deputy_id, in_office()))
    if deputy is None:
        raise NotFound("deputy.unknown", "没有找到这位代表，可能已经离任。可以写给代表站，由站里转。")
    return deputy
