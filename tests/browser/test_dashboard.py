"""The cabin by eye and by keyboard: down a place and back, definitions, pictures with their tables, the wall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect

from server.core import edge
from server.core.db import transaction
from server.core.permissions import Role
from server.dashboard import service
from server.dashboard.shapes import SCREEN_WORDS
from tests import factories
from tests.browser.eye import Looked, assert_fit, opened
from tests.dashboard import made

pytestmark = [pytest.mark.browser]

LOOKS = ((1280, "light"), (1440, "dark"))
WIDER = (1920, 3840)
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AREA = f"{made.COUNTY.area}001"
SMALLEST = """root => Math.min(...[...root.querySelectorAll('*')]
    .filter(node => !node.closest('.sr') && [...node.childNodes].some(one => one.nodeType === 3 && one.data.trim()))
    .map(node => parseFloat(getComputedStyle(node).fontSize)))"""


@pytest.fixture
def cookie(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Somebody of the county's office; what the screens tell is made by hand, with every kind of picture."""
    monkeypatch.setattr(service, "screen", made.shown)
    with transaction():
        factories.areas()
        office = factories.staff(Role.NPC_STAFF, f"area:{factories.COUNTY}", "何主任")
        token = factories.phone_of(client, office).token
    return {"name": edge.COOKIE, "value": token, "domain": "127.0.0.1", "path": "/console"}


def looking(context: BrowserContext, cookie: dict[str, Any], served: str, theme: str = "light") -> Looked:
    context.add_cookies([cookie, {"name": "theme", "value": theme, "url": served}])  # type: ignore[list-item]
    return Looked(context.new_page())


def reach(page: Page, is_there: Callable[[], bool], key: str = "Tab", most: int = 80) -> None:
    """Go on by one key until it is there."""
    for _ in range(most):
        page.keyboard.press(key)
        if is_there():
            return
    raise AssertionError("never reached by keyboard")


def focused(page: Page, words: str, inside: str = "main") -> Callable[[], bool]:
    told = "inside => document.activeElement.closest(inside) && document.activeElement.textContent"
    return lambda: words in (page.evaluate(told, inside) or "")


def test_a_town_is_reached_and_left_again_by_keyboard_alone(
    browser: Browser, served: str, cookie: dict[str, str]
) -> None:
    with opened(browser, {"width": 1440, "height": 900}) as context:
        page = looking(context, cookie, served).page
        page.goto(f"{served}/console/dashboard?period=2026")
        reach(page, focused(page, "往下看"))
        page.keyboard.press("Enter")
        reach(page, focused(page, made.TOWNS[0]))
        page.keyboard.press("Enter")
        page.wait_for_url(f"**area={AREA}*")
        expect(page.get_by_label("在哪里")).to_contain_text(made.TOWNS[0])
        expect(page.get_by_role("heading", name="这一屏还没有数")).to_be_visible()
        assert "period=2026" in page.url  # what was chosen goes along
        reach(page, focused(page, made.COUNTY.name, ".crumbs"))
        page.keyboard.press("Enter")
        page.wait_for_url(f"**area={made.COUNTY.area}&*")

        reach(page, focused(page, "口径"))
        assert not page.locator("details.def[open]").count()
        page.keyboard.press("Enter")
        expect(page.locator("details.def[open]")).to_contain_text("已反馈的 ÷ 到期应反馈的")
        reach(page, focused(page, "看数据表"))
        page.keyboard.press("Enter")
        expect(page.locator("details.as-table[open] table")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), LOOKS, ids=lambda value: str(value))
def test_every_screen_fits_every_desk(
    browser: Browser, served: str, cookie: dict[str, str], width: int, theme: str
) -> None:
    with opened(browser, {"width": width, "height": width * 9 // 16}) as context:
        looked = looking(context, cookie, served, theme)
        page = looked.page
        for name in SCREEN_WORDS:
            page.goto(f"{served}/console/dashboard/{name}")
            plots = page.locator(".plot")
            for plot in plots.all():
                expect(plot.locator("svg")).to_be_visible()
                expect(page.get_by_role("img", name=plot.get_attribute("aria-label") or "-")).to_be_visible()
                expect(plot.locator("xpath=ancestor::figure").locator("table")).to_have_count(1)
            assert_fit(looked, f"cabin-{name}-{width}-{theme}")
            for wider in WIDER if theme == "light" else ():
                page.set_viewport_size({"width": wider, "height": wider * 9 // 16})
                assert page.evaluate(BEYOND) <= 0, (name, wider)
            page.set_viewport_size({"width": width, "height": width * 9 // 16})


def test_the_wall_is_read_from_afar_and_tells_when_it_is_old(
    browser: Browser, served: str, cookie: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for width, height in ((1920, 1080), (3840, 2160)):
        with opened(browser, {"width": width, "height": height}) as context:
            looked = looking(context, cookie, served)
            page = looked.page
            page.clock.install()
            page.goto(f"{served}/console/dashboard/wall")
            expect(page.locator("#wall .plot svg")).to_have_count(2)
            told = page.locator("#wall").evaluate("node => [node.scrollHeight, node.clientHeight]")
            assert told == [height, height]
            assert page.locator("#wall").evaluate(SMALLEST) >= 24 * width / 1920
            numbers = page.locator(".w-num").evaluate_all(
                "all => all.map(one => getComputedStyle(one).fontSize)"
            )
            assert set(numbers) == {f"{84 * width // 1920}px"}
            assert_fit(looked, f"wall-{width}")

            expect(page.get_by_text("超过 15 分钟没有更新")).to_be_hidden()
            context.route("**/wall*", lambda route: route.abort())
            page.clock.fast_forward("20:00")
            expect(page.get_by_text("超过 15 分钟没有更新")).to_be_visible()
            context.unroute("**/wall*")
            with monkeypatch.context() as changed:
                changed.setattr(made, "RECEIVED", "4,287")
                page.clock.fast_forward("01:00")
                expect(page.get_by_text("4,287")).to_be_visible()
