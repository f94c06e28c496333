"""The console by hand: the door, the desk with its keys, codes, a colleague's lost password."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.eye import DESK, Looked, assert_fit, opened
from tests.running import Running
from tests.stories.walk import Wire, photo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("running")]

ANSWER = "井盖今天上午换好了，四周也垫平了，晚上请您再看一眼。"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with opened(browser, DESK) as made:
        yield made


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def account(system: Running, role: str) -> dict[str, Any]:
    return next(a for a in system.demo["accounts"] if a["role"] == role)


def sign_in(page: Page, system: Running, role: str, path: str = "/console/") -> Page:
    """By the form; with an authenticator, whose codes count only once, by a session that all tests share."""
    given = account(system, role)
    if given["otp_secret"]:
        token = Wire(system.demo).staff(role)
        cookie = {"name": "console", "value": token, "domain": "127.0.0.1", "path": "/console"}
        page.context.add_cookies([cookie])
        page.goto(system.base_url + path)
        return page
    page.goto(system.base_url + path)
    page.get_by_label("账号").fill(given["username"])
    page.get_by_label("密码").fill(given["password"])
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def send(system: Running, content: str, token: str = "") -> dict[str, Any]:
    """Somebody, a new person unless told who, writes to the station of the demonstration's liaison."""
    wire = Wire(system.demo)
    token = token or wire.person(f"o-{uuid4().hex}")
    body = {"code": system.demo["codes"]["station"], "content": content}
    key = f"console-{uuid4()}"
    sent: dict[str, Any] = wire.call("POST", "/api/messages", token, key=key, json=body, expect=201)
    return sent


def accepted(system: Running, content: str) -> dict[str, Any]:
    sent = send(system, content)
    wire = Wire(system.demo)
    taken: dict[str, Any] = wire.call(
        "POST", f"/api/messages/{sent['id']}/accept", wire.staff("liaison"), json={}
    )
    return taken


def open_item(page: Page) -> str:
    return page.locator("#read").get_attribute("data-open-item") or ""


def shows(page: Page, message_id: str) -> None:
    expect(page.locator("#read")).to_have_attribute("data-open-item", message_id)


def test_a_message_is_accepted_by_one_key_and_the_next_one_opens(page: Page, system: Running) -> None:
    send(system, "小区东门的路灯一闪一闪，走夜路心慌。")
    send(system, "菜场门口积水，老人绕着走还是湿鞋。")
    looked = Looked(page)
    sign_in(page, system, "liaison")
    first = open_item(page)
    following = page.locator("[data-item]").nth(1).get_attribute("data-item")
    page.keyboard.press("a")
    expect(page.get_by_role("status").filter(has_text="受理了")).to_be_visible()
    shows(page, following or "")
    assert following in page.url, "the address says what is open"
    expect(page.locator(f'[data-item="{first}"]')).to_have_count(0)
    assert_fit(looked, "console-accepted")


def test_an_answer_with_a_photo_is_sent_after_one_question(page: Page, system: Running) -> None:
    message = accepted(system, "三单元门口的窨井盖翘起来了，晚上看不清。")
    sign_in(page, system, "liaison", f"/console/inbox?view=accepted&open={message['id']}")
    page.keyboard.press("r")
    expect(page.get_by_label("给来信人的答复")).to_be_focused()
    page.keyboard.type(ANSWER)
    page.locator("label").filter(has_text="解决了").click()
    page.get_by_label("加照片").set_input_files(
        [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo()} for n in (1, 2)]
    )
    expect(page.get_by_text("2 张照片")).to_be_visible()
    page.get_by_role("button", name="去掉这张照片").first.click()
    page.get_by_label("给来信人的答复").focus()
    page.keyboard.press("Control+Enter")
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("送出后不能改")
    asked.get_by_role("button", name="再看看").click()
    expect(page.get_by_label("给来信人的答复")).to_have_value(ANSWER)
    page.get_by_role("button", name="送出答复").click()
    asked.get_by_role("button", name="确定").click()
    expect(page.get_by_role("status").filter(has_text="送出了")).to_be_visible()
    wire = Wire(system.demo)
    reply = wire.call("GET", f"/api/messages/{message['id']}", wire.staff("liaison"))["reply"]
    assert (reply["text"], reply["result"], len(reply["attachments"])) == (ANSWER, "A", 1)
    page.goto(f"{system.base_url}/console/messages/{message['id']}")
    expect(page.locator(".story img")).to_be_visible()


def test_what_was_written_outlives_a_lost_net_and_a_closed_page(
    context: BrowserContext, page: Page, system: Running
) -> None:
    message = accepted(system, "公交站牌倒了一个星期，没人扶。")
    other = accepted(system, "河边的栏杆松了，孩子爱趴在上面。")
    path = f"/console/inbox?view=accepted&open={message['id']}"
    sign_in(page, system, "liaison", path)
    field = page.get_by_label("给来信人的答复")
    field.fill(ANSWER)
    context.set_offline(True)
    page.get_by_role("button", name="送出答复").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_role("alert").filter(has_text="您写的还在")).to_be_visible()
    expect(field).to_have_value(ANSWER)
    context.set_offline(False)
    page.locator(f'[data-item="{other["id"]}"]').click()
    shows(page, other["id"])
    expect(field).to_have_value("")
    page.close()
    again = context.new_page()
    again.goto(system.base_url + path)
    expect(again.get_by_label("给来信人的答复")).to_have_value(ANSWER)
    again.get_by_role("button", name="送出答复").click()
    again.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(again.get_by_role("status").filter(has_text="送出了")).to_be_visible()
    assert again.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft|')).length") == 0


def test_a_refused_answer_is_told_beside_what_was_written(page: Page, system: Running) -> None:
    message = accepted(system, "广场的音响夜里十一点还在响。")
    sign_in(page, system, "liaison", f"/console/inbox?view=accepted&open={message['id']}")
    page.get_by_label("给来信人的答复").fill(ANSWER)
    wire = Wire(system.demo)
    path = f"/api/messages/{message['id']}/reply"
    wire.call("POST", path, wire.staff("station_head"), json={"text": "站长先答复了您。"})
    page.get_by_role("button", name="送出答复").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_role("alert").filter(has_text="已经答复过了")).to_be_visible()
    expect(page.get_by_label("给来信人的答复")).to_have_value(ANSWER)
    page.get_by_role("link", name="看现在的样子").click()
    expect(page.locator("#read")).to_contain_text("站长先答复了您。")


def test_the_keys_move_open_and_close_and_rest_inside_fields(page: Page, system: Running) -> None:
    sign_in(page, system, "npc_staff", "/console/inbox?view=all")
    items = [item.get_attribute("data-item") or "" for item in page.locator("[data-item]").all()]
    page.keyboard.press("j")
    shows(page, items[1])
    page.keyboard.press("j")
    shows(page, items[2])
    page.keyboard.press("k")
    shows(page, items[1])
    page.go_back()
    shows(page, items[2])
    page.wait_for_load_state("load")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_label("搜索")).to_be_focused()
    page.keyboard.type("jko")
    expect(page.get_by_label("搜索")).to_have_value("jko")
    shows(page, items[2])
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    page.wait_for_url(f"**/console/messages/{items[2]}")


def test_single_keys_can_be_switched_off(page: Page, system: Running) -> None:
    sign_in(page, system, "npc_staff", "/console/inbox?view=all")
    page.locator("summary.me").click()
    page.locator(".menu").get_by_role("button", name="不用").click()
    expect(page.locator("body")).to_have_attribute("data-keys", "off")
    before = open_item(page)
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="快捷键")).to_be_hidden()
    shows(page, before)


def test_an_identity_is_opened_with_a_reason_and_the_author_learns_of_it(page: Page, system: Running) -> None:
    wire = Wire(system.demo)
    resident = wire.person(f"o-{uuid4().hex}")
    wire.call("PUT", "/api/accounts/me", resident, json={"name": "陈小明", "phone": "13812342046"})
    message = send(system, "楼道里的声控灯不亮，摸黑上楼。", resident)
    looked = Looked(page)
    sign_in(page, system, "liaison", f"/console/inbox?open={message['id']}")
    expect(page.locator("#read")).to_contain_text("138****2046")
    page.get_by_role("button", name="查看身份").click()
    dialog = page.get_by_role("dialog", name="查看来信人身份")
    expect(dialog).to_contain_text("来信人能看到是谁")
    assert_fit(looked, "console-identity-dialog")
    dialog.get_by_label("为什么要看").select_option("电话里问清情况")
    dialog.get_by_role("button", name="看 10 分钟").click()
    expect(page.get_by_text("13812342046")).to_be_visible()
    seen = wire.call("GET", f"/api/messages/{message['id']}", resident)["identity_reads"]
    assert [read["reason"] for read in seen] == ["电话里问清情况"]


def test_a_code_is_issued_and_withdrawn_after_one_question(page: Page, system: Running) -> None:
    sign_in(page, system, "station_head", "/console/codes")
    page.get_by_label("挂在哪里").fill("二楼电梯口")
    page.get_by_role("button", name="发码").click()
    expect(page.get_by_role("status").filter(has_text="发好了")).to_be_visible()
    line = page.get_by_role("row").filter(has_text="二楼电梯口")
    # a download that begins earlier ends the loading of the page, and its scripts never come
    page.wait_for_load_state("load")
    with page.expect_download() as download:
        line.get_by_role("link", name="下载海报").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    line.get_by_role("button", name="停用").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(line).to_contain_text("停用")
    expect(line.get_by_role("link", name="下载海报")).to_have_count(0)


def test_another_administrators_link_brings_back_who_lost_password_and_phone(
    browser: Browser, page: Page, system: Running
) -> None:
    sign_in(page, system, "sys_admin")
    line = page.get_by_role("row").filter(has_text=account(system, "handler_lead")["username"])
    line.get_by_role("button", name="重设密码和验证器").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    link = page.locator("#secret").inner_text()
    with opened(browser, DESK) as theirs:
        other = theirs.new_page()
        other.goto(link)
        other.get_by_text("扫不了").click()
        secret = other.locator(".secret").inner_text()
        other.get_by_label("新密码").fill("a-new-long-one-5")
        other.get_by_label("再写一次").fill("a-new-long-one-5")
        other.get_by_label("验证器上的 6 位数字").fill("000000")
        other.get_by_role("button", name="设好了").click()
        expect(other.get_by_role("alert")).to_contain_text("验证码不对")
        expect(other.get_by_label("新密码")).to_have_value("a-new-long-one-5")
        other.get_by_label("验证器上的 6 位数字").fill(pyotp.TOTP(secret).now())
        other.get_by_role("button", name="设好了").click()
        other.get_by_label("账号").fill(account(system, "handler_lead")["username"])
        other.get_by_label("密码").fill("a-new-long-one-5")
        other.get_by_role("button", name="登录", exact=True).click()
        other.get_by_label("手机验证器上的 6 位数字").fill(pyotp.TOTP(secret).now())
        other.get_by_role("button", name="登录", exact=True).click()
        expect(other.get_by_role("link", name="办件")).to_be_visible()


def test_a_wrong_password_is_told_and_both_fields_stay(page: Page, system: Running) -> None:
    page.goto(f"{system.base_url}/console/sign-in")
    page.get_by_label("账号").fill("nobody-here")
    page.get_by_label("密码").fill("not-the-password")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="账号、密码或验证码不对")).to_be_visible()
    expect(page.get_by_label("密码")).to_have_value("not-the-password")
