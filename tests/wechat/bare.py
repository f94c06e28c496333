"""A platform down to the bytes: what came in is kept as it was on the socket, what goes out may be anything."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from server.gateways.wechat import WeChatClient

from .support import APPID, PAGE, REPLY, TEMPLATE, client

TOKEN_PATH = "/cgi-bin/stable_token"
OPENID = "o" + "p" * 27
SESSION_KEY = "o0q0otL8aEzpcZL/FT9WsQ=="
LIFE = 12.0  # no connection stays longer, whatever a client does


@dataclass(frozen=True)
class Asked:
    """One request. `head` and `body` are the bytes themselves."""

    method: str
    path: str
    query: dict[str, str]
    head: bytes
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


# What to write back, piece by piece: bytes go out, a number is a pause in seconds, None waits for the other
# side to hang up. Then the connection is closed.
Play = Iterator[bytes | float | None]


def answer(
    body: bytes | dict[str, Any],
    *,
    status: str = "200 OK",
    kind: str = "application/json",
    length: int | None = None,
) -> list[bytes | float | None]:
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    size = len(raw) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
    return [head.encode() + raw]


TOKEN = {"access_token": "the-access-token-of-the-test", "expires_in": 7200}


class BarePlatform:
    """Answers by `script`; a token is given unless the script says otherwise."""

    def __init__(self, script: Callable[[Asked], Any], *, token: Any = None) -> None:
        self.script = script
        self.token = answer(TOKEN) if token is None else token
        self.asked: list[Asked] = []
        self._open: set[socket.socket] = set()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for line in [self._socket, *self._open]:
            _hang_up(line)
        self._thread.join(5)

    def client(self, redis: Any = None, **options: Any) -> WeChatClient:
        return client(self.url, redis, **options)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def to(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            self._open.add(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        line.settimeout(LIFE)
        try:
            asked = _read(line)
            if asked is not None:
                self.asked.append(asked)
                _play(line, self.token if asked.path == TOKEN_PATH else self.script(asked))
        except OSError:
            pass  # the other side has gone, as it should
        finally:
            self._open.discard(line)
            _hang_up(line)


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()


def _play(line: socket.socket, play: Any) -> None:
    for piece in play:
        if piece is None:
            line.recv(1)
        elif isinstance(piece, bytes):
            line.sendall(piece)
        else:
            threading.Event().wait(piece)


def _read(line: socket.socket) -> Asked | None:
    raw = b""
    while b"\r\n\r\n" not in raw:
        more = line.recv(65536)
        if not more:
            return None
        raw += more
    head, _, body = raw.partition(b"\r\n\r\n")
    length = next(
        (int(row[15:]) for row in head.split(b"\r\n") if row.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += line.recv(65536)
    method, target, _ = head.split(b"\r\n")[0].decode().split(" ")
    address = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(address.query, keep_blank_values=True).items()}
    return Asked(method, address.path, query, head, body)


def drip(piece: bytes = b" ", every: float = 0.05) -> Play:
    """Never silent for long, and never done."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    while True:
        yield piece
        yield every


def drip_head(every: float = 0.05) -> Play:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X"
        yield every


def endless() -> Play:
    """A body without end, as fast as it goes."""
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    while True:
        yield b" " * 65536


CALLS: dict[str, Callable[[WeChatClient], Any]] = {
    "code_to_session": lambda w: w.code_to_session("a-login-code"),
    "check_session": lambda w: w.check_session(OPENID, SESSION_KEY),
    "phone_number": lambda w: w.phone_number("a-phone-code"),
    "send_subscribe": lambda w: w.send_subscribe(OPENID, TEMPLATE, PAGE, REPLY),
    "mini_program_code": lambda w: w.mini_program_code("s1.abc", "pages/enter/index"),
    "url_link": lambda w: w.url_link("pages/enter/index", "c=s1.abc"),
    "url_scheme": lambda w: w.url_scheme("pages/enter/index", "c=s1.abc"),
    "check_text": lambda w: w.check_text(OPENID, REPLY["thing1"]),
    "check_media": lambda w: w.check_media(OPENID, "https://example.com/1.jpg", "image"),
    "templates": lambda w: w.templates(),
    "quota": lambda w: w.quota("/cgi-bin/message/subscribe/send"),
    "clear_quota": lambda w: w.clear_quota(),
    "explain": lambda w: w.explain("652d44d0-1d0af18b-5b069232"),
}
GOOD: dict[str, dict[str, Any]] = {
    "code_to_session": {"session_key": "tiihtNczf5v6AKRyjwEUhQ==", "openid": OPENID, "unionid": "o6_bmasdas"},
    "check_session": {"errmsg": "ok"},
    "phone_number": {"phone_info": {"phoneNumber": "13123456789", "purePhoneNumber": "13123456789"}},
    "send_subscribe": {"msgid": 1988810812324364291},
    "url_link": {"url_link": "https://wxaurl.cn/5SZQ3Cswdl"},
    "url_scheme": {"openlink": "weixin://dl/business/?t=XTSkBZlzqmn"},
    "check_text": {"result": {"suggest": "pass", "label": 100}, "trace_id": "t"},
    "check_media": {"trace_id": "967e945cd8a3e458f3c74dcb886068e9"},
    "templates": {"data": []},
    "quota": {"quota": {"daily_limit": 1, "used": 0, "remain": 1}},
    "clear_quota": {},
    "explain": {"request": {"cost_in_ms": 30}},
}
# doing these twice would cost the person or the account something
ONCE = {"code_to_session", "phone_number", "send_subscribe", "clear_quota"}


def asking(call: Any, body: Any, **options: Any) -> Any:
    """(what the call gave back, what it had asked) when the platform answers `body`."""
    with BarePlatform(lambda asked: answer(body, **options)) as platform:
        given = call(platform.client())
    return given, platform.asked[-1]


def offline() -> WeChatClient:
    return WeChatClient(APPID, "secret", "http://127.0.0.1:1")
