"""The load: one process of its own, 16 kept-alive connections, requests that were built before the clock runs."""

from __future__ import annotations

import multiprocessing
import re
import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing.connection import Connection

CONNECTIONS = 16
USES = 100
"""Answers taken from one connection. A process of the web server that was replaced gets its share again soon."""
PATIENCE_S = 20.0
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


class BenchFailed(Exception):
    """Something could not be measured. The text is Chinese and says what."""


@dataclass(frozen=True, slots=True)
class Deck:
    """Whole requests as they go over the wire, in the order of their drawing, and the status that each must bring.

    `is_endless`: it may begin anew when it is through; otherwise every request is sent once.
    """

    port: int
    status: int
    requests: list[bytes]
    is_endless: bool = True


@dataclass(frozen=True, slots=True)
class Round:
    """Answers counted, and the seconds they took."""

    count: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.count / self.seconds


class Load:
    """The other process. It keeps its place in every deck from round to round."""

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def take(self, name: str, deck: Deck) -> None:
        self._pipe.send((name, deck))

    def run(self, name: str, seconds: float, most: int) -> Round:
        """Send from the deck for `seconds`, `most` requests at the longest. Raises BenchFailed."""
        self._pipe.send((name, seconds, most))
        try:
            told = self._pipe.recv()
        except EOFError:
            raise BenchFailed("发请求的程序自己停了") from None
        if isinstance(told, str):
            raise BenchFailed(f"{name}：{told}")
        assert isinstance(told, Round)
        return told

    def stop(self) -> None:
        self._pipe.close()
        self._process.join(timeout=5)
        self._process.kill()


def _serve(pipe: Connection) -> None:
    decks: dict[str, tuple[Deck, Iterator[bytes]]] = {}
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            match pipe.recv():
                case str(name), Deck() as deck:
                    decks[name] = deck, cycle(deck.requests) if deck.is_endless else iter(deck.requests)
                case name, seconds, most:
                    deck, requests = decks[name]
                    try:
                        with selectors.DefaultSelector() as selector:
                            pipe.send(_Driver(selector, deck, islice(requests, most)).drive(seconds))
                    except (BenchFailed, OSError) as failure:
                        pipe.send(f"{failure}")


class _Line:
    """One connection and the request that waits on it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.request = b""
        self.answer = b""
        self.open()

    def open(self) -> None:
        self.uses = 0
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)


class _Driver:
    """All connections at once: whoever has been answered asks again, until the time is up."""

    def __init__(self, selector: selectors.BaseSelector, deck: Deck, requests: Iterator[bytes]) -> None:
        self.selector = selector
        self.status = str(deck.status).encode()
        self.requests = requests
        self.count = self.waiting = 0
        self.is_over = False
        for line in [_Line(deck.port) for _ in range(CONNECTIONS)]:
            selector.register(line.socket, selectors.EVENT_READ, line)

    def drive(self, seconds: float) -> Round:
        try:
            done = self._count(seconds)
            # what is still under way is answered too, so that nothing of it falls into the next round
            self.is_over = True
            while self.waiting:
                self._hear(PATIENCE_S)
        finally:
            for line in self._lines():
                line.socket.close()
        return done

    def _count(self, seconds: float) -> Round:
        start = time.perf_counter()
        deadline = start + seconds
        for line in self._lines():
            self._ask(line)
        while self.waiting and not self.is_over:
            self._hear(max(0.0, deadline - time.perf_counter()))
            self.is_over = time.perf_counter() >= deadline
        return Round(self.count, time.perf_counter() - start)

    def _lines(self) -> list[_Line]:
        return [key.data for key in self.selector.get_map().values()]

    def _hear(self, patience: float) -> None:
        heard = self.selector.select(patience)
        if not heard and patience == PATIENCE_S:
            raise BenchFailed(f"{PATIENCE_S:.0f} 秒没有回答")
        for key, _ in heard:
            self._read(key.data)

    def _ask(self, line: _Line) -> None:
        request = next(self.requests, None) if not self.is_over else None
        if request is not None:
            line.request = request
            line.socket.sendall(request)
            self.waiting += 1

    def _read(self, line: _Line) -> None:
        try:
            piece = line.socket.recv(65536)
        except BlockingIOError:
            return
        except ConnectionResetError:
            piece = b""
        if not piece:
            return self._again(line)
        line.answer += piece
        head = line.answer.find(b"\r\n\r\n")
        if head < 0:
            return None
        length = LENGTH.search(line.answer, 0, head + 2)
        if length is None:
            raise BenchFailed("回答里没有 Content-Length")
        if len(line.answer) >= head + 4 + int(length[1]):
            self._take(line, head)
        return None

    def _take(self, line: _Line, head: int) -> None:
        answer, line.answer = line.answer, b""
        if answer[9:12] != self.status:
            asked = line.request.split(b" HTTP/", 1)[0].decode()
            told = answer[head + 4 :][:300].decode("utf-8", "replace")
            raise BenchFailed(
                f"{asked} 应当回答 {self.status.decode()}，回答的是 {answer[9:12].decode()}：{told}"
            )
        self.count += 1
        self.waiting -= 1
        line.uses += 1
        if line.uses >= USES or CLOSES.search(answer, 0, head + 2):
            self._renew(line)
        self._ask(line)

    def _again(self, line: _Line) -> None:
        """A process that is being replaced closed the connection between two requests: ask its successor."""
        if line.answer:
            raise BenchFailed("回答到一半断了")
        self._renew(line)
        if line.request:
            line.socket.sendall(line.request)

    def _renew(self, line: _Line) -> None:
        self.selector.unregister(line.socket)
        line.socket.close()
        line.open()
        self.selector.register(line.socket, selectors.EVENT_READ, line)
