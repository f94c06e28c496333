"""The demonstration shows mediations, second tries, suggestions and words on the app, each in its states."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo.places import AREA
from server.feedback.models import Feedback
from server.mediation import queries as mediations
from server.mediation.life import State
from server.mediation.models import Mediation
from server.outside import queries as outside
from server.outside.life import ItemState
from server.outside.models import OutsideItem
from server.suggestions.life import Status
from server.suggestions.models import Suggestion

pytestmark = pytest.mark.usefixtures("loaded")
OFFICE = Actor(Role.NPC_STAFF, f"area:{AREA}")


def test_there_is_one_of_each_kind_and_a_rate_to_show() -> None:
    states = Counter(db.session.scalars(select(Mediation.status)))
    assert states == {State.SIGNALLED: 1, State.MEDIATING: 1, State.AGREED: 1, State.KEPT: 1}
    found = mediations.figures(OFFICE)
    assert (found.due, found.revisited) == (2, 1)
    assert set(db.session.scalars(select(OutsideItem.status))) == set(ItemState)
    assert outside.rates(OFFICE).imported == outside.Share(2, 6)


def test_suggestions_are_on_their_way_and_some_words_on_the_app_wait() -> None:
    states = Counter(db.session.scalars(select(Suggestion.status)))
    assert states == {Status.CONCLUDED: 1, Status.HANDLING: 1, Status.SUBMITTED: 1, Status.DRAFT: 1}
    answered = list(
        db.session.scalars(select(Feedback.answered_at.is_not(None)).order_by(Feedback.created_at))
    )
    assert answered == [False, False, True, True]
