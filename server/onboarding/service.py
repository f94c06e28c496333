"""Taking the first day up, and saying that a step is done or may wait."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from server.core import audit, clock
from server.core.actor import Actor
from server.core.db import db
from server.onboarding.models import Setup, SetupKey, SetupState, SetupStep
from server.onboarding.queries import visible_to


def begin(actor: Actor) -> None:
    """Note when the first day was opened; opening it again changes nothing."""
    values = {"area_code": _area(actor), "started_at": clock.now()}
    db.session.execute(insert(Setup).values(values).on_conflict_do_nothing())


def settle(actor: Actor, key: SetupKey, state: SetupState) -> None:
    """Somebody has looked (DONE) or goes on without it for now (SKIPPED)."""
    begin(actor)
    values = {"state": state, "at": clock.now(), "by": actor.title}
    statement = insert(SetupStep).values(area_code=_area(actor), key=key, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["area_code", "key"], set_=values))
    audit.record(actor, f"setup.{state.value}", "area", None, key.value)


def _area(actor: Actor) -> str:
    return visible_to(actor).ljust(12, "0")
