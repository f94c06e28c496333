"""The demonstration shows contacts in each of their states, and the rate of reporting in that the source names (R2-04)."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from server.alerts.registry import RULES, Look
from server.contacts.arriving import figures
from server.contacts.life import State
from server.contacts.models import ContactLink, DiaryEntry, ThreeAnswers
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo.heroes import DEPUTY, deputy_of
from server.demo.places import AREA

pytestmark = pytest.mark.usefixtures("loaded")


def test_there_is_one_of_each_state_and_the_rate() -> None:
    found = figures(Actor(Role.NPC_STAFF, f"area:{AREA}"))
    assert (found.in_office, found.arrived, found.arrival_rate) == (288, 280, "97.2%")
    hero = deputy_of(DEPUTY)
    states = Counter(db.session.scalars(select(ContactLink.status).where(ContactLink.deputy_id == hero)))
    assert set(states) == set(State)
    assert [one.why for one in RULES["W03"].find(Look(ids=(hero,)))] == [
        "固定联系的选民有 4 位，规定 5 位，还差 1 位"
    ]
    assert db.session.scalar(select(func.count()).where(DiaryEntry.deputy_id == hero)) == 4
    assert db.session.scalar(select(func.count()).select_from(ThreeAnswers)) == 1
