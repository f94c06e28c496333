"""A county sets what is its own (R4-21): from a day on, with a history, and without anybody else noticing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.areas import history, settings
from server.areas.catalogue import PARAMETERS, switches_on_what_is_forbidden
from server.areas.models import AreaLevel, Setting
from server.areas.service import _register, level_of
from server.core import clock, workdays
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.errors import Forbidden, InvalidInput, NotFound
from server.core.permissions import Role
from server.messages import service as messages
from server.messages.jobs import conclude_unrated
from server.messages.models import Message, MessageStatus
from tests import factories
from tests.console.desk import at

COUNTY, TOWN, OTHER = "330111000000", "330111001000", "320311000000"


def office(prefix: str = factories.COUNTY) -> Actor:
    return Actor(Role.NPC_STAFF, f"area:{prefix}", name="何主任")


def put(
    key: str, value: Any, *, prefix: str = factories.COUNTY, in_days: int = 0, reason: str = "办公室通知"
) -> None:
    with transaction():
        on = clock.today() + timedelta(days=in_days)
        settings.change(office(prefix), key, value, effective_on=on, reason=reason)


def test_every_parameter_has_words_and_a_default_within_its_own_bounds() -> None:
    for parameter in PARAMETERS.values():
        kind = parameter.kind
        assert parameter.name
        assert parameter.help.endswith("。")
        assert kind.check(parameter.default) == parameter.default
        assert kind.read(kind.written(parameter.default)) == parameter.default
        assert kind.words(parameter.default)
        assert not switches_on_what_is_forbidden(parameter.key, parameter.default)


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


def test_local_days_off_and_days_worked_count_in_a_promise(app: Flask) -> None:
    friday = date(2026, 11, 20)
    put("calendar.closed_days", ["2030-01-01"])
    assert settings.calendar(COUNTY).closed == {date(2030, 1, 1)}
    local = workdays.Calendar(frozenset({date(2026, 11, 23)}), frozenset({date(2026, 11, 21)}))
    assert workdays.after(friday, 1, local) == date(2026, 11, 21)
    assert workdays.after(friday, 2, local) == date(2026, 11, 24)
    assert workdays.between(friday, date(2026, 11, 24), local) == 2
    both = workdays.Calendar(frozenset({date(2026, 11, 24)}), frozenset({date(2026, 11, 24)}))
    assert not workdays.is_workday(date(2026, 11, 24), both)


def test_the_fixed_day_moves_past_a_holiday_unless_the_county_does_not_want_that(app: Flask) -> None:
    """R2-02: the fifth of December 2026 is a Saturday."""
    assert settings.contact_day(COUNTY, 2026, 12) == date(2026, 12, 7)
    assert settings.contact_day(COUNTY, 2026, 11) == date(2026, 11, 5)
    put("contact_day.moves_with_holidays", False)
    assert settings.contact_day(COUNTY, 2026, 12) == date(2026, 12, 5)


def test_a_letter_is_promised_by_its_own_countys_deadlines(client: FlaskClient) -> None:
    """O3, O6."""
    world = factories.world(client)
    put("deadline.accept_days", 2)
    put("deadline.answer_days", 8)
    liaison = world.phone("liaison")
    sent = world.submit().json
    today = clock.today()
    assert sent["promised_on"] == workdays.after(today, 2).isoformat()
    accepted = liaison.post(f"/api/messages/{sent['id']}/accept", {}).json
    assert accepted["promised_on"] == workdays.after(today, 8).isoformat()


def test_an_unrated_answer_ends_when_its_own_county_says(client: FlaskClient) -> None:
    """O11: ten days here, the default elsewhere, seven in all of 江苏 but twelve in 泉山."""
    world = factories.world(client)
    put("rating.days", 10)
    put("rating.days", 7, prefix="32")
    put("rating.days", 12, prefix="320311")
    with transaction():
        places = {"330111001001": 10, "320311001001": 12, "320412001001": 7, "500103001001": 15}
        author = Actor(Role.RESIDENT, account_id=world.phone("resident").account_id)
        staff = Actor(Role.LIAISON, name="小林", account_id=world.phone("liaison").account_id)
        sent = {}
        for code, days in places.items():
            case, _ = messages.submit(
                author, factories.station(f"{code}站", code), content="路灯坏了三天了。"
            )
            message = db.session.get_one(Message, case.message.id)
            messages.accept(staff, message)
            messages.reply(staff, message, text="修好了。")
            sent[message.id] = days
    for day in range(1, 17):
        with clock.shifted(timedelta(days=day, minutes=1)):
            conclude_unrated()
            db.session.expire_all()
            for message_id, days in sent.items():
                wanted = MessageStatus.CONCLUDED if day >= days else MessageStatus.ANSWERED
                assert db.session.get_one(Message, message_id).status is wanted, (day, days)


def test_cards_call_a_deputy_as_the_county_does(client: FlaskClient) -> None:
    world = factories.world(client)
    put("words.county_deputy", "县人大代表")
    shown = client.get(f"/api/codes/{world.station_code.token}").json
    assert [card["title"] for card in shown["deputies"]] == ["县人大代表"]
    assert db.session.merge(world.deputy).title == "县人大代表"


def counties_of_chongqing() -> list[tuple[str, str]]:
    return [
        (code, name)
        for code, name in _register()
        if code.startswith("50") and level_of(code) is AreaLevel.COUNTY
    ]


def test_38_counties_side_by_side_each_with_settings_of_its_own(client: FlaskClient, app: Flask) -> None:
    """R4-21: what one office sets or reads is never another's."""
    counties = counties_of_chongqing()
    assert len(counties) == 38
    world = factories.world(client)
    for number, (code, _) in enumerate(counties):
        put("deadline.answer_days", 1 + number % 30, prefix=code[:6])
        put("words.county_deputy", f"第{number}号人大代表", prefix=code[:6])
    for number, (code, _) in enumerate(counties):
        assert settings.value(code[:6] + "001001", "deadline.answer_days") == 1 + number % 30
        assert settings.words(code, "words.county_deputy") == f"第{number}号人大代表"
    with transaction():
        for code, name in counties:
            factories.area(code[:6], name, AreaLevel.COUNTY)
            account = factories.staff(Role.NPC_STAFF, f"area:{code[:6]}", name)
            world.phones[code] = factories.phone_of(client, account)
    for number, (code, name) in enumerate(counties):
        page = at(app, world, code).page("/console/settings")
        assert name in page
        assert f"第{number}号人大代表" in page
        assert not [n for n in range(38) if n != number and f"第{n}号人大代表" in page]
    first = at(app, world, counties[0][0])
    today = clock.today().isoformat()
    changed = first.post(
        "/console/settings/contact_day", {"value": "9", "effective_on": today, "reason": "办公室通知"}
    )
    assert changed.status_code == 303
    assert [settings.value(code, "contact_day") for code, _ in counties] == [9] + [5] * 37


def test_the_page_says_what_holds_what_is_coming_and_refuses_with_words(
    client: FlaskClient, app: Flask
) -> None:
    world = factories.world(client)
    desk = at(app, world, "npc_staff")
    later = clock.today() + timedelta(days=40)
    given = {"value": "4", "effective_on": later.isoformat(), "reason": "常委会通知"}
    assert desk.post("/console/settings/deadline.answer_days", given).status_code == 303
    page = desk.page("/console/settings")
    assert f"{later.month}月{later.day}日起" in page
    assert "常委会通知" in page
    assert "3 个工作日" in page
    answer = desk.post("/console/settings/deadline.answer_days", given | {"value": "很多"})
    assert answer.status_code == 400
    assert "1 到 30" in answer.text
    assert desk.post("/console/settings/ranking.on", given).status_code == 403
    assert desk.post("/console/settings/nothing", given).status_code == 404
    assert desk.post("/console/settings/contact_day", given | {"reason": ""}).status_code == 400


@pytest.mark.parametrize(
    "who", ["liaison", "station_head", "street_npc", "npc_leader", "handler", "deputy", "resident"]
)
def test_only_the_countys_office_opens_the_settings(client: FlaskClient, app: Flask, who: str) -> None:
    world = factories.world(client)
    desk = at(app, world, who)
    assert desk.get("/console/settings").status_code == 403
    given = {"value": "9", "effective_on": clock.today().isoformat(), "reason": "试一试"}
    assert desk.post("/console/settings/contact_day", given).status_code == 403
    assert settings.value(COUNTY, "contact_day") == 5
