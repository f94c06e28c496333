"""Signing in with a login code."""

from __future__ import annotations

import base64

import pytest

from server.gateways.wechat import Ambiguous, ConfigurationWrong, LoginCodeRefused, WeChatClient

from .support import APPID, Listener, Reply, SandboxProcess, client, scripted


def test_a_login_code_gives_the_person_behind_it(sandbox: SandboxProcess, openid: str) -> None:
    session = client(sandbox.url).code_to_session(sandbox.login(openid))
    assert session.openid == openid
    assert session.unionid is None
    assert len(base64.b64decode(session.session_key)) == 16


def test_trap_a_a_login_needs_no_token() -> None:
    answer = Reply({"openid": "o" * 28, "session_key": "k"})
    with Listener(scripted(answer, token=Reply(status=500))) as platform:
        assert client(platform.url).code_to_session("code").openid == "o" * 28
    (call,) = platform.calls
    assert call.path == "/sns/jscode2session"
    assert "access_token" not in call.query


def test_a_login_code_works_once(sandbox: SandboxProcess, openid: str) -> None:
    code = sandbox.login(openid)
    wechat = client(sandbox.url)
    wechat.code_to_session(code)
    with pytest.raises(LoginCodeRefused) as refusal:
        wechat.code_to_session(code)
    assert refusal.value.errcode == 40163


@pytest.mark.parametrize("code", ["never-given", "", "x" * 5000, "中文", "\ud800", "a\x00b", "a b"])
def test_a_code_that_was_never_given_is_refused_whatever_it_holds(sandbox: SandboxProcess, code: str) -> None:
    with pytest.raises(LoginCodeRefused) as refusal:
        client(sandbox.url).code_to_session(code)
    assert refusal.value.errcode == 40029


def test_a_wrong_secret_is_a_wrong_configuration(sandbox: SandboxProcess, openid: str) -> None:
    wechat = WeChatClient(APPID, "another-secret-altogether-0123456789", sandbox.url)
    with pytest.raises(ConfigurationWrong) as refusal:
        wechat.code_to_session(sandbox.login(openid))
    assert refusal.value.errcode == 40125
    assert "WECHAT_SECRET" in str(refusal.value)


def test_an_answer_without_openid_signs_nobody_in() -> None:
    with Listener(scripted(Reply({"session_key": "k"}))) as platform, pytest.raises(Ambiguous):
        client(platform.url).code_to_session("code")


def test_a_session_shows_neither_key_nor_person_when_printed(sandbox: SandboxProcess, openid: str) -> None:
    session = client(sandbox.url).code_to_session(sandbox.login(openid))
    assert session.session_key not in repr(session)
    assert openid not in repr(session)


def test_a_unionid_is_kept_when_there_is_one() -> None:
    answer = Reply({"openid": "o" * 28, "session_key": "k", "unionid": "u" * 28}, content_type="text/plain")
    with Listener(scripted(answer)) as platform:
        assert client(platform.url).code_to_session("code").unionid == "u" * 28
