"""A deputy reads the year on the phone and sends the report; the station sees it in the console."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.eye import DESK, PHONE, Looked, assert_fit, opened
from tests.browser.test_console import sign_in
from tests.browser.test_phone import play, press
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("running")]

ADDED = "路灯的事，明年接着盯。"


def test_a_deputy_reads_the_year_and_sends_the_report(browser: Browser, system: Running) -> None:
    address = sent_by_the_deputy(browser, system)
    read_by_a_voter(browser, system, address)
    read_at_the_station(browser, system)


def sent_by_the_deputy(browser: Browser, system: Running) -> str:
    """Returns where voters read it."""
    with opened(browser, PHONE) as context:
        looked = Looked(context.new_page())
        page = looked.page
        play(page, system, "deputy")
        page.goto(f"{system.base_url}/m/deputy/duty-file/index")
        expect(page.get_by_role("heading", name="区里请每位代表做到的")).to_be_visible()
        press(page, "看成一张表")
        expect(page.get_by_role("term").filter(has_text="12月")).to_be_visible()
        assert_fit(looked, "phone-year")
        press(page, "帮我起草履职报告")
        expect(page.get_by_text("各位选民：我是")).to_be_visible()
        assert_fit(looked, "phone-report-draft")
        edit(page)
        announce(looked)
        return page.url.replace("/deputy/report/", "/pages/report/")


def edit(page: Page) -> None:
    page.get_by_role("button", name="改文字四、接下来").click()
    field = page.get_by_role("textbox")
    field.fill(field.input_value() + ADDED)
    press(page, "改好了")
    expect(page.get_by_text(ADDED)).to_be_visible()


def announce(looked: Looked) -> None:
    """A day is set, voters are told, and the report is sent to them."""
    page = looked.page
    press(page, "定日子，告诉选民")
    assert_fit(looked, "phone-report-day")
    press(page, "定了，告诉大家")
    press(page, "发给选民")
    expect(page.get_by_text("已进您的履职档案")).to_be_visible()
    assert_fit(looked, "phone-report-sent")


def read_by_a_voter(browser: Browser, system: Running, address: str) -> None:
    with opened(browser, PHONE) as context:
        looked = Looked(context.new_page())
        page = looked.page
        play(page, system, "resident")
        page.goto(address)
        expect(page.get_by_text(ADDED)).to_be_visible()
        assert page.get_by_role("radio", checked=True).count() == 0, "no answer is chosen beforehand"
        assert_fit(looked, "phone-report-voter")


def read_at_the_station(browser: Browser, system: Running) -> None:
    with opened(browser, DESK) as context:
        looked = Looked(context.new_page())
        page = sign_in(looked.page, system, "liaison", "/console/reports")
        expect(page.get_by_role("heading", name="履职报告", level=1)).to_be_visible()
        assert_fit(looked, "console-reports")
        page.get_by_role("cell", name="书面报告").first.locator("..").get_by_role("link").click()
        expect(page.get_by_role("article")).to_contain_text("各位选民")
        assert_fit(looked, "console-report")
