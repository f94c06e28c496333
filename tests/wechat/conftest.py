"""One sandbox and one listening product for all WeChat tests; each test uses people of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
import redis
import requests

from tests.embedded import Servers

from .phone import AES_KEY, Phone
from .support import Listener, Reply, SandboxProcess, running_sandbox
from .world import World


@pytest.fixture(scope="session")
def product() -> Iterator[Listener]:
    """Stands where the product's callback would be, and takes every push."""
    with Listener(lambda call: Reply(b"success", content_type="text/plain")) as listener:
        yield listener


@pytest.fixture(scope="session")
def sandbox(product: Listener) -> Iterator[SandboxProcess]:
    with running_sandbox(f"{product.url}/wechat/callback") as running:
        yield running


@pytest.fixture
def valkey(servers: Servers) -> Iterator[redis.Redis]:
    """An empty Valkey."""
    with redis.Redis.from_url(servers.redis_url, socket_timeout=5) as connection:
        connection.flushdb()
        yield connection


@pytest.fixture
def openid() -> str:
    """A person nobody met before."""
    return "o" + secrets.token_urlsafe(21)[:27]


@pytest.fixture
def world(product: Listener) -> World:
    return World(f"{product.url}/wechat/callback")


@pytest.fixture(scope="session")
def moody(product: Listener) -> Iterator[SandboxProcess]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WECHAT_AES_KEY", AES_KEY)
        with running_sandbox(f"{product.url}/wechat/callback") as running:
            patch.undo()
            yield running


@pytest.fixture
def phone(moody: SandboxProcess, product: Listener, openid: str) -> Iterator[Phone]:
    for lever in ("faults", "switches"):
        requests.delete(f"{moody.url}/__sandbox__/{lever}", timeout=5)
    person = Phone(moody, product, openid)
    moody.login(openid)
    person.switch(push_gap_s=0.05, media_delay_s=0)
    yield person
    requests.delete(f"{moody.url}/__sandbox__/faults", timeout=5)
