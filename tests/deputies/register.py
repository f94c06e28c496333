"""Who stands in the register."""

from __future__ import annotations

import re

from sqlalchemy import select

from server.core.db import db
from server.deputies.models import Deputy


def listed(page: str) -> list[str]:
    """Who stands in a register's page, in its order."""
    return re.findall(r'<th scope="row"[^>]*><a [^>]*>([^<]+)', page)


def found(name: str) -> Deputy:
    wanted = select(Deputy).where(Deputy.name == name).execution_options(populate_existing=True)
    return db.session.scalars(wanted).one()
