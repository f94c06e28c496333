"""One person opens 富阳 from nothing: the first administrator's link, eight steps, and a letter answered (R4-18)."""

from __future__ import annotations

import re
from io import BytesIO
from uuid import uuid4

import pytest
import requests
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Browser, Page, expect

from server.onboarding.models import SetupKey
from tests.browser.eye import DESK, Looked, assert_fit, opened
from tests.browser.office import become_administrator, bring_in, enter, set_password
from tests.browser.test_console import sign_in
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("running")]

AREA = "330111"
SHEETS = ("constituencies", "stations", "deputies", "departments")
PRIVATE = ("手机",)


@pytest.fixture(scope="module")
def sheets(system: Running, browser: Browser) -> dict[str, bytes]:
    """What the office has already: the registers of the demonstration, without what was masked in them."""
    with opened(browser, DESK) as context:
        page = sign_in(context.new_page(), system, "npc_staff")
        given = {
            name: page.request.get(f"{system.base_url}/console/registers/{name}.xlsx").body()
            for name in SHEETS
        }
    return {name: _without(content, *PRIVATE) for name, content in given.items()}


def _without(content: bytes, *headings: str) -> bytes:
    book = load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    for column in reversed(range(1, sheet.max_column + 1)):
        if sheet.cell(1, column).value in headings:
            sheet.delete_cols(column)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _liaisons(stations: bytes) -> bytes:
    """One liaison for every station, with a phone of nobody's."""
    rows = list(load_workbook(BytesIO(stations), read_only=True).worksheets[0].iter_rows(values_only=True))
    name = rows[0].index("站名")
    book = Workbook()
    book.active.append(["姓名", "职务", "站点", "手机"])
    town = rows[0].index("镇街")
    for number, row in enumerate(rows[1:]):
        place = row[name] if str(row[name]).startswith(str(row[town])) else f"{row[town]}{row[name]}"
        book.active.append([f"联络{number + 1}", "联络员", place, f"199{number:08d}"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_one_person_opens_a_district_in_half_a_day(
    browser: Browser, empty: Running, sheets: dict[str, bytes]
) -> None:
    sheets = sheets | {"liaisons": _liaisons(sheets["stations"])}
    with opened(browser, DESK) as context:
        page = context.new_page()
        looked = Looked(page)
        become_administrator(page, empty)
        page.goto(f"{empty.base_url}/console/first-day")
        expect(page.get_by_role("heading", name="核对行政区划")).to_be_visible()
        expect(page.get_by_text("24 个镇街，350 个村社区").first).to_be_visible()
        assert_fit(looked, "first-day-areas")
        for key in (SetupKey.AREAS, SetupKey.SETTINGS):
            assert page.url.endswith(key.value)
            page.get_by_role("button", name="核对过了").click()
            page.wait_for_url(lambda url, key=key: not url.endswith(key.value))
        for name in ("stations", "constituencies", "deputies", "departments", "liaisons"):
            links = bring_in(page, empty.base_url, name, sheets[name])
        page.goto(f"{empty.base_url}/console/first-day/codes")
        assert_fit(looked, "first-day-codes")
        page.get_by_role("button", name=re.compile("发出还缺的")).click()
        expect(page.get_by_text("都有码了").first).to_be_visible()
        page.goto(f"{empty.base_url}/console/first-day")
        expect(page.get_by_role("heading", name="自己走一遍")).to_be_visible()
        assert_fit(looked, "first-day-walk")
        _walk(page, browser, empty, links)
        expect(page.get_by_text("走通了，可以把码贴出去了").first).to_be_visible(timeout=20_000)
        expect(page.get_by_text("已完成 8 / 8")).to_be_visible()
        assert_fit(looked, "first-day-done")


def _walk(page: Page, browser: Browser, empty: Running, links: bytes) -> None:
    """A guest scans and writes; the station's liaison, who sets a password by the link, accepts and answers."""
    station = page.get_by_label("在哪个站试").locator("option:checked").inner_text()
    code = page.get_by_role("link", name="在这台电脑上打开").get_attribute("href") or ""
    token = requests.post(f"{empty.base_url}/api/sessions", json={"guest": True}, timeout=20).json()["token"]
    sent = requests.post(
        f"{empty.base_url}/api/messages",
        json={"code": code.rsplit("/", 1)[1], "content": "试一试，看看有没有人收到。"},
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())},
        timeout=20,
    )
    assert sent.status_code == 201, sent.text
    expect(page.get_by_text(f"收到了，编号 {sent.json()['number']}")).to_be_visible()
    with opened(browser, DESK) as context:
        desk = context.new_page()
        address, username = _link_of(links, _liaison_of(page, empty, station))
        desk.goto(address)
        secret = set_password(desk)
        enter(desk, empty.base_url, username, secret)
        desk.goto(f"{empty.base_url}/console/messages/{sent.json()['id']}")
        desk.get_by_role("button", name=re.compile("^受理")).first.click()
        desk.get_by_label("给来信人的答复").fill("收到了，走通了。")
        desk.get_by_role("button", name="送出答复").click()
        desk.locator("dialog[open]").get_by_role("button").last.click()
        expect(desk.get_by_role("status").filter(has_text="送出了")).to_be_visible()
        expect(desk.get_by_text("收到了，走通了。").first).to_be_visible()


def _liaison_of(page: Page, empty: Running, station: str) -> str:
    content = page.request.get(f"{empty.base_url}/console/registers/liaisons.xlsx").body()
    rows = list(load_workbook(BytesIO(content), read_only=True).worksheets[0].iter_rows(values_only=True))
    name, place = rows[0].index("姓名"), rows[0].index("站点")
    return next(str(row[name]) for row in rows[1:] if row[place] == station)


def _link_of(links: bytes, person: str) -> tuple[str, str]:
    """The one-time link and the user name of a person."""
    rows = load_workbook(BytesIO(links), read_only=True).worksheets[0].iter_rows(values_only=True)
    row = next(row for row in rows if row[0] == person)
    return next(str(cell) for cell in row if "/console/" in str(cell)), str(row[1])
