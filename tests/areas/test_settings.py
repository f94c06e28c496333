"""A county sets what is its own (R4-21): from a day on, within bounds, with a history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server.areas import history, settings
from server.areas.catalogue import PARAMETERS
from server.areas.models import Setting
from server.core import clock, forbidden
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db
from server.core.errors import Forbidden, InvalidInput, NotFound
from server.core.permissions import Role
from tests.areas.saying import COUNTY, OTHER, TOWN, office, put


def test_every_parameter_has_words_and_a_default_within_its_own_bounds() -> None:
    for parameter in PARAMETERS.values():
        kind = parameter.kind
        assert parameter.name
        assert parameter.help.endswith("。")
        assert kind.check(parameter.default) == parameter.default
        assert kind.read(kind.written(parameter.default)) == parameter.default
        assert kind.words(parameter.default)
        assert forbidden.found("", [kind.words(parameter.default)]) is None


def test_where_nobody_has_said_anything_the_default_holds(app: Flask) -> None:
    assert settings.value(TOWN, "deadline.answer_days") == 3
    assert settings.words(TOWN, "words.county_deputy") == "区人大代表"
    assert settings.day(TOWN, "station.milestone_3") == date(2025, 12, 31)


def test_what_a_county_sets_holds_in_its_towns_and_nowhere_else(app: Flask) -> None:
    put("deadline.answer_days", 5)
    assert settings.value(TOWN, "deadline.answer_days") == 5
    assert settings.value(OTHER, "deadline.answer_days") == 3


def test_the_smallest_area_that_said_something_is_heard(app: Flask) -> None:
    put("contact_day", 10, prefix="33")
    put("contact_day", 15, prefix="3301")
    assert settings.value(COUNTY, "contact_day") == 15
    put("contact_day", 20)
    put("contact_day", 12, prefix="33")
    assert settings.value(COUNTY, "contact_day") == 20
    assert settings.value("330122000000", "contact_day") == 15
    assert settings.value("330203000000", "contact_day") == 12


def test_a_change_waits_for_its_day_and_the_history_keeps_both(app: Flask) -> None:
    today = clock.today()
    put("rating.days", 10)
    put("rating.days", 20, in_days=9, reason="明年试行")
    assert settings.value(COUNTY, "rating.days") == 10
    assert settings.value(COUNTY, "rating.days", on=today + timedelta(days=9)) == 20
    assert settings.value(COUNTY, "rating.days", on=today - timedelta(days=1)) == 15
    with clock.shifted(timedelta(days=9)):
        assert settings.value(COUNTY, "rating.days") == 20
    (page,) = (
        p for pages in history.pages(COUNTY).values() for p in pages if p.parameter.key == "rating.days"
    )
    assert (page.words, page.whose) == ("10 天", "本地定的")
    assert [row.value for row in page.coming] == [20]
    assert [row.reason for row in page.past] == ["明年试行", "办公室通知"]


def test_a_word_for_the_same_day_takes_the_earlier_word_back(app: Flask) -> None:
    put("contact_day", 8, in_days=3)
    put("contact_day", 5, in_days=3)
    with clock.shifted(timedelta(days=3)):
        assert settings.value(COUNTY, "contact_day") == 5


WRONG: list[tuple[str, Any]] = [
    ("deadline.accept_days", 0),
    ("deadline.accept_days", 31),
    ("deadline.accept_days", "2"),
    ("deadline.accept_days", True),
    ("deadline.accept_days", 1.5),
    ("contact_day", 31),
    ("contact_day.moves_with_holidays", 1),
    ("calendar.closed_days", ["2026-02-30"]),
    ("calendar.closed_days", "2026-02-03"),
    (
        "calendar.closed_days",
        [f"2026-01-{day:02d}" for day in range(1, 32)] + [f"2026-03-{d:02d}" for d in range(1, 32)],
    ),
    ("station.milestone_1", "2023-13-01"),
    ("station.milestone_1", "0001-01-01"),
    ("words.county_deputy", "代"),
    ("words.county_deputy", "代" * 21),
    ("words.county_deputy", "半个字\ud800"),
    ("contact.platform_phone", "13812340000"),
    ("contact.platform_phone", "请打电话"),
    ("dictionary.duty_articles", ["一条"] * 21),
    ("dictionary.duty_articles", ["长" * 61]),
    ("links.minimum_direct", None),
]


@pytest.mark.parametrize(
    ("key", "value"), WRONG, ids=lambda value: str(value)[:24].encode("ascii", "ignore").decode()
)
def test_a_value_out_of_bounds_is_refused_with_words_about_it(app: Flask, key: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(key, value)
    assert PARAMETERS[key].name in refused.value.text
    assert db.session.scalars(select(Setting)).all() == []


def test_the_past_is_not_rewritten_and_nobody_plans_ten_years_ahead(app: Flask) -> None:
    for days in (-1, 3_650):
        with pytest.raises(InvalidInput):
            put("contact_day", 6, in_days=days)
    with pytest.raises(NotFound):
        put("contact_days", 6)


FORBIDDEN: list[tuple[str, Any]] = [
    ("ranking.enabled", True),
    ("score.weights", [1, 2]),
    ("online_time.count", True),
    ("force_sign_in", True),
    ("require_photo", True),
    ("check_in.photo", "yes"),
    ("dictionary.duty_articles", ["联系群众", "每月公布排名"]),
    ("dictionary.duty_articles", ["活动必须拍照"]),
    ("words.county_deputy", "积分代表"),
]


@pytest.mark.parametrize(("key", "value"), FORBIDDEN, ids=lambda value: "")
def test_what_would_switch_on_ranking_time_or_force_is_refused_and_written_down(
    app: Flask, key: str, value: Any
) -> None:
    """W21: the entry stays although the request is undone."""
    with pytest.raises(Forbidden) as refused:
        put(key, value)
    assert refused.value.code == "setting.forbidden"
    (entry,) = db.session.scalars(select(AuditEntry))
    assert entry.action == "setting.refused"
    assert entry.reason.startswith(key)
    assert db.session.scalars(select(Setting)).all() == []


@pytest.mark.parametrize("scope", ["self", "area:330111001", "station:5ac7d1d0-0000-4000-8000-000000000000"])
def test_who_has_no_county_sets_nothing(app: Flask, scope: str) -> None:
    with pytest.raises(Forbidden):
        settings.change(
            Actor(Role.NPC_STAFF, scope), "contact_day", 6, effective_on=clock.today(), reason="试试"
        )


def test_many_questions_about_one_tenant_are_one_statement(app: Flask, statements: Callable[[], int]) -> None:
    put("contact_day", 8)
    before = statements()
    for key in PARAMETERS:
        settings.value(TOWN, key)
        settings.value(COUNTY, key)
    assert statements() - before == 1


def test_what_is_not_committed_is_not_remembered(app: Flask) -> None:
    settings.change(office(), "contact_day", 9, effective_on=clock.today(), reason="试试")
    settings.value(COUNTY, "contact_day")
    db.session.rollback()
    settings.forget()
    assert settings.value(COUNTY, "contact_day") == 5
