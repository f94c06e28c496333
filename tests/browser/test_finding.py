"""A resident of seventy without a code: a station nearby, a deputy who knows, and nothing forced."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from server.areas.models import AreaLevel
from server.core.db import transaction
from server.stations.models import StationKind
from tests import factories
from tests.browser.eye import PHONE, SMALL, Looked, assert_fit, opened

pytestmark = [pytest.mark.browser]
FACES = {"plain": PHONE, "large": PHONE, "dark": PHONE, "small": SMALL}
WORDS = "小区停车太难了，晚上物业也不管。"


@pytest.fixture
def base(app: Flask, client: FlaskClient) -> Iterator[str]:
    """A small town behind a real server: three stations, two with a position, and three deputies."""
    with transaction():
        factories.areas()
        factories.area("330111001002", "文村村委会", AreaLevel.VILLAGE, factories.TOWN)
        here = factories.station(latitude=30.0545, longitude=119.95)
        here.is_demo = True
        factories.station("春江社区代表联络点", "330111002001", latitude=30.07, longitude=119.99)
        factories.station("富春街道代表之家", factories.TOWN, kind=StationKind.HOME)
        factories.deputy(here, "王明")
        factories.deputy(here, "李强", specialties=["停车", "物业"], occupation="物业公司职工")
        factories.deputy(here, "周全", specialties=["上学", "托育", "路灯"], occupation="小学老师")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


@pytest.fixture(params=FACES)
def looked(request: pytest.FixtureRequest, browser: Browser, base: str) -> Iterator[Looked]:
    """The home page, each face chosen as people choose it."""
    scheme = "dark" if request.param == "dark" else "light"
    with opened(browser, FACES[request.param], color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(f"{base}/m/pages/home/index")
        if request.param == "large":
            press(page, "大字版")
        yield Looked(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()


def said(page: Page, text: str) -> None:
    expect(page.get_by_text(text).first).to_be_visible()


def allow_position(context: BrowserContext, base: str) -> None:
    context.grant_permissions(["geolocation"], origin=base)
    # some 450 m off where Chinese maps draw the same spot
    context.set_geolocation({"latitude": 30.0526, "longitude": 119.9453})


def test_a_station_is_found_with_and_without_a_position(looked: Looked, base: str) -> None:
    page = looked.page
    assert_fit(looked, "find-home")
    press(page, "找站点")
    said(page, "富春街道")
    press(page, "找离我近的")
    said(page, "没给位置也行")
    assert_fit(looked, "find-refused")
    press(page, "富春街道")
    said(page, "富春街道的哪个村、社区")
    press(page, "文村村委会")
    said(page, "没找到这样的站")
    said(page, "打站里的电话 0571-63000000")
    assert_fit(looked, "find-none")
    press(page, "重新找")
    page.get_by_label("站名、地址、社区名").fill("桂花西路18号")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="桂花社区代表联络站")).to_be_visible()
    press(page, "重新找")
    allow_position(page.context, base)
    press(page, "找离我近的")
    said(page, "离您约 500 米")
    said(page, "位置是编的")
    said(page, "还有 1 个站没标位置")
    assert "119" not in page.url.partition("/m/")[2], "a position stands in no address"
    assert_fit(looked, "find-near")
    press(page, "桂花社区代表联络站")
    expect(page.get_by_role("link", name="写给代表")).to_be_visible()


def test_a_deputy_is_found_by_what_they_know_and_by_town(looked: Looked) -> None:
    page = looked.page
    press(page, "找代表")
    said(page, "按懂什么事找")
    assert_fit(looked, "find-deputy")
    press(page, "停车")
    said(page, "李强")
    expect(page.get_by_text("王明")).to_have_count(0)
    press(page, "重新找")
    press(page, "富春街道")
    said(page, "按姓名的拼音排")
    assert_fit(looked, "find-deputies")


def test_a_matter_finds_who_knows_about_it_and_is_not_typed_twice(looked: Looked) -> None:
    page = looked.page
    press(page, "说事找人")
    page.get_by_label("发生了什么事").fill("。")
    press(page, "富春街道")
    said(page, "先写几个字，再找")
    page.get_by_label("发生了什么事").fill(WORDS)
    assert_fit(looked, "find-matter")
    press(page, "富春街道")
    said(page, "懂您说的：停车、物业")
    said(page, "不选人，写给富春街道代表之家")
    assert_fit(looked, "find-fitting")
    press(page, "李强")
    press(page, "写给李强")
    expect(page.get_by_label("发生了什么事")).to_have_value(WORDS)
    page.go_back()
    page.go_back()
    press(page, "改一改，再找")
    page.get_by_label("发生了什么事").fill("天上的云真好看呀")
    press(page, "在富春街道找")
    said(page, "没找到正好懂这一行的代表")
    assert_fit(looked, "find-nobody")
