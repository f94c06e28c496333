"""The office's pages by eye: registers, forms, settings, printing, narrow in large text and wide in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.eye import DESK, Looked, assert_fit, opened
from tests.browser.test_console import sign_in
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("running")]

PAGES = (
    "deputies",
    "deputies/new",
    "groups",
    "stations",
    "stations/new",
    "coverage",
    "constituencies",
    "departments",
    "routing",
    "on-call",
    "settings",
    "codes",
    "prints",
    "accounts",
    "accounts/new",
    "delegation",
    "blocks",
    "imports/deputies",
)
LOOKS = {
    "narrow-large": ({"width": 1280, "height": 800}, {"text": "large"}),
    "wide-dark": ({"width": 1920, "height": 1080}, {"theme": "dark"}),
}


@pytest.fixture(params=LOOKS)
def office(
    request: pytest.FixtureRequest, browser: Browser, system: Running
) -> Iterator[tuple[str, BrowserContext]]:
    viewport, chosen = LOOKS[request.param]
    with opened(browser, viewport) as context:
        page = sign_in(context.new_page(), system, "npc_staff", "/console/deputies")
        for name, value in chosen.items():
            token = page.locator("input[name=csrf]").first.get_attribute("value") or ""
            form = {"csrf": token, "name": name, "value": value, "back": "/console/deputies"}
            page.request.post(f"{system.base_url}/console/look", form=form)
        yield request.param, context


def test_every_page_of_the_office_fits(office: tuple[str, BrowserContext], system: Running) -> None:
    look, context = office
    page = context.new_page()
    looked = Looked(page)
    for path in PAGES:
        page.goto(f"{system.base_url}/console/{path}")
        assert_fit(looked, f"office-{path.replace('/', '-')}-{look}")


def test_every_town_has_its_centre_and_the_villages_without_a_station_are_named(
    browser: Browser, system: Running
) -> None:
    """R0-18, by eye."""
    with opened(browser, DESK) as context:
        page = sign_in(context.new_page(), system, "npc_staff", "/console/coverage")
        expect(page.get_by_text("中心站 24 / 24")).to_be_visible()
        expect(page.get_by_text("350 个村社区里，2 个还没有在运行的站点")).to_be_visible()


def test_a_sheet_with_mistakes_is_mended_on_the_page(browser: Browser, system: Running) -> None:
    book = Workbook()
    book.active.append(["姓名", "级别", "联系方式", "当选时间", "民族"])
    book.active.append(["程知秋", "省", "13900001234", "2022-01", "汉"])
    book.active.append(["程见山", "省", "1390000", "2202-02", "汉"])
    out = BytesIO()
    book.save(out)
    with opened(browser, DESK) as context:
        page = sign_in(context.new_page(), system, "npc_staff", "/console/imports/deputies")
        looked = Looked(page)
        sheet = {"name": "代表名册.xlsx", "mimeType": "application/octet-stream", "buffer": out.getvalue()}
        page.get_by_label("选一个 Excel 文件").set_input_files([sheet])
        page.get_by_role("button", name="核对").click()
        expect(page.get_by_text("有错 1").first).to_be_visible()
        expect(page.get_by_role("button", name="全部导入")).to_be_disabled()
        assert_fit(looked, "office-import-preview")
        page.get_by_role("button", name="取消").click()
        page.locator("dialog[open]").get_by_role("button", name="确定").click()
        expect(page.get_by_text("取消了，名册没有变")).to_be_visible()
