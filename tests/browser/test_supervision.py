"""The second level by two people: proposed, agreed to, answered, found poor, answered again, found enough (§5.2)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from server.core.db import transaction
from server.core.permissions import Role
from tests import factories
from tests.assignments.desk import Given, accepted, give, with_unit
from tests.browser.eye import DESK, Looked, assert_fit, opened
from tests.browser.test_unit_desk import signed_in, told
from tests.factories import World

pytestmark = [pytest.mark.browser]

WHY = "三级开了一周没有动静，一条街都在等。"
LAWYER = "老吴看过：事实清楚，没有个人信息。"
FIRST = "我们会抓紧处理，请放心。"
SECOND = "周科长负责，下周三进场换管子，月底前完工。"


@pytest.fixture
def given(world: World) -> Given:
    """Watched at the third level already, because the second needs it; and a colleague of the office."""
    with_unit(world)
    made = give(world, accepted(world, content="环城北路 76 弄下水管返水，一楼四户被淹，去年来通过一次。"))
    made.handler("sign")
    with transaction():
        colleague = factories.staff(Role.NPC_STAFF, f"area:{factories.COUNTY}", "方同事")
        world.phones["colleague"] = factories.phone_of(world.client, colleague)
    level = {"level": 3, "text": "逾期一周没有说明。"}
    world.phone("gov_dispatcher").post(f"/api/messages/{made.message_id}/supervisions", level)
    return made


def answer(page: Page, words: str) -> None:
    page.get_by_role("button", name="回话", exact=True).first.click()
    page.get_by_label("为什么拖下来").fill(words)
    page.get_by_role("dialog").get_by_role("button", name="送出").click()
    told(page, "回话送出了")


def propose(office: Page) -> None:
    """The second level, with the lawyer's word; it holds only when somebody else agrees."""
    look = Looked(office)
    office.get_by_role("button", name="开督办").click()
    dialog = office.get_by_role("dialog")
    expect(dialog.get_by_label("法律审核")).to_be_hidden()
    dialog.locator("label").filter(has_text="媒体监督").click()
    dialog.get_by_label("法律审核").fill(LAWYER)
    dialog.get_by_label("为什么督办").fill(WHY)
    assert_fit(look, "supervise-dialog")
    dialog.get_by_role("button", name="开督办").click()
    told(office, "等另一位同事同意")
    assert_fit(look, "supervised-case")


def media(page: Page) -> None:
    page.get_by_role("row", name="媒体监督").get_by_role("link").click()


def test_the_media_are_asked_by_two_people_and_the_answer_is_accepted(
    browser: Browser, served: str, given: Given
) -> None:
    with opened(browser, DESK) as one, opened(browser, DESK) as two, opened(browser, DESK) as three:
        office, colleague, lead = one.new_page(), two.new_page(), three.new_page()
        looked = [Looked(page) for page in (office, colleague, lead)]
        signed_in(office, served, given.world, "npc_staff")(f"/messages/{given.message_id}")
        propose(office)

        at_colleague = signed_in(colleague, served, given.world, "colleague")
        at_colleague("/supervisions")
        assert_fit(looked[1], "supervisions")
        colleague.get_by_role("link", name="环城北路").click()
        colleague.get_by_role("button", name="同意，现在生效").click()
        told(colleague, "从现在起算")

        at_lead = signed_in(lead, served, given.world, "handler_lead")
        at_lead("/assignments?box=doing")
        expect(lead.locator("#read")).to_contain_text("媒体监督")
        assert_fit(looked[2], "supervised-desk")
        expect(lead.locator(".stack", has_text="媒体监督").last).not_to_contain_text(LAWYER)
        at_lead("/supervisions")
        media(lead)
        answer(lead, FIRST)

        at_colleague("/supervisions")
        media(colleague)
        colleague.get_by_role("button", name="不够，请再回话").click()
        colleague.get_by_label("还差什么").fill("没写谁负责、哪天做完。")
        colleague.get_by_role("button", name="请单位再回话").click()
        told(colleague, "请单位再回话了")

        lead.reload()
        expect(lead.locator("#main")).to_contain_text("没写谁负责、哪天做完。")
        answer(lead, SECOND)
        colleague.reload()
        colleague.get_by_role("button", name="够了，结束").click()
        told(colleague, "这一级结束了")
        expect(colleague.locator("#main")).to_contain_text(SECOND)
        assert_fit(looked[1], "supervision-file")
