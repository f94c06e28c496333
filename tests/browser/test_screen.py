"""The screen at the door, as it stands there: paired by its address, read from afar, honest without a net."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from server.codes import screens
from server.core.actor import Actor
from server.core.db import transaction
from server.core.permissions import Role
from tests import factories
from tests.browser.eye import Looked, assert_fit, opened
from tests.factories import World

pytestmark = [pytest.mark.browser]
TABLET = {"width": 1280, "height": 800}
UPRIGHT = {"width": 800, "height": 1280}


@pytest.fixture
def world(client: FlaskClient) -> World:
    return factories.world(client)


def scanned(page: Page) -> str:
    """What a phone held before the screen reads."""
    found = zxingcpp.read_barcode(Image.open(io.BytesIO(page.screenshot())))
    assert found is not None
    return str(found.text).rpartition("/")[2]


def test_a_tablet_pairs_shows_the_code_and_who_came_and_says_when_the_net_is_away(
    browser: Browser, served: str, app: Flask, world: World
) -> None:
    head = Actor(Role.STATION_HEAD, world.station.scope, account_id=uuid4())
    with transaction():
        factories.activity(world.station, [world.deputy])
        begun = screens.begin(head, world.station, name="门口的屏")
    with opened(browser, TABLET) as context:
        page = context.new_page()
        looked = Looked(page)
        page.goto(f"{served}/screen/{begun.text}")
        expect(page.get_by_role("heading", name=world.station.name)).to_be_visible()
        expect(page.locator("#qr svg")).to_be_visible()
        assert page.url == f"{served}/screen/", "the spent code leaves the address"
        assert_fit(looked, "screen-wide")
        done = world.phone("deputy").post("/api/duties", {"code": scanned(page)}, key=f"key-{uuid4()}")
        assert done.json["how"] == "rotating"
        expect(page.get_by_role("listitem").filter(has_text=world.deputy.name)).to_be_visible(timeout=20_000)
        page.set_viewport_size(UPRIGHT)  # type: ignore[arg-type]
        assert_fit(looked, "screen-upright")
        context.set_offline(True)
        expect(page.get_by_role("status")).to_contain_text("没有网络", timeout=20_000)
        context.set_offline(False)
        with transaction():
            screens.revoke(head, screens.of_station_for_update(world.station.id, begun.screen.id))
        expect(page.get_by_role("heading", name="这块屏停用了")).to_be_visible(timeout=20_000)
        page.get_by_role("button", name="重新配对").click()
        page.get_by_label("配对码").fill("AAAAAAAA")
        page.get_by_role("button", name="配上").click()
        expect(page.get_by_role("status")).to_contain_text("配对码不对")
