"""Codes, links, content safety and tools, from the wire: refusals, quotas, what is let through."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import pytest
from PIL import Image

from .play import get, message, play, raw
from .support import APPID, SECRET
from .world import CODE, SEND, World, read, written

CHECK = "/wxa/msg_sec_check"
MEDIA = "/wxa/media_check_async"
PHONE = "/wxa/business/getuserphonenumber"
LINK = "/wxa/generate_urllink"
SCHEME = "/wxa/generatescheme"
QUOTA = "/cgi-bin/openapi/quota/get"
ENTER = "pages/enter/index"
DAY = 86_400


# --- codes and links -----------------------------------------------------------------------------------


def picture(world: World, **body: Any) -> Any:
    token = world.stable()["access_token"]
    return world.http.post(CODE, query_string={"access_token": token}, json={"scene": "a"} | body)


def test_the_pages_of_this_mini_program_are_published_and_others_are_not(world: World) -> None:
    assert picture(world, page=ENTER).data.startswith(b"\xff\xd8\xff")
    assert read(picture(world, page="pages/none/index"))["errcode"] == 41030
    assert picture(world, page="pages/none/index", check_path=False).data.startswith(b"\xff\xd8\xff")


def test_codes_for_pages_that_are_not_published_run_out(world: World) -> None:
    play(world, "switches", {"unchecked_codes": 1})
    assert picture(world, check_path=False).content_type == "image/jpeg"
    assert read(picture(world, check_path=False))["errcode"] == 45029
    assert picture(world).content_type == "image/jpeg"


def test_a_code_without_ground_is_a_png_that_calls_itself_jpeg(world: World) -> None:
    answer = picture(world, is_hyaline=True)
    assert answer.content_type == "image/jpeg"
    image = Image.open(io.BytesIO(answer.data))
    assert (image.format, image.mode, image.getpixel((0, 0))[3]) == ("PNG", "RGBA", 0)


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"scene": "scancode_time"}, 85096),
        ({"width": "430"}, 40097),
        ({"width": 1281}, 40097),
        ({"check_path": "false"}, 40097),
        ({"line_color": []}, 40097),
        ({"width": None}, 47001),
    ],
)
def test_a_code_with_an_odd_wish_is_refused(world: World, changes: dict[str, Any], errcode: int) -> None:
    assert read(picture(world, **changes))["errcode"] == errcode


def test_codes_are_counted_by_the_minute(world: World) -> None:
    play(world, "switches", {"quotas": {CODE: {"minute": 1}}})
    assert picture(world).content_type == "image/jpeg"
    assert read(picture(world))["errcode"] == 45009


@pytest.mark.parametrize(
    ("path", "made", "asked", "query"),
    [
        (LINK, "url_link", "url_link", "/wxa/query_urllink"),
        (SCHEME, "openlink", "scheme", "/wxa/queryscheme"),
    ],
)
def test_a_link_says_what_it_opens_and_when_it_ends(
    world: World, path: str, made: str, asked: str, query: str
) -> None:
    target = {"path": ENTER, "query": "code=s1.a"}
    body = target if path == LINK else {"jump_wxa": target, "is_expire": True}
    link = world.post(path, body | {"expire_type": 1, "expire_interval": 7})[made]
    assert link.startswith(("https://wxaurl.cn/", "weixin://dl/business/?t="))
    info = world.post(query, {asked: link})[f"{asked}_info"]
    assert (info["path"], info["query"], info["appid"]) == (ENTER, "code=s1.a", APPID)
    assert info["expire_time"] - info["create_time"] == 7 * DAY
    assert world.post(query, {asked: link, "query_type": 1})["quota_info"]["remain_visit_quota"] > 0
    assert world.post(query, {asked: "https://wxaurl.cn/none"})["errcode"] == 40066


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"path": "pages/none/index"}, 40165),
        ({"path": f"{ENTER}?a=1"}, 40165),
        ({"path": 7}, 40165),
        ({"query": "x" * 1025}, 40212),
        ({"query": "a=中"}, 40212),
        ({"env_version": "formal"}, 40097),
        ({"expire_type": 1, "expire_interval": 31}, 85401),
        ({"expire_type": 1}, 85401),
        ({"expire_type": 0, "expire_time": 1}, 85401),
        ({"expire_type": 2}, 40097),
    ],
)
def test_a_link_with_a_wrong_part_is_refused_by_its_own_number(
    world: World, body: dict[str, Any], errcode: int
) -> None:
    assert world.post(LINK, body)["errcode"] == errcode


def test_an_empty_list_in_place_of_a_target_is_no_scheme(world: World) -> None:
    assert world.post(SCHEME, {"jump_wxa": [], "is_expire": False})["errcode"] == 47001


def test_links_and_schemes_draw_on_one_quota(world: World) -> None:
    play(world, "switches", {"quotas": {LINK: {"second": 2}, SCHEME: {"second": 2}}})
    answers = [world.post(path, {"query": ""})["errcode"] for path in (LINK, SCHEME, LINK)]
    assert answers == [0, 0, 44990]
    world.time += 1
    assert world.post(LINK, {"query": ""})["errcode"] == 0


# --- tools ---------------------------------------------------------------------------------------------


def test_the_quota_of_a_path_is_told_and_can_be_begun_anew(world: World) -> None:
    world.login()
    raw(world, CHECK, written())
    quota = world.post(QUOTA, {"cgi_path": CHECK})["quota"]
    assert quota == {"daily_limit": 2_000_000, "used": 1, "remain": 1_999_999}
    assert world.post("/cgi-bin/clear_quota", {"appid": APPID})["errcode"] == 0
    assert world.post(QUOTA, {"cgi_path": CHECK})["quota"]["used"] == 0
    for wrong in ("/wxa/none", "", None, []):
        assert world.post(QUOTA, {"cgi_path": wrong})["errcode"] == 76021


def test_quotas_are_begun_anew_ten_times_a_month_with_token_or_secret(world: World) -> None:
    body = {"appid": APPID, "appsecret": SECRET}
    answers = [read(world.http.post("/cgi-bin/clear_quota/v2", json=body))["errcode"] for _ in range(11)]
    assert answers == [0] * 10 + [48006]
    assert world.post("/cgi-bin/clear_quota", {"appid": "wx0"})["errcode"] == 40013
    for changes, errcode in (
        ({"appsecret": "x"}, 40125),
        ({"appsecret": ""}, 41004),
        ({"appid": "wx0"}, 40013),
    ):
        wrong = read(world.http.post("/cgi-bin/clear_quota/v2", json=body | changes))
        assert wrong["errcode"] == errcode


def test_a_request_id_explains_what_was_asked(world: World) -> None:
    world.login()
    refused = world.post(SEND, message())
    rid = refused["errmsg"].rpartition("rid: ")[2]
    told = world.post("/cgi-bin/openapi/rid/get", {"rid": rid})["request"]
    assert (told["request_url"], json.loads(told["request_body"])["touser"]) == (SEND, "o1")
    assert json.loads(told["response_body"]) == refused
    for wrong in ("00000000-00000000-00000000", "", None):
        assert world.post("/cgi-bin/openapi/rid/get", {"rid": wrong})["errcode"] == 76001


def test_the_platform_tells_its_addresses_and_checks_the_way_to_us(world: World) -> None:
    assert get(world, "/cgi-bin/get_api_domain_ip")["ip_list"] == ["127.0.0.1"]
    assert world.post("/cgi-bin/callback/check", {"action": "all"})["ping"][0]["package_loss"] == "0%"


GETS = (
    "/wxa/checksession",
    "/wxa/resetusersessionkey",
    "/wxaapi/newtmpl/gettemplate",
    "/cgi-bin/get_api_domain_ip",
)
POSTS = (PHONE, LINK, SCHEME, "/wxa/queryscheme", "/wxa/query_urllink", CHECK, MEDIA, QUOTA)


@pytest.mark.parametrize("path", [*GETS, *POSTS])
def test_every_path_wants_its_method_and_a_token(world: World, path: str) -> None:
    token = {"access_token": world.stable()["access_token"]}
    if path in GETS:
        assert read(world.http.post(path, query_string=token, json={}))["errcode"] == 43001
        assert read(world.http.get(path))["errcode"] == 41001
    else:
        assert read(world.http.get(path, query_string=token))["errcode"] == 43002
        assert read(world.http.post(path, json={}))["errcode"] == 41001
        assert world.post(path, b"a=1")["errcode"] == 47001


def test_the_journal_holds_what_was_sent_letter_by_letter(world: World) -> None:
    body = json.dumps(written(content="中\x01文"), ensure_ascii=False).encode()
    world.post(CHECK, body)
    item = world.http.get(f"/__sandbox__/journal?path={CHECK}").get_json()["items"][-1]
    assert base64.b64decode(item["body_base64"]) == body
    assert world.http.get("/__sandbox__/counts").get_json()["calls"][CHECK] == 1
    world.http.delete("/__sandbox__/journal")
    assert world.http.get("/__sandbox__/journal").get_json()["items"] == []
