"""The sandbox's page: everybody's phone, the moods of the platform, and what the product asked."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from sandbox.app import create_app
from sandbox.settings import load

from .support import PAGE, REPLY, SECRET, TEMPLATE, environment
from .world import SEND, STABLE, World


def page(world: World, address: str = "/") -> str:
    response = world.http.get(address)
    assert response.status_code == 200
    return html.unescape(response.get_data(as_text=True))


def press(world: World, address: str, **form: str) -> str:
    """Where the button leads."""
    response = world.http.post(address, data=form)
    assert response.status_code == 303, response.data
    return str(response.location)


def message() -> dict[str, Any]:
    data = {key: {"value": value} for key, value in REPLY.items()}
    return {"touser": "o1", "template_id": TEMPLATE, "page": PAGE, "data": data}


def test_a_message_opens_the_products_page(world: World) -> None:
    world.login()
    press(world, "/people/o1/answer", template_id=TEMPLATE, status="accept")
    world.post(SEND, message())
    assert REPLY["thing1"] in page(world, "/phones")
    (link,) = re.findall(r'href="(/open\?[^"]+)"', page(world))
    answer = world.http.get(link)
    assert (answer.status_code, answer.location) == (303, f"http://127.0.0.1:8000/m/{PAGE}")


def test_an_address_elsewhere_is_never_opened(world: World) -> None:
    for odd in ("//example.org", "https://example.org"):
        location = world.http.get("/open", query_string={"page": odd}).location
        assert location.startswith("http://127.0.0.1:8000/m/")


@pytest.mark.parametrize(
    "given", ["s1.abc", "http://127.0.0.1:8000/c/s1.abc", "https://x.cn/c/s1.abc/?from=1"]
)
def test_a_code_is_scanned_as_text_or_as_an_address(world: World, given: str) -> None:
    assert world.http.get("/scan", query_string={"typed": given}).location.endswith("/c/s1.abc")


@pytest.mark.parametrize("given", ["", "一枚码", "a b", "x" * 65])
def test_what_is_no_code_is_told_so(world: World, given: str) -> None:
    response = world.http.get("/scan", query_string={"typed": given})
    assert response.status_code == 400
    assert "这不像一枚码" in response.get_data(as_text=True)


def test_the_demonstrations_codes_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    http = create_app(load(environment("http://127.0.0.1:9"))).test_client()
    http.post("/__sandbox__/login", json={"openid": "o1"})
    assert "站点代表码" not in http.get("/").get_data(as_text=True)
    for broken in ("", "[]", "{}", '{"codes": 7}'):
        (tmp_path / "demo.json").write_text(broken)
        assert http.get("/").status_code == 200
    (tmp_path / "demo.json").write_text(json.dumps({"codes": {"station": "s1.demo", "duty": "u1.demo"}}))
    shown = http.get("/").get_data(as_text=True)
    assert "站点代表码" in shown
    assert "s1.demo" in shown
    assert http.get("/scan?code=u1.demo&typed=").location.endswith("/c/u1.demo")


def test_the_buttons_of_a_phone_give_codes_that_work(world: World) -> None:
    world.login()
    led = press(world, "/people/o1/login")
    code = led.partition("given=")[2].partition("&")[0]
    assert code in page(world, led)
    assert world.sign_in(code)["openid"] == "o1"
    led = press(world, "/people/o1/phone", phone="13812345678")
    code = led.partition("given=")[2].partition("&")[0]
    answer = world.post("/wxa/business/getuserphonenumber", {"code": code})
    assert answer["phone_info"]["phoneNumber"] == "13812345678"
    assert world.http.post("/people/o1/phone", data={"phone": "12"}).status_code == 400
    assert world.http.post("/people/有/login").status_code == 400


def test_switching_off_in_the_settings_ends_what_was_accepted(world: World) -> None:
    press(world, "/people/o1/answer", template_id="*", status="accept")
    assert "还能收 1 条" in page(world)
    press(world, "/people/o1/off")
    assert "还能收 1 条" not in page(world)


def test_people_are_added_found_and_not_all_shown(world: World) -> None:
    press(world, "/people", name="陈阿姨")
    for number in range(30):
        world.login(f"o-{number}")
    shown = page(world)
    assert "陈阿姨" in shown
    assert "还有 7 个人没有列出" in shown
    assert "o-29" in page(world, "/?q=o-29")
    assert "陈阿姨" not in page(world, "/?q=o-29")
    assert "没有找到这个人" in page(world, "/?q=nobody")


def test_a_fault_is_put_in_shown_and_cleared(world: World) -> None:
    world.login()
    press(world, "/faults", path=SEND, answer="busy", times="5")
    assert world.post(SEND, message())["errcode"] == -1
    assert "还有 4 次" in page(world)
    press(world, "/faults/clear")
    assert "现在没有毛病" in page(world)
    assert world.post(SEND, message())["errcode"] == 43101
    assert world.http.post("/faults", data={"path": "/x", "answer": "busy", "times": "1"}).status_code == 400


def test_content_safety_and_the_rest_are_switched_by_hand(world: World) -> None:
    world.login()
    press(world, "/switches", safety="risky", grace="on")
    switches = world.http.get("/__sandbox__/switches").get_json()
    assert (switches["safety"], switches["grace"], switches["sent_events"]) == ("risky", True, False)
    assert world.http.post("/switches", data={"safety": "x"}).status_code == 400


def test_clock_tokens_and_callback_have_buttons(world: World) -> None:
    token = world.stable()["access_token"]
    press(world, "/revoke")
    assert world.works(token) == 40001
    press(world, "/clock", advance_s="7200")
    assert "拨快 2.0 小时" in page(world)
    assert world.http.post("/clock", data={"advance_s": "1"}).status_code == 400
    assert "callback=bad" in press(world, "/callback")


def test_the_journal_shows_what_was_wrong_and_no_secret(world: World) -> None:
    world.login()
    world.post(SEND, message())
    shown = page(world, "/journal")
    assert "43101" in shown
    assert "违规：中文写成了转义" in shown
    assert world.stable()["access_token"] not in shown
    assert SECRET not in shown
    assert STABLE in shown
    assert STABLE not in page(world, "/journal?violations=on").partition('<div class="card">')[2]


@pytest.mark.parametrize(
    "address", ["/people", "/faults", "/revoke", "/__sandbox__/login", "/__sandbox__/faults"]
)
def test_a_page_of_the_internet_cannot_press_a_button(world: World, address: str) -> None:
    answer = world.http.post(address, headers={"Origin": "https://example.org"}, json={})
    assert answer.status_code == 403
    assert world.http.get("/__sandbox__/people").get_json()["items"] == []
