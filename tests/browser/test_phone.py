"""The main job by hand and eye on a phone: resident, liaison, deputy, each on their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.eye import DESK, PHONE, SMALL, Looked, assert_fit, opened
from tests.browser.test_console import sign_in
from tests.running import Running
from tests.stories.walk import Wire, photo

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("running")]

LETTER = "我们三单元门口的窨井盖翘起来了，晚上看不清，上周有位老人绊了一下。"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    with opened(browser, PHONE) as context:
        yield context


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()


def scan(page: Page, system: Running, kind: str) -> None:
    page.goto(f"{system.base_url}/c/{system.demo['codes'][kind]}")


def play(page: Page, system: Running, who: str) -> None:
    """Sign in as one of the demonstration's people, as the sign-in page offers them."""
    openid = system.demo["wechat"][who]
    name = next(person["name"] for person in system.demo["people"] if person["openid"] == openid)
    page.goto(f"{system.base_url}/m/pages/sign-in/index")
    page.get_by_role("button", name=name).first.click()
    page.wait_for_url(lambda url: "sign-in" not in url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_resident_writes_in_three_steps_and_learns_what_became_of_it(
    phone: BrowserContext, system: Running
) -> None:
    looked = Looked(phone.new_page())
    page = looked.page
    scan(page, system, "station")
    press(page, "写给代表")  # 1
    page.get_by_label("发生了什么事").fill(LETTER)  # 2
    page.get_by_label("在哪里").fill("桂花西路 22 号 3 幢")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="加照片").click()
    chooser.value.set_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}])
    expect(page.get_by_role("button", name="去掉第 1 张照片")).to_be_visible()
    press(page, "发出去")  # 3
    expect(page.get_by_text("收到了，谢谢您")).to_be_visible()
    assert_fit(looked, "phone-sent")
    press(page, "看这件事")
    expect(page.get_by_text("现在在谁手里")).to_be_visible()
    message_id = page.url.split("id=")[1].split("&")[0]
    wire = Wire(system.demo)
    liaison = wire.staff("liaison")
    wire.call("POST", f"/api/messages/{message_id}/accept", liaison, json={})
    reply = {"text": "井盖换好了，四周也垫平了。", "result": "A"}
    wire.call("POST", f"/api/messages/{message_id}/reply", liaison, json=reply)
    page.reload()
    expect(page.get_by_text("井盖换好了，四周也垫平了。")).to_be_visible()
    assert page.get_by_role("radio", checked=True).count() == 0, "no answer is chosen beforehand"
    page.get_by_role("radio", name="满意", exact=True).click()
    page.get_by_role("radio", name="解决了", exact=True).click()
    press(page, "就这样告诉他们")
    expect(page.get_by_text("您说过了").or_(page.get_by_text("记下了，谢谢您。")).first).to_be_visible()
    assert wire.call("GET", f"/api/messages/{message_id}", liaison)["status"] == "concluded"
    assert_fit(looked, "phone-case-rated")


def test_danger_comes_before_sending_and_never_holds_the_letter_back(
    phone: BrowserContext, system: Running
) -> None:
    looked = Looked(phone.new_page())
    page = looked.page
    scan(page, system, "station")
    press(page, "写给代表")
    page.get_by_label("发生了什么事").fill("楼道里一股煤气味，越来越浓，二楼老太太说头晕。")
    press(page, "发出去")
    sheet = page.get_by_role("dialog", name="先保平安，再发也不迟")
    expect(sheet.get_by_text("开窗")).to_be_visible()
    assert sheet.get_by_role("link", name="打 119").get_attribute("href") == "tel:119"
    assert_fit(looked, "phone-danger")
    press(page, "人平安，把信也发出去")
    expect(page.get_by_text("收到了，谢谢您")).to_be_visible()


def test_what_was_written_survives_the_loss_of_the_net_and_is_sent_once(
    phone: BrowserContext, system: Running
) -> None:
    page = phone.new_page()
    scan(page, system, "station")
    press(page, "写给代表")
    page.get_by_label("发生了什么事").fill(LETTER)
    phone.set_offline(True)
    press(page, "发出去")
    expect(page.get_by_text("现在没有网").first).to_be_visible()
    expect(page.get_by_label("发生了什么事")).to_have_value(LETTER)
    phone.set_offline(False)
    page.reload()
    expect(page.get_by_label("发生了什么事")).to_have_value(LETTER)
    press(page, "发出去")
    expect(page.get_by_text("收到了，谢谢您")).to_be_visible()
    page.goto(f"{system.base_url}/m/pages/my/index")
    expect(page.get_by_text("窨井盖翘起来了")).to_have_count(1)


def test_unknown_and_revoked_codes_meet_a_kind_page_with_the_way_on(
    phone: BrowserContext, system: Running
) -> None:
    looked = Looked(phone.new_page())
    looked.page.goto(f"{system.base_url}/c/s1.AAAAAAAAAAAAAAAAAAAAAA")
    expect(looked.page.get_by_text("这不是联络站的码")).to_be_visible()
    assert_fit(looked, "phone-code-unknown")
    press(looked.page, "这张码坏了、贴错了？告诉我们")
    expect(looked.page.get_by_label("这张码贴在哪里，怎么了？")).to_be_visible()
    assert_fit(looked, "phone-code-unknown-said")
    looked.page.go_back()
    press(looked.page, "按地方找联络站")
    expect(looked.page.get_by_text("富春街道").first).to_be_visible()


def test_a_resident_says_that_a_code_hangs_badly_and_the_liaison_sees_it(
    phone: BrowserContext, browser: Browser, system: Running
) -> None:
    page = phone.new_page()
    scan(page, system, "deputy")
    press(page, "这张码坏了、贴错了？告诉联络员")
    send = page.get_by_role("dialog").get_by_role("button", name="告诉联络员")
    expect(page.get_by_role("button", name="先点一下是哪一样")).to_be_visible()
    assert page.get_by_role("radio", checked=True).count() == 0, "nothing is chosen beforehand"
    page.get_by_role("radio", name="贴错了地方").click()
    page.get_by_label("还想说什么").fill("贴到隔壁理发店门上了")
    phone.set_offline(True)
    send.click()
    expect(page.get_by_role("dialog").get_by_text("现在没有网")).to_be_visible()
    expect(page.get_by_label("还想说什么")).to_have_value("贴到隔壁理发店门上了")
    phone.set_offline(False)
    page.reload()
    press(page, "这张码坏了、贴错了？告诉联络员")
    expect(page.get_by_label("还想说什么")).to_have_value("贴到隔壁理发店门上了")
    page.get_by_role("radio", name="贴错了地方").click()
    send.click()
    expect(page.get_by_role("status").filter(has_text="联络员会去看这个码")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "这张码坏了、贴错了？告诉联络员")
    expect(page.get_by_label("还想说什么")).to_have_value("")
    with opened(browser, DESK) as desk:
        console = sign_in(desk.new_page(), system, "liaison", "/console/codes")
        seen = console.get_by_role("region", name="要去看一眼的码").get_by_role("row")
        expect(seen.filter(has_text="贴错了地方。贴到隔壁理发店门上了")).to_have_count(1)


def test_a_deputy_scans_taps_once_and_the_duty_is_on_file(phone: BrowserContext, system: Running) -> None:
    looked = Looked(phone.new_page())
    page = looked.page
    play(page, system, "deputy")
    scan(page, system, "duty")
    expect(page.get_by_text("不扫也行").first).to_be_visible()
    assert_fit(looked, "phone-duty-confirm")
    press(page, "记下来")
    expect(page.get_by_text("已进您的履职档案").or_(page.get_by_text("这次已经记过了")).first).to_be_visible()
    assert_fit(looked, "phone-duty-done")
    page.goto(f"{system.base_url}/m/deputy/duty-file/index")
    expect(page.get_by_text("扫墙上的码").first).to_be_visible()
    assert_fit(looked, "phone-duty-file")


def test_a_liaison_accepts_and_answers_on_the_phone(phone: BrowserContext, system: Running) -> None:
    wire = Wire(system.demo)
    resident = wire.person(system.demo["wechat"]["resident"])
    body = {"code": system.demo["codes"]["station"], "content": "小区北门的路灯一闪一闪的，请看看。"}
    sent = wire.call("POST", "/api/messages", resident, key="phone-liaison-1", json=body, expect=201)
    looked = Looked(phone.new_page())
    page = looked.page
    play(page, system, "liaison")
    page.goto(f"{system.base_url}/m/manager/case/index?id={sent['id']}")
    press(page, "收下")
    expect(page.get_by_text("收下了，街坊会看到。")).to_be_visible()
    page.get_by_role("button", name="答复", exact=True).click()
    page.get_by_label("怎么答复").fill("今晚电工去看，修好了再告诉您。")
    assert_fit(looked, "phone-liaison-reply")
    press(page, "发给街坊")
    expect(page.get_by_text("今晚电工去看").first).to_be_visible()
    assert wire.call("GET", f"/api/messages/{sent['id']}", resident)["status"] == "answered"


RESIDENT_PAGES = {
    "station": "/m/pages/station/index?code={station}",
    "home": "/m/pages/home/index",
    "compose": "/m/pages/compose/index?code={station}",
    "my": "/m/pages/my/index",
    "contact": "/m/pages/contact/index",
    "notices": "/m/pages/notices/index",
    "my-data": "/m/pages/my-data/index",
    "feedback": "/m/pages/feedback/index?from=my",
    "scan": "/m/pages/scan/index",
    "sign-in": "/m/pages/sign-in/index",
    "deputy": "/m/pages/enter/index?code={deputy}",
}
DEPUTY_PAGES = {
    "today": "/m/deputy/today/index",
    "letters": "/m/deputy/inbox/index",
    "duty-file": "/m/deputy/duty-file/index",
    "contacts": "/m/deputy/contacts/index",
    "diary": "/m/deputy/diary/index",
    "visit": "/m/deputy/visit/index",
    "questions": "/m/deputy/questions/index",
    "bind": "/m/deputy/bind/index",
    "face": "/m/deputy/face/index",
}
MANAGER_PAGES = {
    "inbox": "/m/manager/inbox/index",
    "activities": "/m/manager/activities/index",
    "verify": "/m/manager/verify/index",
    "planned-visits": "/m/manager/visits/index",
    "own-station": "/m/manager/station/index",
    "meet-what-is-no-code": "/m/manager/meet/index?code=f1.nothing",
}
FACES = {
    "plain": (PHONE, "{}"),
    "large": (PHONE, '{"large": true}'),
    "dark": (PHONE, '{"theme": "dark"}'),
    "small": (SMALL, "{}"),
}


def set_face(page: Page, face: str) -> None:
    """Choose large text or dark as a person does, and find the choice kept."""
    if face == "large":
        page.get_by_role("switch", name="大字").or_(page.get_by_role("switch", name="字放大")).first.click()
    if face == "dark":
        page.get_by_role("radio", name="深色").click()


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("who", ["resident", "deputy", "liaison"])
def test_every_page_fits_every_eye(browser: Browser, system: Running, who: str, face: str) -> None:
    pages = {"resident": RESIDENT_PAGES, "deputy": DEPUTY_PAGES, "liaison": MANAGER_PAGES}[who]
    viewport, _ = FACES[face]
    with opened(browser, viewport) as context:
        looked = Looked(context.new_page())
        if who != "resident":
            play(looked.page, system, who)
        looked.page.goto(f"{system.base_url}/m/pages/my/index")
        set_face(looked.page, face)
        for name, path in pages.items():
            looked.page.goto(system.base_url + path.format(**system.demo["codes"]))
            looked.page.wait_for_load_state("networkidle")
            expect(looked.page.get_by_role("heading", level=1).first).to_be_visible()
            assert_fit(looked, f"phone-{name}-{face}")


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("kind", ["station", "deputy", "duty"])
def test_saying_that_a_code_hangs_badly_fits_every_eye_and_finger(
    browser: Browser, system: Running, kind: str, face: str
) -> None:
    with opened(browser, FACES[face][0]) as context:
        looked = Looked(context.new_page())
        page = looked.page
        page.goto(f"{system.base_url}/m/pages/my/index")
        set_face(page, face)
        scan(page, system, kind)
        link = page.get_by_role("button", name="这张码坏了、贴错了？告诉联络员")
        link.click()
        page.get_by_role("dialog").get_by_role("radio", name="别的问题").click()
        assert_fit(looked, f"phone-report-{kind}-{face}")
        sheet = page.get_by_role("dialog")
        for target in [link, *sheet.locator("button, label.choice, textarea").all()]:
            box = target.bounding_box()
            assert box, target
            assert min(box["width"], box["height"]) >= 48, (face, target, box)
        page.keyboard.press("Escape")
        expect(sheet).to_have_count(0)
        expect(link).to_be_focused()


def test_a_resident_reaches_everything_by_keyboard(phone: BrowserContext, system: Running) -> None:
    page = phone.new_page()
    scan(page, system, "station")
    expect(
        page.get_by_role("button", name="写给代表").or_(page.get_by_role("link", name="写给代表"))
    ).to_be_visible()
    page.keyboard.press("Tab")
    assert "跳到正文" in str(page.evaluate("document.activeElement.textContent"))
    for _ in range(12):
        page.keyboard.press("Tab")
        if "写给代表" in str(page.evaluate("document.activeElement.textContent")):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_label("发生了什么事")).to_be_visible()
