"""Many counties on one platform: 38 beside each other (R4-21), and a register of 262 that is complete or not (R1-03)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from server.areas import settings
from server.areas.models import Area, AreaLevel, level_of
from server.areas.service import _register
from server.core import clock, edge
from server.core.actor import Actor
from server.core.db import transaction
from server.core.permissions import Role
from server.core.text import day_words
from tests import factories
from tests.browser.eye import DESK, Looked, assert_fit, opened
from tests.browser.office import bring_in, sheet
from tests.factories import Phone

pytestmark = [pytest.mark.browser]

CITY = "50"
"""重庆, of whose 38 counties R4-21 speaks."""
WORD, DAYS, LATE = "words.county_deputy", "deadline.answer_days", 12
NUMBERS = "一二三四五六七八九十"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened(browser, DESK) as context:
        yield context.new_page()


def at_desk(page: Page, who: Phone) -> None:
    cookie = {"name": edge.COOKIE, "value": who.token, "domain": "127.0.0.1", "path": "/console"}
    page.context.add_cookies([cookie])


def own_word(number: int) -> str:
    return f"{NUMBERS[number // 10]}{NUMBERS[number % 10]}号人大代表"


@pytest.fixture
def counties(app: Flask) -> list[Area]:
    """All 38, each with a word and a deadline of its own."""
    with transaction():
        factories.area(CITY, "重庆市", AreaLevel.PROVINCE)
        found = [
            factories.area(code[:6], name, AreaLevel.COUNTY, CITY)
            for code, name in _register()
            if code.startswith(CITY) and level_of(code) is AreaLevel.COUNTY
        ]
        for number, county in enumerate(found):
            office = Actor(Role.NPC_STAFF, f"area:{county.code[:6]}", name="老何")
            for key, value in ((WORD, own_word(number)), (DAYS, 1 + number % 10)):
                settings.change(office, key, value, effective_on=clock.today(), reason="开通时定的")
    return found


@pytest.fixture
def officer(counties: list[Area], client: FlaskClient) -> Phone:
    """Who looks after the platform for the city, with the office of every county to choose from."""
    with transaction():
        first, *others = counties
        account = factories.staff(Role.NPC_STAFF, f"area:{first.code[:6]}", "何敏")
        for county in others:
            factories.accounts.grant(account, Role.NPC_STAFF, f"area:{county.code[:6]}")
        return factories.phone_of(client, account)


def test_38_counties_stand_beside_each_other_and_what_one_sets_the_others_keep(
    page: Page, served: str, counties: list[Area], officer: Phone
) -> None:
    looked, (changed, *untouched) = Looked(page), [counties[at] for at in (5, 0, 20, 37)]
    at_desk(page, officer)
    page.goto(f"{served}/console/identity")
    offered = page.locator("label.opt small").all_inner_texts()
    assert len(offered) == 38
    assert offered == [county.name for county in counties], "by code"
    assert_fit(looked, "tenants-identity")
    change(page, served, changed)
    assert_fit(looked, "tenants-changed")
    for county in untouched:
        settings_of(page, served, county)
        says_its_own_and_no_others(page, counties, county)
        row = page.locator(f'tr[id="{DAYS}"]')
        expect(row.locator("td").first).to_have_text(f"{1 + counties.index(county) % 10} 个工作日")
        expect(row).to_contain_text("不变")
        expect(row).to_contain_text("改过 1 次")
    assert_fit(looked, "tenants-untouched")
    settings_of(page, served, changed)
    says_its_own_and_no_others(page, counties, changed)
    expect(page.locator(f'tr[id="{DAYS}"]')).to_contain_text(f"{LATE} 个工作日")


def settings_of(page: Page, base_url: str, county: Area) -> None:
    """Choose the county's office and open what it has set."""
    page.goto(f"{base_url}/console/identity?next=/console/settings")
    page.locator("label.opt").filter(has=page.get_by_text(county.name, exact=True)).click()
    page.get_by_role("button", name="进入").click()
    expect(page.get_by_role("heading", name=f"{county.name}的设置")).to_be_visible()


def says_its_own_and_no_others(page: Page, counties: list[Area], county: Area) -> None:
    said = page.locator("main").inner_text()
    assert [other.name for n, other in enumerate(counties) if own_word(n) in said] == [county.name]


def change(page: Page, base_url: str, county: Area) -> None:
    """From a day to come; what held before stays to be read, with who said it and why."""
    since = clock.today() + timedelta(days=10)
    settings_of(page, base_url, county)
    row = page.locator(f'tr[id="{DAYS}"]')
    before = row.locator("td").first.inner_text()
    row.get_by_role("button", name="改", exact=False).first.click()
    asked = page.locator("dialog[open]")
    asked.get_by_label("改成").fill(str(LATE))
    asked.get_by_label("从哪天起").fill(since.isoformat())
    asked.get_by_label("为什么改").fill("常委会办公室第 3 号通知")
    asked.get_by_role("button", name="从那天起改").click()
    expect(page.get_by_role("status").filter(has_text=f"{LATE} 个工作日")).to_be_visible()
    expect(row.locator("td").first).to_have_text(before)
    expect(row).to_contain_text(f"{day_words(since)}起")
    row.get_by_role("button", name="改过 2 次").click()
    past = page.locator("dialog[open]")
    for words in (since.isoformat(), f"{LATE} 个工作日", "何敏", "第 3 号通知", before, "老何", "开通时定的"):
        expect(past).to_contain_text(words)
    past.get_by_role("button", name="知道了").click()


HEADINGS = ("姓名", "层级", "选区或选举单位", "手机", "任期起", "职业", "职责", "承诺")
FORGETFUL = "程二十"


def people() -> list[tuple[str, ...]]:
    """262 of them, as 富阳 has (R1-03)."""
    shown = ("2022-01", "社区医生", "联系选民，反映意见。", "老人看病的难处，跟我说。")
    names = [f"程{NUMBERS[n // 100]}{NUMBERS[n // 10 % 10]}{NUMBERS[n % 10]}" for n in range(261)]
    return [
        (name, "区县", f"富阳第{number + 1}选区", f"166{number:08d}", *shown)
        for number, name in enumerate([*names, FORGETFUL])
    ]


def test_262_of_262_show_all_three_until_one_takes_a_promise_back(
    page: Page, served: str, client: FlaskClient
) -> None:
    looked = Looked(page)
    with transaction():
        factories.areas()
        office = factories.staff(Role.NPC_STAFF, f"area:{factories.COUNTY}", "何主任")
        at_desk(page, factories.phone_of(client, office))
    bring_in(page, served, "deputies", sheet(HEADINGS, *people()))
    page.goto(f"{served}/console/deputies")
    expect(page.get_by_text("三亮齐 262 / 262，身份、职责、承诺都写了")).to_be_visible()
    promise(page, served, "")
    page.goto(f"{served}/console/deputies")
    expect(page.get_by_text("三亮齐 261 / 262")).to_be_visible()
    page.get_by_role("link", name="看缺的 1 位").click()
    lines = page.get_by_role("region", name="代表").locator("tbody tr")
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text(FORGETFUL)
    expect(lines).to_contain_text("缺承诺")
    assert_fit(looked, "register-one-incomplete")
    promise(page, served, "路口的事，跟我说。")
    page.goto(f"{served}/console/deputies")
    expect(page.get_by_text("三亮齐 262 / 262")).to_be_visible()


def promise(page: Page, base_url: str, words: str) -> None:
    page.goto(f"{base_url}/console/deputies?q={FORGETFUL}")
    page.get_by_role("link", name=FORGETFUL, exact=True).click()
    page.get_by_role("link", name="改资料").click()
    page.get_by_label("承诺").fill(words)
    page.get_by_role("button", name="存下来").click()
    expect(page.get_by_role("status").filter(has_text="的资料改好了")).to_be_visible()
