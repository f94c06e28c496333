"""Looking at a page as people do: with a phone, in large text, in the dark, with a screen reader's ears."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response

PICTURES = Path(__file__).parent.parent.parent / ".cache/pictures"
PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 640}
DESK = {"width": 1440, "height": 900}
# what a page may write in Latin letters: names that have no other form
LATIN = re.compile(r"[A-Za-z]{4,}")
SPOKEN = """body => {
    const signs = [...body.querySelectorAll('[translate=no]')].map(node => node.innerText)
    return signs.reduce((text, sign) => text.replace(sign, ''), body.innerText)
}"""
"""What a page says, without serials and the like, which have no language."""
ALLOWED = {"JavaScript", "Ctrl", "Enter", "Shift", "Excel", "Word", "xlsx"}


class Looked:
    """A page with everything that went wrong on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        page.on("console", lambda said: self._said(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._answered)

    def _said(self, kind: str, text: str) -> None:
        # a refused answer is what some pages are about; a script that breaks never is
        if kind == "error" and "Failed to load resource" not in text:
            self.complaints.append(text)

    def _answered(self, response: Response) -> None:
        if not re.match(r"(https?://127\.0\.0\.1|data:|blob:)", response.url):
            self.foreign.append(response.url)


@contextmanager
def opened(browser: Browser, viewport: dict[str, int], **options: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport=viewport,  # type: ignore[arg-type]
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(60_000)
    try:
        yield context
    finally:
        context.close()


def picture(page: Page, name: str) -> None:
    """Keep what was seen, for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def assert_fit(looked: Looked, name: str) -> None:
    """Nothing cut off sideways, nothing English, nothing broken, nothing serious for axe.

    A page that is not fit is kept as a picture; every other one too where somebody asked to see them (PICTURES=1).
    """
    try:
        _assert_fit(looked, name)
    except AssertionError:
        picture(looked.page, name)
        raise
    if os.environ.get("PICTURES"):
        picture(looked.page, name)


def _assert_fit(looked: Looked, name: str) -> None:
    page = looked.page
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} scrolls sideways by {wide}px"
    words = set(LATIN.findall(page.locator("body").evaluate(SPOKEN))) - ALLOWED
    assert not words, f"{name} speaks English: {words}"
    found = Axe().run(page).response["violations"]
    grave = [
        (v["id"], [node["html"][:160] for node in v["nodes"][:3]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert not grave, (name, grave)
    assert not looked.complaints, (name, looked.complaints)
    assert not looked.foreign, (name, looked.foreign)
