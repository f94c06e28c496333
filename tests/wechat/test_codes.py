"""Mini-program codes: an image on success, JSON on failure, and a content type nobody can trust."""

from __future__ import annotations

import io
import json

import pytest
import zxingcpp
from PIL import Image

from server.gateways.wechat import ConfigurationWrong, Unavailable

from .support import Listener, Reply, SandboxProcess, client, raw_body, scripted

CODE = "/wxa/getwxacodeunlimit"
PNG = b"\x89PNG\r\n\x1a\n" + b"rest"


def test_a_code_can_be_read_back(sandbox: SandboxProcess) -> None:
    picture = client(sandbox.url).mini_program_code("s.0123456789abcdefABCDEF", "pages/enter/index")
    image = Image.open(io.BytesIO(picture))
    assert image.size == (430, 430)
    assert [found.text for found in zxingcpp.read_barcodes(image)] == ["s.0123456789abcdefABCDEF"]


def test_the_version_and_the_path_check_are_sent(sandbox: SandboxProcess) -> None:
    wechat = client(sandbox.url, env="trial")
    wechat.mini_program_code("a", "pages/enter/index", check_path=False)
    wechat.mini_program_code("b", "pages/enter/index", width=280, env_version="develop")
    first, second = (json.loads(raw_body(item)) for item in sandbox.journal(CODE)[-2:])
    assert (first["env_version"], first["check_path"], first["width"]) == ("trial", False, 430)
    assert (second["env_version"], second["check_path"], second["width"]) == ("develop", True, 280)


@pytest.mark.parametrize("content_type", ["image/jpeg", "application/json", "text/html"])
def test_trap_h_an_image_is_told_by_its_bytes(content_type: str) -> None:
    with Listener(scripted(Reply(PNG, content_type=content_type))) as platform:
        assert client(platform.url).mini_program_code("a", "pages/enter/index") == PNG


@pytest.mark.parametrize("content_type", ["image/png", "application/json; encoding=utf-8", "text/plain"])
def test_trap_h_a_json_error_is_told_by_its_bytes(content_type: str) -> None:
    error = Reply({"errcode": 41030, "errmsg": "invalid page"}, content_type=content_type)
    with Listener(scripted(error)) as platform, pytest.raises(ConfigurationWrong) as refusal:
        client(platform.url).mini_program_code("a", "pages/enter/index")
    assert refusal.value.errcode == 41030


@pytest.mark.parametrize("body", [b"", b"<html>502</html>", b'{"errcode":0,"errmsg":"ok"}', b"GIF89a"])
def test_an_answer_that_is_no_picture_can_be_asked_for_again(body: bytes) -> None:
    with Listener(scripted(Reply(body, content_type="image/jpeg"))) as platform, pytest.raises(Unavailable):
        client(platform.url).mini_program_code("a", "pages/enter/index")


@pytest.mark.parametrize(
    ("scene", "page", "errcode"),
    [
        ("含中文", "pages/a/b", 40129),
        ("", "pages/a/b", 40169),
        ("x" * 33, "pages/a/b", 40169),
        ("a", "/a/b", 41030),
    ],
)
def test_a_scene_or_page_against_the_rules_is_a_wrong_configuration(
    sandbox: SandboxProcess, scene: str, page: str, errcode: int
) -> None:
    with pytest.raises(ConfigurationWrong) as refusal:
        client(sandbox.url).mini_program_code(scene, page)
    assert refusal.value.errcode == errcode
