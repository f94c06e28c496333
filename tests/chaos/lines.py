"""One kept-alive connection of somebody who does not give up: asks again until there is an answer."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import dataclass
from typing import Any

from tests.bench.load import CLOSES, LENGTH

PATIENCE_S = 90.0
"""How long one thing may fail to be answered; a killed PostgreSQL is back within a few seconds."""
TIMEOUT_S = 15.0
PAUSE_S = 0.1
USES = 100
"""Answers taken from one connection, so that a process that was replaced gets its share again."""


class ChaosFailed(Exception):
    """The run itself went wrong. The text is Chinese and says where."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Any
    tries: int


class Line:
    """Not shared by threads."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._uses = 0

    def ask(self, method: str, path: str, body: object = None, *, token: str = "", key: str = "") -> Answer:
        """The first answer below 500. Raises ChaosFailed when none comes in time."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        headers |= {"Content-Type": "application/json"} if body is not None else {}
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        deadline, tries, told = time.monotonic() + PATIENCE_S, 0, ""
        while time.monotonic() < deadline:
            tries += 1
            try:
                status, text = self._try(method, path, content, headers)
            except OSError as trouble:
                self.close()
                told = type(trouble).__name__
            else:
                if status < 500:
                    return Answer(status, json.loads(text) if text else None, tries)
                told = str(status)
            time.sleep(PAUSE_S)
        raise ChaosFailed(f"{method} {path} 试了 {tries} 次都没有回答，最后是 {told}")

    def _try(
        self, method: str, path: str, content: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        """Status and body. Raises OSError when the connection breaks before the whole answer is there."""
        if self._uses >= USES:
            self.close()
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), TIMEOUT_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._uses += 1
        size = {} if content is None else {"Content-Length": str(len(content))}
        lines = [f"{name}: {value}\r\n" for name, value in (headers | size).items()]
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{''.join(lines)}\r\n"
        self._socket.sendall(head.encode() + (content or b""))
        return self._hear(self._socket)

    def _hear(self, connection: socket.socket) -> tuple[int, bytes]:
        answer = bytearray()
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += _more(connection)
        length = LENGTH.search(answer, 0, end + 2)
        whole = end + 4 + (int(length[1]) if length else 0)
        while len(answer) < whole:
            answer += _more(connection)
        if CLOSES.search(answer, 0, end + 2):
            self.close()
        return int(answer[9:12]), bytes(answer[end + 4 : whole])

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._uses = None, 0


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(65536)
    if not piece:
        raise ConnectionResetError("closed before the whole answer was there")
    return piece


def expect(answer: Answer, *statuses: int) -> Any:
    """The body of an answer that may be so. Raises ChaosFailed."""
    if answer.status not in statuses:
        raise ChaosFailed(f"回答是 {answer.status}：{json.dumps(answer.body, ensure_ascii=False)[:300]}")
    return answer.body
