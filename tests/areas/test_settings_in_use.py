"""What a county has set is what its letters, its days and its cards go by, and no other county's."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask
from flask.testing import FlaskClient

from server.areas import settings
from server.core import clock, workdays
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.messages import service as messages
from server.messages.addresses import Address
from server.messages.jobs import conclude_unrated
from server.messages.life import MessageStatus
from server.messages.models import Message
from tests import factories
from tests.areas.saying import COUNTY, put


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
                author, Address(factories.station(f"{code}站", code)), content="路灯坏了三天了。"
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
