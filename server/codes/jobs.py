"""A revoked code must not live on in the cache."""

from __future__ import annotations

from uuid import UUID

from server.codes.models import Code
from server.codes.queries import cache_key
from server.core import cache, jobs
from server.core.db import db, transaction


@jobs.task("codes.forget")
def forget(code_id: UUID) -> None:
    with transaction():
        code = db.session.get_one(Code, code_id)
    cache.forget(cache_key(code.token_digest))
