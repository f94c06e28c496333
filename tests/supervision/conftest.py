"""A letter that a unit has, and a second person of the county's office."""

from __future__ import annotations

import pytest

from server.core.db import transaction
from server.core.permissions import Role
from tests import factories
from tests.assignments.desk import Given, accepted, give, with_unit
from tests.factories import World


@pytest.fixture
def given(world: World) -> Given:
    made = give(with_unit(world), accepted(world))
    made.handler("sign")
    with transaction():
        colleague = factories.staff(Role.NPC_STAFF, f"area:{factories.COUNTY}", "方同事")
        world.phones["colleague"] = factories.phone_of(world.client, colleague)
    return made
