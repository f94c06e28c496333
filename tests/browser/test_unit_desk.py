"""A department answers by keyboard: signed for, drafted, sent back, signed off; and once more where the author says no."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from server.core import clock, edge
from server.core.db import db, transaction
from server.departments.models import RoutingRule
from tests import factories
from tests.assignments.desk import Given, accepted, give, with_unit
from tests.browser.eye import DESK, Looked, assert_fit, opened
from tests.factories import World

pytestmark = [pytest.mark.browser]

FIRST = "我局十一月二十三日去现场看过，会抓紧处理，请放心。"
SECOND = "我局十一月二十三日去现场看过，灯杆线断了，二十五日换好线，当晚亮灯。"
AGAIN = "二十六日又去看过，另一头的接线盒也换了，请您今晚再看看。"
LETTER = "桂花西路 18 号门口的路灯坏了三天，晚上看不见路，老人摔过一跤。"


@pytest.fixture
def given(world: World) -> Given:
    """Two letters with the unit: one urgent, and one beside it."""
    with_unit(world)
    with transaction():
        helper = factories.department("区住建局").id
    fields = {"kind": "help", "category": "C02", "urgency": "U2", "text": "请这周先去看一次。"}
    made = give(world, accepted(world, content=LETTER), supporting_ids=[str(helper)], **fields)
    give(world, accepted(world, content="恩波公寓的公共楼道灯也不亮，问过物业没人管。"), kind="consult")
    return made


def signed_in(page: Page, served: str, world: World, who: str) -> Callable[[str], Page]:
    cookie = {"name": edge.COOKIE, "value": world.phone(who).token, "domain": "127.0.0.1", "path": "/console"}
    page.context.add_cookies([cookie])  # type: ignore[list-item]

    def go(path: str = "/") -> Page:
        page.goto(f"{served}/console{path}")
        return page

    return go


def told(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def hand_up(page: Page, words: str) -> None:
    """R, write, Ctrl Enter."""
    page.keyboard.press("r")
    expect(page.get_by_label("给来信人的答复")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)
    page.keyboard.press("Control+Enter")
    told(page, "送给负责人了")


def test_a_unit_answers_is_sent_back_and_signs_off(browser: Browser, served: str, given: Given) -> None:
    with opened(browser, DESK) as one, opened(browser, DESK) as two:
        handler, lead = one.new_page(), two.new_page()
        looked = Looked(handler)
        desk = signed_in(handler, served, given.world, "handler")
        desk()
        expect(handler.locator("#read")).to_have_attribute("data-open-item", given.id)
        expect(handler.locator("#read")).to_contain_text(LETTER)
        handler.keyboard.press("a")
        told(handler, "签收了")
        expect(handler.locator("#read")).not_to_have_attribute("data-open-item", given.id)
        desk("/assignments?box=doing")
        expect(handler.locator("[data-item]")).to_have_count(1)
        handler.locator("label").filter(has_text="正在解决").click()
        expect(handler.get_by_role("textbox", name="哪天办好")).to_be_visible()
        handler.locator("label").filter(has_text="已经解决").click()
        expect(handler.get_by_role("textbox", name="哪天办好")).to_be_hidden()
        expect(handler.get_by_text("存好了")).to_be_visible()
        hand_up(handler, FIRST)

        at_lead = signed_in(lead, served, given.world, "handler_lead")
        at_lead("/assignments?box=sign_off")
        lead.get_by_label("要改什么").fill("太空，写清哪天换线。")
        lead.keyboard.press("Control+Enter")
        told(lead, "退给经办人改了")

        desk("/assignments?box=doing")
        expect(handler.locator(".drafting .note")).to_contain_text("太空，写清哪天换线。")
        expect(handler.get_by_label("给来信人的答复")).to_have_value(FIRST)
        hand_up(handler, SECOND)

        at_lead("/assignments?box=sign_off")
        lead.keyboard.press("Control+Enter")
        asked = lead.get_by_role("dialog")
        expect(asked).to_contain_text("签发以后不能改")
        asked.get_by_role("button", name="确定").press("Enter")
        told(lead, "已经告诉来信人")
        assert given.letter()["reply"]["text"] == SECOND
        assert_fit(looked, "unit-desk")


def test_an_author_who_is_not_satisfied_is_answered_again(
    browser: Browser, served: str, given: Given
) -> None:
    given.handler("sign")
    given.answered(text=FIRST)
    given.rate(1)
    with opened(browser, DESK) as one, opened(browser, DESK) as two:
        handler, lead = one.new_page(), two.new_page()
        looked = Looked(handler)
        signed_in(handler, served, given.world, "handler")("/assignments?box=rework")
        expect(handler.locator("#read")).to_contain_text("请再办一次")
        handler.locator("label").filter(has_text="已经解决").click()
        hand_up(handler, AGAIN)
        assert_fit(looked, "unit-desk-again")
        signed_in(lead, served, given.world, "handler_lead")("/assignments?box=sign_off")
        expect(lead.locator("#read")).to_contain_text(AGAIN)
        lead.keyboard.press("Control+Enter")
        lead.get_by_role("dialog").get_by_role("button", name="确定").press("Enter")
        told(lead, "已经告诉来信人")
    read = given.letter()
    assert (read["reply"]["text"], read["status"], read["rating"]) == (AGAIN, "replied", None)
    given.rate(3, solved=True)
    assert given.letter()["status"] == "concluded"


def test_a_category_brings_its_unit_and_what_was_written_stays(
    browser: Browser, served: str, world: World
) -> None:
    message_id = accepted(world)
    with transaction():
        factories.department("区住建局")
        green = factories.department("区生态环境分局").id
        rule = RoutingRule(category="C05", area_code=factories.COUNTY.ljust(12, "0"), department_id=green)
        rule.since, rule.created_at = clock.today(), clock.now()
        db.session.add(rule)
    with opened(browser, DESK) as context:
        page = context.new_page()
        looked = Looked(page)
        signed_in(page, served, world, "npc_staff")(f"/inbox?view=accepted&open={message_id}")
        page.keyboard.press("e")
        page.wait_for_url("**/assign?*")
        page.get_by_label("对来信人说一句").fill("先请他们这周去看。")
        page.get_by_label("性质").select_option("consult")
        expect(page.locator("#following")).to_contain_text("3 个工作日")
        page.get_by_label("类别").select_option("C05")
        expect(page.locator("#why-unit")).to_contain_text("归区生态环境分局")
        expect(page.get_by_label("主办单位")).to_have_value(str(green))
        expect(page.get_by_label("对来信人说一句")).to_have_value("先请他们这周去看。")
        page.keyboard.press("Control+Enter")
        told(page, "交给区生态环境分局了")
        assert_fit(looked, "given-out")
