"""Every page of the console by eye: wide, narrow and on a phone, light and dark, in large text."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.eye import Looked, assert_fit, opened
from tests.browser.test_console import sign_in
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("running")]

ROADS = {
    "liaison": (
        "inbox",
        "inbox?view=reworking",
        "inbox?view=accepted",
        "codes",
        "notices",
        "identity",
        "contacts",
    ),
    "npc_staff": (
        "inbox?view=all",
        "stations",
        "deputies",
        "deputies?q=没有这个人",
        "search?q=路灯",
        "exports",
        "indicators",
        "dashboard",
        "analyses",
        "supervisions?box=open",
    ),
    "handler": ("welcome", "assignments", "exports"),
}
LOOKS = [
    (1440, "light", "normal"),
    (1280, "dark", "normal"),
    (1920, "light", "normal"),
    (1280, "light", "large"),
    (390, "light", "large"),
]


@pytest.mark.parametrize(("width", "theme", "text"), LOOKS, ids=lambda value: str(value))
def test_every_page_is_fit_to_be_seen(
    browser: Browser, system: Running, width: int, theme: str, text: str
) -> None:
    for role, roads in ROADS.items():
        with opened(browser, {"width": width, "height": 900}) as context:
            context.add_cookies(
                [
                    {"name": n, "value": v, "url": system.base_url}
                    for n, v in (("theme", theme), ("text", text))
                ]
            )
            looked = Looked(context.new_page())
            looked.page.goto(f"{system.base_url}/console/sign-in")
            assert_fit(looked, f"console-sign-in-{width}-{theme}-{text}")
            sign_in(looked.page, system, role)
            for road in (*roads, *details(looked.page, system, role)):
                looked.page.goto(f"{system.base_url}/console/{road}")
                name = re.sub(r"\W+|[0-9a-f]{8}-[0-9a-f-]{27}", "-", road).strip("-")
                assert_fit(looked, f"console-{role}-{name}-{width}-{theme}-{text}")


def details(page: Page, system: Running, role: str) -> list[str]:
    """Pages about one thing: a case, a station, a deputy."""
    if role != "liaison":
        return []
    found = []
    for list_page, pattern in (
        ("inbox?view=concluded", "messages"),
        ("deputies", "deputies"),
        ("stations", "stations"),
        ("contacts", "contacts"),
    ):
        page.goto(f"{system.base_url}/console/{list_page}")
        href = page.locator(f'main a[href*="/console/{pattern}/"]').first.get_attribute("href")
        found.append((href or "").removeprefix("/console/"))
    return found
