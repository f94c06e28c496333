"""What an office does by hand in more than one walk: becoming somebody, and bringing a sheet in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pyotp
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from tests.running import Running

PASSWORD = "chun-feng-hua-yu-2026"


def sheet(*lines: Sequence[str]) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def become_administrator(page: Page, empty: Running) -> None:
    """By the link that the first start prints."""
    link = next(line.strip() for line in empty.said if "/console/reset/" in line)
    page.goto(link)
    enter(page, empty.base_url, "admin", set_password(page))


def set_password(page: Page) -> str:
    """Password and verifier by the one-time link; gives the verifier's secret."""
    secret = (page.locator(".secret").text_content() or "").replace(" ", "")
    for label in ("新密码", "再写一次"):
        page.get_by_label(label).fill(PASSWORD)
    page.get_by_label("验证器上的 6 位数字").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="设好了").click()
    page.wait_for_url("**/sign-in*")
    return secret


def enter(page: Page, base_url: str, username: str, secret: str) -> None:
    page.goto(f"{base_url}/console/sign-in")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    code = page.get_by_label("手机验证器上的 6 位数字")
    # the code of the enrolling is spent; the following one is taken already, because a clock may be fast
    code.fill(pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30)))
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def bring_in(page: Page, base_url: str, name: str, content: bytes) -> bytes:
    """Put the sheet in, check it, import it; for liaisons the links come back."""
    page.goto(f"{base_url}/console/imports/{name}")
    page.get_by_label("选一个 Excel 文件").set_input_files(
        {
            "name": f"{name}.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": content,
        }
    )
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_role("heading", name="导入前核对")).to_be_visible()
    everything = page.get_by_role("button", name="全部导入")
    assert everything.is_enabled(), page.locator("main").inner_text()
    everything.click()
    expect(page.get_by_role("heading", name="导入好了")).to_be_visible()
    if name != "liaisons":
        return b""
    with page.expect_download() as taken:
        page.get_by_role("button", name="下载新账号的一次有效链接").click()
    return Path(taken.value.path()).read_bytes()
