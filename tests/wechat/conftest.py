"""One sandbox and one listening product for all WeChat tests; each test uses people of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
import redis

from tests.embedded import Servers

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
