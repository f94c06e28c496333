"""The demonstration's figures: over its whole year, against another count; and the months that were written of them."""

from __future__ import annotations

from sqlalchemy import func, select, text

from server.analysis.models import Analysis, AnalysisState, Point
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo.places import AREA
from server.indicators import periods, places
from server.indicators.sheets import sheet
from tests.demo.conftest import Loaded

OFFICE = Actor(Role.NPC_STAFF, f"area:{AREA}")
RATED = """
    select count(*), count(*) filter (where r.reply in (2, 3)) from message_ratings r
    join messages m on m.id = r.message_id
    where (m.answered_at at time zone 'Asia/Shanghai')::date between :first and :last"""


def test_the_years_figures_hold(loaded: Loaded) -> None:
    period = periods.parse(str(clock.today().year))
    shown = sheet(OFFICE, places.look(OFFICE, None, None), period)
    given = {"first": period.first, "last": clock.today()}
    rated, satisfied = db.session.execute(text(RATED), given).one()
    figure = shown.figures["satisfaction_rate"]
    assert (figure.denominator, figure.numerator) == (rated, satisfied)
    assert rated > 100
    for key, whole in shown.figures.items():
        assert whole.denominator == sum(line.figures[key].denominator for line in shown.lines), key
        assert whole.numerator == sum(line.figures[key].numerator for line in shown.lines), key
    assert [line.part.area for line in shown.lines] == sorted(line.part.area for line in shown.lines)


def test_months_are_written_sent_and_answered(loaded: Loaded) -> None:
    states = select(Analysis.state, func.count()).group_by(Analysis.state)
    counted = {state: count for state, count in db.session.execute(states)}
    assert counted[AnalysisState.SENT] == 1
    assert counted[AnalysisState.DRAFT] > 3
    answered = db.session.scalars(select(Point.answered_at).order_by(Point.addressee.desc())).all()
    assert [at is not None for at in answered] == [True, False]
