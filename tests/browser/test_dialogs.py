"""A dialog opens at the first click: before the console's script has arrived, and in a browser from before 2025."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, expect

from server.core import edge
from server.core.db import transaction
from server.core.permissions import Role
from tests import factories
from tests.browser.eye import DESK, opened

pytestmark = [pytest.mark.browser]

WITHOUT_COMMANDS = """
delete HTMLButtonElement.prototype.command
addEventListener('click', (event) => event.target.closest('[commandfor]') && event.preventDefault(), true)
"""


@pytest.fixture
def cookie(client: FlaskClient) -> dict[str, str]:
    with transaction():
        factories.areas()
        office = factories.staff(Role.NPC_STAFF, f"area:{factories.COUNTY}", "何主任")
        token = factories.phone_of(client, office).token
    return {"name": edge.COOKIE, "value": token, "domain": "127.0.0.1", "path": "/console"}


def opens_and_closes(context: BrowserContext, served: str) -> None:
    page = context.new_page()
    page.goto(f"{served}/console/settings")
    page.locator('tr[id="deadline.answer_days"]').get_by_role("button", name="改", exact=False).first.click()
    asked = page.locator("dialog[open]")
    expect(asked.get_by_label("改成")).to_be_visible()
    asked.get_by_role("button", name="先不改").click()
    expect(asked).to_have_count(0)


def test_a_dialog_opens_before_the_script_has_arrived(
    browser: Browser, served: str, cookie: dict[str, str]
) -> None:
    with opened(browser, DESK) as context:
        context.add_cookies([cookie])
        context.route("**/static/*.js", lambda route: route.abort())
        opens_and_closes(context, served)


def test_a_browser_that_knows_no_commands_is_helped_by_the_script(
    browser: Browser, served: str, cookie: dict[str, str]
) -> None:
    with opened(browser, DESK) as context:
        context.add_cookies([cookie])
        context.add_init_script(WITHOUT_COMMANDS)
        opens_and_closes(context, served)
