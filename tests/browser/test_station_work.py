"""The station's own work on the phone: a deputy writes a duty and leaves, the liaison confirms it, the head runs the rest."""

from __future__ import annotations

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.eye import PHONE, Looked, assert_fit, opened
from tests.browser.test_phone import play, press
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("running")]


def sign_in_head(page: Page, system: Running) -> None:
    """As on any phone that is nobody's WeChat: name, password, and the six digits."""
    head = next(one for one in system.demo["accounts"] if one["role"] == "station_head")
    page.goto(f"{system.base_url}/m/pages/sign-in/index")
    page.get_by_label("用户名").fill(head["username"])
    page.get_by_label("密码").fill(head["password"])
    if head["otp_secret"]:
        page.get_by_label("动态码").fill(pyotp.TOTP(head["otp_secret"]).now())
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "manager/inbox" in url)


def test_what_a_deputy_wrote_is_confirmed_by_one_tap_also_without_a_net(
    browser: Browser, system: Running
) -> None:
    with opened(browser, PHONE) as context:
        page = context.new_page()
        play(page, system, "deputy")
        for title in ("看望桂花新村三户老人", "看菜场门口的路"):
            page.goto(f"{system.base_url}/m/deputy/duty-write/index")
            page.get_by_label("做了什么").fill(title)
            page.get_by_label("在哪里").fill(title)
            press(page, "交给联络员核")
            page.wait_for_url(lambda url: "duty-write" not in url)
    with opened(browser, PHONE) as context:
        looked = Looked(context.new_page())
        page = looked.page
        play(page, system, "liaison")
        page.goto(f"{system.base_url}/m/manager/activities/index")
        press(page, "核实履职")
        card = page.get_by_role("listitem").filter(has_text="看菜场门口的路")
        expect(card.get_by_text("代表自己补登的")).to_be_visible()
        assert page.get_by_role("checkbox", checked=True).count() == 0, "nothing is chosen beforehand"
        context.set_offline(True)
        card.get_by_role("button", name="核实").click()
        expect(page.get_by_text("记在手机里，有网时自己核")).to_be_visible()
        context.set_offline(False)
        page.reload()
        expect(page.get_by_text("核实了 1 条")).to_be_visible()
        expect(page.get_by_text("看菜场门口的路")).to_have_count(0)
        assert_fit(looked, "phone-verify")
        page.get_by_role("link", name="看望桂花新村三户老人").first.click()
        press(page, "不核实")
        page.get_by_role("textbox", name="为什么不核实").fill("那天社区没有接到。")
        page.get_by_role("dialog").get_by_role("button", name="不核实").click()
        expect(page.get_by_text("写明了，代表看得到原因。")).to_be_visible()


def test_a_head_puts_a_draft_right_and_a_matter_of_a_visit_is_put_down_on_the_spot(
    browser: Browser, system: Running
) -> None:
    with opened(browser, PHONE) as context:
        looked = Looked(context.new_page())
        page = looked.page
        sign_in_head(page, system)
        page.goto(f"{system.base_url}/m/manager/activities/index")
        page.get_by_role("link", name="打开").first.click()
        expect(page.get_by_role("heading", name="名单")).to_be_visible()
        assert_fit(looked, "phone-activity")
        page.goto(f"{system.base_url}/m/manager/visits/index")
        page.get_by_role("link").filter(has_text="已通知").first.click()
        press(page, "来过了，记下发现")
        page.get_by_role("textbox", name="发现了什么").fill("看了助餐点，听六位老人说了一遍。")
        press(page, "记下")
        press(page, "记一个问题")
        page.get_by_role("textbox", name="发现了什么问题").fill("助餐点中午排队的人多，没有地方坐。")
        page.get_by_role("dialog").get_by_role("button", name="记下").click()
        page.get_by_role("button", name="答第 1 个问题").click()
        page.get_by_role("textbox", name="怎么答的").fill("当场说好，隔壁活动室中午也开门。")
        page.get_by_role("dialog").get_by_role("button", name="记下").click()
        expect(page.get_by_text("记下怎么答的了。")).to_be_visible()
        assert_fit(looked, "phone-visit")
        press(page, "都答完了，定下来")
        expect(page.get_by_text("定下来了")).to_be_visible()
