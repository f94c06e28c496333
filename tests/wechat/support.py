"""What the WeChat tests stand on: the sandbox as a process, a platform that misbehaves, a product."""

from __future__ import annotations

import base64
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import redis
import requests
from redis.backoff import NoBackoff
from redis.retry import Retry

from deploy.local import ports
from server.gateways.wechat import WeChatClient

ROOT = Path(__file__).resolve().parents[2]
APPID = "wx5ac1e5b07a1e5ac1"
SECRET = "9c1f0f5e7d8b4a36b2e1d0c9f8a7b6e5"
TOKEN = "callback-token-of-the-tests"
TEMPLATE = "tmpl-reply-0123456789abcdefghijklmnopqrstuv"
PAGE = "pages/message/index?id=1"
REPLY = {
    "thing1": "门前路灯不亮",
    "phrase2": "已答复",
    "thing3": "富春街道代表联络站",
    "time4": "2026年11月22日 14:05",
    "thing5": "点开看答复，请评一评",
}


def free_port() -> int:
    """Nobody listens there. Another one every time: two tests at once must not agree on one."""
    return ports.choose(uuid4().hex, set())


@dataclass
class SandboxProcess:
    """The sandbox on its own port, and what a test asks of its control plane."""

    url: str
    process: subprocess.Popen[str]

    def post(self, path: str, body: Any, **options: Any) -> requests.Response:
        return requests.post(f"{self.url}/__sandbox__{path}", json=body, timeout=5, **options)

    def get(self, path: str, /, **params: str) -> list[dict[str, Any]]:
        answer = requests.get(f"{self.url}/__sandbox__{path}", params=params, timeout=5)
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def login(self, openid: str) -> str:
        return str(self.post("/login", {"openid": openid}).json()["code"])

    def accept(self, openid: str, status: str = "accept", template_id: str = TEMPLATE) -> requests.Response:
        return self.post("/accept", {"openid": openid, "template_id": template_id, "status": status})

    def journal(self, path: str) -> list[dict[str, Any]]:
        return self.get("/journal", path=path)

    def inbox(self, openid: str) -> list[dict[str, Any]]:
        return self.get("/inbox", openid=openid)


def environment(callback_url: str) -> dict[str, str]:
    return {
        **os.environ,
        "SANDBOX_PORT": "0",
        "WECHAT_APPID": APPID,
        "WECHAT_SECRET": SECRET,
        "WECHAT_TOKEN": TOKEN,
        "WECHAT_TEMPLATE_REPLY": TEMPLATE,
        "WECHAT_CALLBACK_URL": callback_url,
    }


@contextmanager
def running_sandbox(callback_url: str) -> Iterator[SandboxProcess]:
    """`python -m sandbox` on a free port; its own line says when it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox"],
        cwd=ROOT,
        env=environment(callback_url),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        words = process.stdout.readline().split()
        assert words[:2] == ["sandbox", "ready"], words
        yield SandboxProcess(words[2], process)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@dataclass
class Reply:
    """What the scripted platform does with one call; `is_cut` closes the connection without a word."""

    body: bytes | dict[str, Any] = b""
    status: int = 200
    content_type: str = "application/json"
    is_cut: bool = False
    missing_bytes: int = 0
    location: str = ""

    def raw(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Call:
    method: str
    path: str
    query: dict[str, str]
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class _Server(ThreadingHTTPServer):
    request_queue_size = 64  # sixteen callers at once


class Listener:
    """An HTTP server of the test's own: notes every call and answers by `script`."""

    def __init__(self, script: Callable[[Call], Reply]) -> None:
        self.script = script
        self.calls: list[Call] = []
        self.arrived: queue.Queue[Call] = queue.Queue()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def count(self, path: str) -> int:
        return sum(call.path == path for call in self.calls)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = urlsplit(self.path)
                query = {key: values[0] for key, values in parse_qs(address.query).items()}
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                call = Call(self.command, address.path, query, body, dict(self.headers))
                listener.calls.append(call)
                _answer(self, listener.script(call))
                listener.arrived.put(call)

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                return

        return Handler


def _answer(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    if reply.is_cut:
        handler.close_connection = True
        handler.connection.close()
        return
    body = reply.raw()
    handler.send_response(reply.status)
    handler.send_header("Content-Type", reply.content_type)
    handler.send_header("Content-Length", str(len(body) + reply.missing_bytes))
    if reply.location:
        handler.send_header("Location", reply.location)
    handler.end_headers()
    handler.wfile.write(body)


TOKEN_REPLY = Reply({"access_token": "the-access-token-of-the-test", "expires_in": 7200})


def scripted(reply: Reply, *, token: Reply = TOKEN_REPLY) -> Callable[[Call], Reply]:
    """`reply` to every call but the one for a token."""
    return lambda call: token if call.path == "/cgi-bin/stable_token" else reply


def redis_away() -> redis.Redis:
    """A Redis that is not there. Without its own retries, which would wait for it a long time."""
    retry = Retry(NoBackoff(), 0)
    return redis.Redis(port=free_port(), socket_timeout=1, socket_connect_timeout=1, retry=retry)


def client(base_url: str, redis: Any = None, **options: Any) -> WeChatClient:
    return WeChatClient(APPID, SECRET, base_url, redis, **options)


def raw_body(item: dict[str, Any]) -> bytes:
    return base64.b64decode(item["body_base64"])
