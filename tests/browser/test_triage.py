"""A morning at the desk by keyboard alone: twenty letters, and somebody at the counter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

from server.core import clock, edge
from server.core.db import db, transaction
from server.messages.aside_models import Note
from server.messages.models import Message
from tests import factories
from tests.browser.eye import DESK, Looked, assert_fit, opened
from tests.factories import World
from tests.triage.test_bulk import letters

pytestmark = [pytest.mark.browser]

ANSWER = "灯今天下午换好了，晚上请您再看一眼。"


def cookie(world: World, who: str) -> dict[str, str]:
    token = world.phone(who).token
    return {"name": edge.COOKIE, "value": token, "domain": "127.0.0.1", "path": "/console"}


@pytest.fixture
def context(browser: Browser, world: World) -> Iterator[BrowserContext]:
    with opened(browser, DESK) as made:
        made.set_default_timeout(10_000)
        made.add_cookies([cookie(world, "liaison")])
        yield made


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def said(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def counts(app: Flask) -> dict[str, int]:
    with app.app_context(), transaction():
        rows = db.session.execute(select(Message.status, func.count()).group_by(Message.status))
        return {status.value: count for status, count in rows}


def eight_at_once(page: Page) -> None:
    """One, then from there to the eighth."""
    lines = page.locator("[data-item]")
    press(page, "x", *"jjjjjjj", "Shift+X")
    expect(page.locator("[data-picked-count]")).to_have_text("8")
    eighth = lines.nth(7).get_attribute("data-item") or ""
    expect(page.locator("#read")).to_have_attribute("data-open-item", eighth)
    assert_fit(Looked(page), "triage-bulk")
    press(page, "a")
    said(page, "8 件受理了")
    expect(lines).to_have_count(12)


def four_are_asked(page: Page) -> None:
    press(page, "x", *"jjj", "Shift+X", "b")
    page.keyboard.type("请写清是哪一幢，什么时候开始的。")
    press(page, "Control+Enter")
    said(page, "4 件请来信人补充了")
    expect(page.locator("[data-item]")).to_have_count(8)


def noted_accepted_and_the_next_refused(page: Page) -> str | None:
    """Faster than anything opens: each key comes before the page has answered the one before."""
    lines = page.locator("[data-item]")
    second, third = (lines.nth(at).get_attribute("data-item") for at in (1, 2))
    press(page, "j", "n")
    expect(page.locator(f"#note-{second}-text")).to_be_focused()
    page.keyboard.type("和网格员约好了，下午两点上门。")
    press(page, "Control+Enter", "a", "f")
    expect(page.locator(f"#reject-{third}-text")).to_be_focused()
    page.keyboard.type("这段路归春江街道管，请找春江联络站。")
    press(page, "Control+Enter")
    said(page, "提上去了")
    expect(lines).to_have_count(7)
    return second


def a_choice_taken_back_then_the_rest(page: Page) -> None:
    """What is left on the page is accepted, and the one that waits for a head too."""
    press(page, *"kkkkkkk", "x", *"jjjjjj", "Shift+X", "Escape")
    expect(page.locator("[data-picked-count]")).to_have_text("0")
    press(page, *"kkkkkkk", "x", *"jjjjjj", "Shift+X", "a")
    said(page, "7 件受理了")
    expect(page.get_by_role("heading", name="待受理没有了")).to_be_visible()


def test_twenty_letters_are_triaged_by_keyboard_alone(
    app: Flask, world: World, context: BrowserContext, served: str
) -> None:
    with clock.shifted(-timedelta(hours=2)):
        letters(world, 20)
    page = context.new_page()
    page.goto(f"{served}/console/inbox")
    expect(page.locator("[data-item]")).to_have_count(20)
    eight_at_once(page)
    four_are_asked(page)
    second = noted_accepted_and_the_next_refused(page)
    a_choice_taken_back_then_the_rest(page)
    assert counts(app) == {"accepted": 16, "need_info": 4}
    with app.app_context(), transaction():
        assert str(db.session.scalars(select(Note.message_id)).one()) == second


def test_leaning_on_a_key_takes_on_one_letter_alone(
    app: Flask, world: World, context: BrowserContext, served: str
) -> None:
    letters(world, 4)
    page = context.new_page()
    page.goto(f"{served}/console/inbox")
    expect(page.locator("[data-item]")).to_have_count(4)
    page.keyboard.down("a")
    for _ in range(5):
        page.keyboard.down("a")
    page.keyboard.up("a")
    said(page, "受理了，答应来信人")
    expect(page.locator("[data-item]")).to_have_count(3)
    assert counts(app) == {"accepted": 1, "submitted": 3}


def test_a_canned_reply_is_put_in_filled_out_and_sent_by_keyboard(
    app: Flask, world: World, context: BrowserContext, served: str
) -> None:
    (message_id,) = letters(world, 1)
    world.phone("liaison").post(f"/api/messages/{message_id}/accept", {})
    page = context.new_page()
    context.add_cookies([cookie(world, "station_head")])
    page.goto(f"{served}/console/replies")
    page.get_by_label("叫什么").fill("修灯告知")
    page.get_by_label("怎么说").fill("{编号} 收到，{承办单位} 今天去修。")
    page.get_by_role("button", name="留着用").click()
    said(page, "写好了")
    assert_fit(Looked(page), "triage-replies")
    context.add_cookies([cookie(world, "liaison")])
    page.goto(f"{served}/console/inbox?view=accepted")
    press(page, ";")
    expect(page.get_by_role("button", name=re.compile("修灯告知"))).to_be_visible()
    assert_fit(Looked(page), "triage-canned")
    page.keyboard.type("修灯")
    press(page, "Enter")
    field = page.get_by_label("给来信人的答复")
    expect(field).to_have_value(re.compile(r"^\d{6}-\d{4} 收到，\{承办单位\} 今天去修。$"))
    press(page, "Control+Enter", "Tab", "Enter")
    expect(page.get_by_role("alert").filter(has_text="没填的空")).to_be_visible()
    page.keyboard.type("路灯所")
    press(page, "Control+Enter", "Tab", "Enter")
    said(page, "送出了")
    assert counts(app) == {"answered": 1}


def test_what_was_begun_is_kept_in_every_dialog_and_when_somebody_was_quicker(
    world: World, context: BrowserContext, served: str
) -> None:
    first, second = letters(world, 2)
    page = context.new_page()
    page.goto(f"{served}/console/inbox?open={second}")
    press(page, "b")
    page.keyboard.type("请写清是哪一幢")
    press(page, "Escape", "k", "j", "b")
    expect(page.locator(f"#ask-{second}-text")).to_have_value("请写清是哪一幢")
    page.reload()
    press(page, "b")
    expect(page.locator(f"#ask-{second}-text")).to_have_value("请写清是哪一幢")
    world.phone("liaison").post(f"/api/messages/{first}/accept", {})
    page.goto(f"{served}/console/inbox?view=accepted")
    page.get_by_label("给来信人的答复").fill(ANSWER)
    world.phone("station_head").post(f"/api/messages/{first}/reply", {"text": "站长先答复了您。"})
    press(page, "Control+Enter", "Tab", "Enter")
    expect(page.get_by_role("alert").filter(has_text="已经答复过了：“站长先答复了您。”")).to_be_visible()
    assert_fit(Looked(page), "triage-clash")
    expect(page.get_by_label("给来信人的答复")).to_have_value(ANSWER)
    page.get_by_role("link", name="看现在的样子").click()
    expect(page.locator("[data-orphan-words]")).to_have_text(ANSWER)
    page.get_by_role("button", name="记成内部备注").click()
    expect(page.locator(f"#note-{first}-text")).to_have_value(ANSWER)
    press(page, "Control+Enter")
    said(page, "内部备注记下了")


def test_a_letter_is_sent_on_and_fetched_back_by_keyboard(
    app: Flask, world: World, context: BrowserContext, served: str
) -> None:
    letters(world, 2)
    with app.app_context(), transaction():
        sibling = factories.station("江滨代表联络点", factories.VILLAGE)
        sibling_id = sibling.id
    page = context.new_page()
    page.goto(f"{served}/console/inbox")
    press(page, "t")
    page.keyboard.type("这段路在江滨。")
    station = page.locator(f'dialog[open] option[value="{sibling_id}"]')
    expect(station).to_have_count(1)
    press(page, "Tab", "ArrowDown", "Tab", "Tab", "Enter")
    said(page, "转给江滨代表联络点了")
    expect(page.locator("[data-item]")).to_have_count(1)
    assert_fit(Looked(page), "triage-sent-on")
    press(page, "z")
    said(page, "又转回来了")
    with app.app_context(), transaction():
        assert set(db.session.scalars(select(Message.station_id))) == {world.station.id}


def test_somebody_at_the_counter_is_written_down_in_few_keys(
    app: Flask, world: World, context: BrowserContext, served: str
) -> None:
    letters(world, 1)
    page = context.new_page()
    page.goto(f"{served}/console/inbox")
    press(page, "g", "w")
    expect(page.get_by_label("他说了什么")).to_be_focused()
    page.keyboard.type("四号楼的电梯停了三天，老人下不了楼。")
    assert_fit(Looked(page), "triage-walk-in")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="记好了，请把这张条给来信人")).to_be_visible()
    assert_fit(Looked(page), "triage-slip")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert counts(app) == {"submitted": 2}
