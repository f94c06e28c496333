"""A resident of seventy: large text, no mouse, a screen reader; from the scan to the receipt, and a voice on the way."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.eye import PHONE, Looked, assert_fit, opened
from tests.factories import World
from tests.messages.path import drain

LETTER = "三单元门口的路灯坏了三天，晚上看不清台阶。"
NAME = """() => {
    const node = document.activeElement
    if (!node || node === document.body) return null
    const named = node.getAttribute('aria-labelledby')
    const texts = [
        node.getAttribute('aria-label'),
        named && document.getElementById(named)?.innerText,
        [...(node.labels ?? [])].map(label => label.innerText).join(' '),
        node.innerText,
    ]
    return texts.find(text => text && text.trim())?.trim() ?? ''
}"""
"""What a screen reader says of whatever has the focus; nothing for the page as a whole."""


def tab_to(page: Page, name: str) -> None:
    """On by Tab, as far as a control of this name; whatever lies on the way has a name too."""
    for _ in range(60):
        page.keyboard.press("Tab")
        said = page.evaluate(NAME)
        assert said != "", f"no name before {name}: {page.evaluate('document.activeElement.outerHTML')[:200]}"
        if said and name in said:
            return
    raise AssertionError(f"{name} is not reached")


def test_a_resident_in_large_text_writes_and_speaks_by_keyboard_alone(
    browser: Browser, served: str, world: World
) -> None:
    with opened(browser, PHONE, permissions=["microphone"]) as context:
        looked = Looked(context.new_page())
        page = looked.page
        page.goto(f"{served}/m/pages/my/index")
        tab_to(page, "大字")
        page.keyboard.press("Space")
        expect(page.get_by_role("switch", name="大字")).to_be_checked()
        page.goto(f"{served}/c/{world.station_code.token}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        tab_to(page, "写给代表")
        page.keyboard.press("Enter")
        expect(page.get_by_label("发生了什么事")).to_be_visible()
        tab_to(page, "发生了什么事")
        page.keyboard.type(LETTER)
        tab_to(page, "按一下，说给我听")
        page.keyboard.press("Enter")
        expect(page.get_by_role("timer")).to_have_text("0:02")
        tab_to(page, "说完了")
        page.keyboard.press("Enter")
        expect(page.get_by_text("录好了")).to_be_visible()
        tab_to(page, "在哪里")
        page.keyboard.type("桂花西路 22 号")
        assert_fit(looked, "keyboard-compose")
        tab_to(page, "发出去")
        page.keyboard.press("Enter")
        expect(page.get_by_text("收到了，谢谢您")).to_be_visible()
        assert_fit(looked, "keyboard-sent")
        tab_to(page, "看这件事")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="听录音")).to_be_visible()
        assert_fit(looked, "keyboard-case")
    drain()
    (line,) = world.phone("liaison").get("/api/messages?box=inbox").json["items"]
    seen = world.phone("liaison").get(f"/api/messages/{line['id']}").json
    assert (seen["content"], seen["voice"]["type"]) == (LETTER, "audio/webm")
