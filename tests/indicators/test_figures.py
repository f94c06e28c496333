"""Every figure against an independent count: by another statement, by the working days, by the lights themselves."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, text

from server.core import clock, workdays
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.indicators import periods, places, queries
from server.indicators.definitions import COUNTS, INDICATORS, RATES
from server.indicators.figures import Figure, figures
from server.indicators.sheets import Sheet, sheet
from server.messages.life import MessageAction as A, MessageStatus as S
from server.messages.lights import light
from server.messages.models import Message, Step
from tests import factories
from tests.conftest import Once
from tests.factories import COUNTY, OTHER_TOWN, TOWN, World as Scene
from tests.indicators import letters

OFFICE = Actor(Role.NPC_STAFF, f"area:{COUNTY}", name="何主任")
SINCE, BEFORE, TODAY = "2026-10-01", "2026-11-01", "2026-11-02"
RATED = """
    select count(*) {over}, count(*) filter (where {went}) from messages m
    left join message_ratings r on r.message_id = m.id where {where}"""
IN_MONTH = "(m.{0} at time zone 'Asia/Shanghai')::date between '2026-10-01' and '2026-10-31'"
LAST = "(select s.result from message_steps s where s.message_id = m.id and s.action in ('reply', 'sign_off') order by s.id desc limit 1)"
HEARD = "(m.status in ('answered', 'replied', 'concluded', 'rejected') or m.status = 'converted' and m.answered_at is not null)"
OWED = (
    f"({HEARD} or m.status in ('accepted', 'assigned', 'handling', 'unit_returned', 'reworking'))"
    " and m.promised_on between '2026-10-01' and '2026-10-31'"
)
# of two merges one after the other, written out by hand
MAIN = """(select {0} from message_arrangements a join messages n on n.id = coalesce(
    (select b.other_id from message_arrangements b where b.message_id = a.other_id and b.kind = 'merge'
     and b.undone_at is null), a.other_id)
    where a.message_id = m.id and a.kind = 'merge' and a.undone_at is null)"""
TOLD = (
    "((case when m.status = 'merged' then " + MAIN.format("n.answered_at") + " else m.answered_at end)"
    " at time zone 'Asia/Shanghai')::date between '2026-10-01' and '2026-10-31'"
)
ENDED = "(case when m.status = 'merged' then " + MAIN.format("n.status") + " else m.status end) = 'concluded'"
STATEMENTS = {
    "feedback_rate": (OWED, HEARD),
    "timely_feedback_rate": (
        OWED,
        f"{HEARD} and (coalesce(m.answered_at, m.rejected_at) at time zone 'Asia/Shanghai')::date <= m.promised_on",
    ),
    "solution_rate": (
        f"m.status = 'concluded' and coalesce(m.kind, '') <> 'consult' and {IN_MONTH.format('concluded_at')}",
        f"{LAST} = 'A'",
    ),
    "satisfaction_rate": (
        f"r.message_id is not null and {TOLD}",
        "r.reply in (2, 3)",
    ),
    "participation_rate": (
        f"(r.message_id is not null or {ENDED}) and {TOLD}",
        "r.message_id is not null",
    ),
    "rework_rate": (
        "m.status <> 'merged' and exists (select from message_steps s where s.message_id = m.id and"
        " (s.action = 'dissatisfy' or s.action = 'reopen' and s.by like '一起%') and (s.at at time zone 'Asia/Shanghai')::date between '2026-10-01' and '2026-10-31')",
        "m.status = 'concluded'",
    ),
    "conversion_rate": (
        IN_MONTH.format("accepted_at"),
        "exists (select from message_steps s where s.message_id = m.id and s.action = 'convert')",
    ),
    "received": (IN_MONTH.format("created_at"), "true"),
    "accepted": (IN_MONTH.format("accepted_at"), "true"),
    "answered": (IN_MONTH.format("answered_at"), "true"),
    "concluded": (IN_MONTH.format("concluded_at"), "true"),
}


@pytest.fixture
def scene(once: Once, client: FlaskClient) -> Scene:
    """Letters at two stations in two towns; nobody changes them."""

    def build() -> Scene:
        world = factories.world(client)
        authors = [world.phone(name).account_id for name in ("resident", "neighbour")]
        with transaction():
            elsewhere = factories.station("春江社区代表联络站", "330111002001")
            letters.write([world.station, elsewhere], authors)
        return world

    return cast(Scene, once("figures", build))


@pytest.fixture
def written(scene: Scene) -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.number)))


def october(actor: Actor = OFFICE, area: str | None = COUNTY) -> Sheet:
    with clock.frozen(letters.NOW):
        return sheet(actor, places.look(actor, area, None), periods.parse("2026-10"))


def test_every_rate_equals_another_count(written: list[Message]) -> None:
    shown = october().figures
    for key, (where, went) in STATEMENTS.items():
        row = db.session.execute(text(RATED.format(over="", went=went, where=where))).one()
        assert (shown[key].denominator, shown[key].numerator) == tuple(row), key
        assert shown[key].denominator > 9, key


def test_acceptance_counts_working_days_without_the_waiting(written: list[Message]) -> None:
    counted = Counter(_accepted(letter) for letter in written)
    figure = october().figures["acceptance_rate"]
    assert (figure.numerator, figure.exceptions) == (counted["in time"], counted["late"])
    assert min(figure.numerator, figure.exceptions) > 9


def _accepted(letter: Message) -> str:
    """By hand: October's letters, each from its day to the day it was taken on."""
    created = clock.local(letter.created_at).date()
    if not SINCE <= str(created) < BEFORE:
        return "another month"
    if letter.accepted_at is None:
        is_early = letter.status is S.SUBMITTED and str(letter.promised_on) >= TODAY
        gone = letter.status in (S.WITHDRAWN, S.MERGED, S.NEED_INFO) or is_early
        return "nobody's delay" if gone else "late"
    took = workdays.between(created, clock.local(letter.accepted_at).date())
    steps = db.session.query(Step).filter_by(message_id=letter.id).order_by(Step.id).all()
    asked = [clock.local(step.at).date() for step in steps if step.action in (A.ASK, A.SUPPLEMENT)]
    waited = workdays.between(*asked) if asked else 0
    return "in time" if took - waited <= 1 else "late"


def test_the_lights_are_those_of_the_letters(written: list[Message]) -> None:
    tones = {"g": "on_time", "y": "due_soon", "r": "late", "b": "very_late", "p": "paused"}
    with clock.frozen(letters.NOW):
        shining = [shines for letter in written if (shines := light(letter))]
        counted = Counter(tones[shines.tone] for shines in shining)
        wanted = (*(s for s in S if s not in (S.CONCLUDED, S.REJECTED, S.WITHDRAWN, S.MERGED)),)
        still = sum(letter.status_now in wanted for letter in written)
    shown = periods_now().figures
    assert {key: shown[key].numerator for key in tones.values()} == dict(counted)
    assert min(counted.values()) > 2
    assert shown["open"].numerator == still


def periods_now() -> Sheet:
    with clock.frozen(letters.NOW):
        return sheet(OFFICE, places.look(OFFICE, None, None), periods.parse("2026-11"))


def test_the_exceptions_are_the_letters_between(written: list[Message]) -> None:
    shown = october().figures
    with clock.frozen(letters.NOW):
        place, period = places.look(OFFICE, None, None), periods.parse("2026-10")
        for key in INDICATORS:
            behind = queries.behind(OFFICE, INDICATORS[key], place, period)
            listed = queries.listed(behind, limit=1000)
            wanted = shown[key].exceptions if key in RATES else shown[key].numerator
            assert len({line.message.id for line in listed}) == len(listed) == wanted, key
            assert [line.message.promised_on for line in listed] == sorted(
                line.message.promised_on for line in listed
            )


def test_parts_come_in_the_order_of_codes_and_make_up_the_whole(written: list[Message]) -> None:
    county = october()
    assert [line.part.area for line in county.lines] == [TOWN, OTHER_TOWN]
    for key in (*RATES, *COUNTS):
        parts = [line.figures[key].denominator for line in county.lines]
        assert sum(parts) == county.figures[key].denominator, key
    town = october(area=TOWN)
    assert [line.part.name for line in town.lines] == ["桂花社区代表联络站"]
    assert town.figures["received"].numerator == county.lines[0].figures["received"].numerator


def test_one_statement_counts_everything(written: list[Message]) -> None:
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    for engine in db.engines.values():
        event.listen(engine, "before_cursor_execute", note)
    october()
    for engine in db.engines.values():
        event.remove(engine, "before_cursor_execute", note)
    assert len([words for words in asked if "FROM messages" in words]) == 1
    assert len(asked) <= 6


def test_who_may_not_read_the_letters_sees_no_small_number(written: list[Message], scene: Scene) -> None:
    liaison = Actor(Role.LIAISON, scene.station.scope, name="小林")
    here, around = october(liaison, None), october(liaison, COUNTY)
    assert here.place.is_open
    assert not around.place.is_open
    assert around.lines == []
    assert here.figures["received"].shown == str(here.figures["received"].numerator)
    told = [figure for figure in around.figures.values() if not figure.is_small]
    rest = october(OFFICE, OTHER_TOWN).figures
    assert told
    for figure in told:
        other = rest[figure.indicator.id]
        for part in (figure.numerator, figure.denominator, figure.exceptions):
            assert not 0 < part < 5
        assert not 0 < other.exceptions < 5


def test_few_ratings_are_numbers_and_rounding_goes_down() -> None:
    satisfied, rated = INDICATORS["satisfaction_rate"], INDICATORS["rework_rate"]
    assert Figure(satisfied, 9, 9, has_sample=False).shown == "9 件"
    assert Figure(satisfied, 0, 0, has_sample=False).shown == "—"
    assert Figure(rated, 5339, 6571).shown == "81.2%"
    assert float(Figure(rated, 5339, 6571).value or 0) == pytest.approx(0.81251, abs=1e-5)
    assert Figure(rated, 9999, 10_000).shown == "99.9%"
    assert Figure(rated, 10_000, 10_000).exceptions_shown == "无例外"
    assert Figure(rated, 388, 391, is_open=False).shown == "—"
    assert Figure(rated, 3, 4, is_open=False).shown == "<5"


def test_beside_a_small_light_the_next_smallest_is_not_told() -> None:
    counts = {"late": (3, 3), "very_late": (37, 37), "on_time": (0, 0), "due_soon": (50, 50)}
    lights = [
        figures(counts, is_open=False)[key].shown for key in ("late", "very_late", "on_time", "due_soon")
    ]
    assert lights == ["<5", "—", "0", "50"]
    assert [figures(counts)[key].shown for key in ("late", "very_late")] == ["3", "37"]


def test_the_sample_decides_about_satisfaction() -> None:
    def shown(rated: int, satisfied: int, asked: int) -> str:
        counts = {"satisfaction_rate": (rated, satisfied), "participation_rate": (asked, rated)}
        return figures(counts)["satisfaction_rate"].shown

    assert shown(9, 9, 9) == "9 件"
    assert shown(10, 9, 10) == "90.0%"
    assert shown(10, 9, 34) == "9 件"
    assert shown(12, 9, 40) == "75.0%"
