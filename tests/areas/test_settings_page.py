"""The page of the settings: 38 offices each see their own, and nobody else sees any."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.areas import settings
from server.areas.models import AreaLevel
from server.areas.service import _register, level_of
from server.core import clock
from server.core.db import transaction
from server.core.permissions import Role
from tests import factories
from tests.areas.saying import COUNTY, put
from tests.console.desk import at


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
