"""A whole county from its sheets, in a browser: 645 constituencies, 815 stations, 1,500 deputies with their codes."""

from __future__ import annotations

from itertools import cycle, islice

import pytest
import requests
from playwright.sync_api import Browser, expect

from tests.browser.eye import DESK, opened
from tests.browser.office import become_administrator, bring_in, sheet
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("running")]

AREA = "371325"
"""费县, whose numbers these are: R2-01, R2-03; 1,500 deputies are those of R4-18."""


def children(system: Running, code: str) -> list[tuple[str, str]]:
    found = requests.get(f"{system.base_url}/api/areas/{code}", timeout=20).json()["children"]
    return [(child["code"], child["name"]) for child in found]


def constituencies(towns: list[str]) -> list[tuple[str, str, str]]:
    county = [(f"费县第{number}选区", "区县", "") for number in range(1, 147)]
    town = [
        (f"第{number // len(towns) + 1}选区", "乡镇", towns[number % len(towns)]) for number in range(499)
    ]
    return county + town


def stations(villages: list[tuple[str, str]]) -> list[tuple[str, ...]]:
    kinds = ["代表联络站"] * 100 + ["代表联络点"] * 709 + ["社情民意观察点"] * 6
    places = islice(cycle(villages), len(kinds))
    return [
        (f"{town}{village}{kind}{number + 1}号", kind, town, village, "运行")
        for number, (kind, (town, village)) in enumerate(zip(kinds, places, strict=True))
    ]


def deputies(electors: list[tuple[str, str, str]], places: list[str], count: int) -> list[tuple[str, ...]]:
    """Nobody is elected in the last constituency."""
    made = []
    for number, (name, level, town) in enumerate(islice(cycle(electors[:-1]), count)):
        person = f"费{'春夏秋冬风花雪月山川'[number % 10]}{'甲乙丙丁戊己庚辛壬癸'[number // 10 % 10]}{'一二三四五六七八九十壹贰叁肆伍'[number // 100]}"
        shown = ("社区医生", "联系选民，反映意见。", "老人看病的难处，跟我说。")
        phone = f"166{number:08d}"
        made.append((person, level, f"{town}{name}", places[number % len(places)], phone, "2022-01", *shown))
    return made


def test_a_county_comes_in_from_its_sheets(browser: Browser, empty: Running) -> None:
    towns = children(empty, f"{AREA}000000")
    villages = [(name, village) for code, name in towns for _, village in children(empty, code)]
    electors, places = constituencies([name for _, name in towns]), stations(villages)
    people = deputies(electors, [place[0] for place in places], 1500)
    headings = ("姓名", "层级", "选区或选举单位", "站点", "手机", "任期起", "职业", "职责", "承诺")
    with opened(browser, DESK) as context:
        page = context.new_page()
        become_administrator(page, empty)
        bring_in(page, empty.base_url, "constituencies", sheet(("选区", "层级", "镇街"), *electors))
        bring_in(page, empty.base_url, "stations", sheet(("站名", "类型", "镇街", "村社区", "状态"), *places))
        bring_in(page, empty.base_url, "deputies", sheet(headings, *people))
        page.goto(f"{empty.base_url}/console/constituencies")
        expect(page.get_by_role("heading", name="选区 645 个")).to_be_visible()
        expect(page.get_by_text("有 1 个选区还没有在任的代表")).to_be_visible()
        page.goto(f"{empty.base_url}/console/stations")
        for words in ("代表联络站 100 个", "代表联络点 709 个", "社情民意观察点 6 个"):
            expect(page.get_by_text(words)).to_be_visible()
        page.goto(f"{empty.base_url}/console/deputies")
        expect(page.get_by_text("1500 / 1500")).to_be_visible()
        page.goto(f"{empty.base_url}/console/first-day/codes")
        expect(page.get_by_text("代表码 1500/1500").first).to_be_visible()
