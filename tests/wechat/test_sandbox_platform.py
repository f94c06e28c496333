"""The sandbox is as strict as the platform: codes, tokens, messages, pictures. The clock is the test's own."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from .support import PAGE, REPLY, TEMPLATE
from .world import CODE, SEND, STABLE, START, World, read

RID = r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}"


def message(**changes: Any) -> dict[str, Any]:
    data = {key: {"value": value} for key, value in REPLY.items()}
    return {"touser": "o1", "template_id": TEMPLATE, "page": PAGE, "data": data} | changes


# --- login ---------------------------------------------------------------------------------------------


def test_a_login_code_lives_five_minutes(world: World) -> None:
    early, late = world.login(), world.login()
    world.time += 299
    assert world.sign_in(early)["openid"] == "o1"
    world.time += 1
    assert world.sign_in(late)["errcode"] == 40029


def test_a_used_code_is_told_from_an_unknown_one(world: World) -> None:
    code = world.login()
    world.sign_in(code)
    assert world.sign_in(code)["errcode"] == 40163
    assert world.sign_in("0" + "x" * 31)["errcode"] == 40029


def test_success_has_no_errcode_and_a_new_session_key_each_time(world: World) -> None:
    first, second = world.sign_in(world.login()), world.sign_in(world.login())
    assert set(first) == {"session_key", "openid"}
    assert first["session_key"] != second["session_key"]


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"js_code": ""}, 41008),
        ({"appid": "wx0000000000000000"}, 40013),
        ({"secret": "wrong"}, 40125),
        ({"grant_type": "password"}, 40002),
    ],
)
def test_a_login_with_a_wrong_part_is_refused_by_its_own_number(
    world: World, changes: dict[str, str], errcode: int
) -> None:
    assert world.sign_in(world.login(), **changes)["errcode"] == errcode


def test_request_ids_come_in_three_styles_and_carry_the_time(world: World) -> None:
    code = world.login()
    world.sign_in(code)
    moment = f"{int(START):08x}"
    assert re.fullmatch(f"invalid code, rid: {moment}{RID[11:]}", world.sign_in("none")["errmsg"])
    assert re.fullmatch(r"code been used, hints: \[ req_id: \S+ \]", world.sign_in(code)["errmsg"])
    assert re.fullmatch(f"data format error rid: {moment}{RID[11:]}", world.post(SEND, b"x")["errmsg"])


def test_a_login_answers_json_as_plain_text(world: World) -> None:
    response = world.http.get("/sns/jscode2session")
    assert response.content_type.startswith("text/plain")
    assert response.data.startswith(b"{")


# --- tokens --------------------------------------------------------------------------------------------


def test_a_stable_token_stays_until_five_minutes_before_its_end(world: World) -> None:
    first = world.stable()
    assert first["expires_in"] == 7200
    world.time += 6899
    near = world.stable()
    assert (near["access_token"], near["expires_in"]) == (first["access_token"], 301)
    world.time += 1
    renewed = world.stable()
    assert renewed["access_token"] != first["access_token"]
    assert world.works(first["access_token"]) == world.works(renewed["access_token"]) == 47001
    world.time += 300
    assert world.works(first["access_token"]) == 42001


def test_a_forced_renewal_kills_the_old_token_at_once(world: World) -> None:
    first = world.stable()["access_token"]
    second = world.stable(force_refresh=True)["access_token"]
    assert world.works(first) == 40001
    assert world.works(second) == 47001
    world.time += 29
    assert world.stable(force_refresh=True)["access_token"] == second


def test_renewals_can_be_forced_twenty_times_a_day(world: World) -> None:
    for _ in range(20):
        assert "access_token" in world.stable(force_refresh=True)
        world.time += 30
    assert world.stable(force_refresh=True)["errcode"] == 45009
    assert "access_token" in world.stable()
    world.time += 86400
    assert "access_token" in world.stable(force_refresh=True)


def test_a_second_plain_token_ends_the_first_after_five_minutes(world: World) -> None:
    stable, first, second = world.stable(), world.plain(), world.plain()
    assert first["access_token"] != second["access_token"]
    world.time += 299
    assert world.works(first["access_token"]) == 47001
    world.time += 1
    assert world.works(first["access_token"]) == 42001
    assert world.works(second["access_token"]) == 47001
    assert world.works(stable["access_token"]) == 47001


def test_a_token_fills_the_512_characters_one_must_reserve(world: World) -> None:
    assert len(world.stable()["access_token"]) == len(world.plain()["access_token"]) == 512


def test_each_bad_token_has_its_own_number(world: World) -> None:
    assert world.works("A" * 512) == 40001
    assert world.works("short") == 40014
    assert read(world.http.post(SEND, data=b"{}"))["errcode"] == 41001


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"appid": "wx0"}, 40013),
        ({"secret": "s"}, 40125),
        ({"secret": None}, 41004),
        ({"grant_type": ""}, 40002),
    ],
)
def test_a_token_is_not_for_everybody(world: World, changes: dict[str, Any], errcode: int) -> None:
    assert world.stable(**changes)["errcode"] == errcode
    assert world.plain(**{key: value or "" for key, value in changes.items()})["errcode"] == errcode


# --- bodies --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [SEND, CODE, STABLE])
def test_a_body_must_be_a_posted_json_object(world: World, path: str) -> None:
    token = {"access_token": world.stable()["access_token"]}
    assert read(world.http.get(path, query_string=token))["errcode"] == 43002
    assert world.post(path, b"")["errcode"] == 44002
    for body in (b"touser=o1&template_id=x", b"[]", b"\xff", b'{"a":' * 9000):
        assert world.post(path, body)["errcode"] == 47001


# --- messages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"touser": "nobody"}, 40003),
        ({"touser": None}, 40003),
        ({"touser": ["o1"]}, 40003),
        ({"template_id": "another"}, 40037),
        ({"template_id": {}}, 40037),
        ({"page": "/pages/a/b"}, 41030),
        ({"page": "pages"}, 41030),
        ({"page": 7}, 41030),
        ({"miniprogram_state": "release"}, 40097),
        ({"miniprogram_state": []}, 40097),
        ({"lang": "fr"}, 40097),
        ({"data": None}, 47003),
        ({"data": json.dumps({"thing1": {"value": "x"}})}, 47003),
        ({"data": REPLY}, 47003),
    ],
)
def test_a_message_with_a_wrong_part_is_refused_by_its_own_number(
    world: World, changes: dict[str, Any], errcode: int
) -> None:
    world.http.post("/__sandbox__/accept", json={"openid": "o1", "template_id": "*", "status": "accept"})
    assert world.post(SEND, message(**changes))["errcode"] == errcode
    assert world.post(SEND, message())["errcode"] == 0


@pytest.mark.parametrize("key", sorted(REPLY))
@pytest.mark.parametrize("value", [None, "", " ", "x" * 21, "一\n二", 7, {"value": "x"}])
def test_every_key_of_the_template_must_hold_a_value_of_its_type(world: World, key: str, value: Any) -> None:
    world.login("o1")
    body = message()
    body["data"][key] = {"value": value}
    assert world.post(SEND, body)["errcode"] == 47003
    del body["data"][key]
    refusal = world.post(SEND, body)
    assert refusal["errcode"] == 47003
    assert f"data.{key}.value is empty" in refusal["errmsg"]


def test_without_an_accept_nothing_is_delivered(world: World) -> None:
    world.login("o1")
    assert world.post(SEND, message())["errcode"] == 43101
    assert world.http.get("/__sandbox__/inbox?openid=o1").get_json()["items"] == []


def test_message_numbers_are_whole_and_larger_than_javascript_can_hold(world: World) -> None:
    for _ in range(2):
        world.http.post("/__sandbox__/accept", json={"openid": "o1", "template_id": "*", "status": "accept"})
    first, second = world.post(SEND, message())["msgid"], world.post(SEND, message())["msgid"]
    assert isinstance(first, int)
    assert 2**53 < first < second < 2**63


# --- codes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"scene": ""}, 40169),
        ({"scene": None}, 40169),
        ({"scene": "x" * 33}, 40169),
        ({"scene": "100%"}, 40129),
        ({"scene": "中文"}, 40129),
        ({"scene": "a b"}, 40129),
        ({"page": "/pages/a/b"}, 41030),
        ({"page": "pages/a/b?c=1"}, 41030),
        ({"env_version": "formal"}, 40097),
        ({"env_version": {}}, 40097),
    ],
)
def test_a_code_with_a_wrong_part_is_refused_in_json(
    world: World, changes: dict[str, Any], errcode: int
) -> None:
    body = {"scene": "a", "page": "pages/a/b"} | changes
    assert world.post(CODE, body)["errcode"] == errcode


def test_a_code_is_a_jpeg_of_the_width_asked_for(world: World) -> None:
    query = {"access_token": world.stable()["access_token"]}
    response = world.http.post(CODE, query_string=query, json={"scene": "!#$&'()*+,/:;=?@-._~", "width": 280})
    assert response.content_type == "image/jpeg"
    assert response.data.startswith(b"\xff\xd8\xff")
