"""While token and key of the pushes are being changed in the console, the old and the new pair both work."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from wechatpy.crypto import PrpCrypto

from server.gateways.wechat import Event, InvalidCallback

from .signing import ACCEPT, AES_KEY, APPID, NOW, TOKEN, callback, popup

NEW_TOKEN, NEW_KEY = "newToken0123456789newToken012345", "N" * 42 + "A"
BODY = json.dumps(popup(ACCEPT))


def push(token: str, key: str | None) -> tuple[dict[str, str], bytes]:
    """As the platform sends it with these two."""
    covered: list[str] = []
    body = BODY
    if key is not None:
        sealed = PrpCrypto(base64.b64decode(key + "=")).encrypt(BODY, APPID).decode()
        covered, body = [sealed], json.dumps({"ToUserName": "gh_1", "Encrypt": sealed})
    digest = hashlib.sha1("".join(sorted([token, str(NOW), "n", *covered])).encode()).hexdigest()
    name = "signature" if key is None else "msg_signature"
    return {name: digest, "timestamp": str(NOW), "nonce": "n"}, body.encode()


def received(token: str, key: str | None, *, tokens: str, keys: str | None) -> Event:
    return callback(token=tokens, aes_key=keys).read(*push(token, key))


@pytest.mark.parametrize("token", [TOKEN, NEW_TOKEN])
@pytest.mark.parametrize("key", [AES_KEY, NEW_KEY, None])
def test_old_and_new_work_while_both_are_set(token: str, key: str | None) -> None:
    event = received(token, key, tokens=f"{NEW_TOKEN}, {TOKEN}", keys=f"{NEW_KEY},{AES_KEY}")
    assert event.items[0].is_accepted


@pytest.mark.parametrize("key", [AES_KEY, None])
def test_afterwards_the_old_ones_are_forgeries(key: str | None) -> None:
    with pytest.raises(InvalidCallback, match="signature"):
        received(TOKEN, key, tokens=NEW_TOKEN, keys=NEW_KEY)


def test_an_old_key_alone_is_refused_too() -> None:
    with pytest.raises(InvalidCallback, match="key"):
        received(TOKEN, NEW_KEY, tokens=TOKEN, keys=AES_KEY)


def test_the_address_check_is_answered_by_either_token() -> None:
    for token in (TOKEN, NEW_TOKEN):
        args, _ = push(token, None)
        assert callback(token=f"{NEW_TOKEN},{TOKEN}").echo(args | {"echostr": "42"}) == "42"


@pytest.mark.parametrize("tokens", [",", "a,", ",a", "a,,b", " , "])
def test_an_empty_token_never_starts_beside_a_good_one_either(tokens: str) -> None:
    with pytest.raises(ValueError, match="WECHAT_TOKEN"):
        callback(token=tokens)


@pytest.mark.parametrize("keys", [f"{AES_KEY},", f"{AES_KEY},short", ","])
def test_a_broken_key_never_starts_beside_a_good_one_either(keys: str) -> None:
    with pytest.raises(ValueError, match="WECHAT_AES_KEY"):
        callback(aes_key=keys)
