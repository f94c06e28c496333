"""An office that prints, and pages that are quick to make."""

from __future__ import annotations

import pytest

from server.codes import progress, sheets
from server.codes.models import PrintFormat
from server.core.actor import Actor
from server.core.permissions import Role
from tests import factories
from tests.factories import World


@pytest.fixture
def office(world: World) -> Actor:
    return Actor(
        Role.NPC_STAFF, f"area:{factories.COUNTY}", world.phone("npc_staff").account_id, name="何主任"
    )


@pytest.fixture
def plain_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page looks like is tested elsewhere; here a part is the list of its codes."""

    def compose(format: PrintFormat, contents: list[sheets.PosterContent], title: str) -> bytes:
        return "\n".join([title, *(content.url for content in contents)]).encode()

    monkeypatch.setattr(progress.formats, "compose", compose)
