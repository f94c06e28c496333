"""The browser of the tests is our own: it starts without anything of the machine and knows Chinese."""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import chromium

DRAW = """(text) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 60, height: 60 });
  const pen = canvas.getContext("2d");
  pen.font = "48px sans-serif";
  pen.fillText(text, 4, 48);
  return canvas.toDataURL();
}"""
NO_FONT_HAS_IT = "\U000f1234"


@pytest.mark.browser
def test_it_starts_with_nothing_from_path_and_draws_every_chinese_character_as_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = chromium.launch_options()
    monkeypatch.setenv("PATH", "")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**options)
        page = browser.new_page()
        drawn = {text: page.evaluate(DRAW, text) for text in ("代", "表", "龘", "㛃", NO_FONT_HAS_IT)}
        browser.close()
    assert len(set(drawn.values())) == len(drawn), "some characters are drawn as the same empty box"


def test_it_names_the_command_that_unpacks_it_when_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium, "HOME", chromium.CACHE / "nowhere")
    with pytest.raises(FileNotFoundError, match="make browser"):
        chromium.launch_options()
