"""Pushes events to the product's callback as the platform does: signed, three tries, in the background."""

from __future__ import annotations

import heapq
import http.client
import itertools
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.events import addressed
from sandbox.letters import Letter, echo_query, seal
from sandbox.settings import Settings
from sandbox.switches import Switches

log = logging.getLogger(__name__)

TRIES = 3
TIMEOUT_S = 5
_THREADS = 4
_MOST_WAITING = 100_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the product answered; status 0 when it did not."""

    status: int
    body: str

    @property
    def is_taken(self) -> bool:
        return self.status == 200 and self.body.strip() in {"success", ""}


class Pusher:
    """`push` returns at once; a few threads deliver. `now` is the true time, for signatures are judged by it."""

    def __init__(self, settings: Settings, switches: Switches, now: Callable[[], float]) -> None:
        self._settings = settings
        self._switches = switches
        self._now = now
        self._waiting: list[tuple[float, int, int, Letter]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._line = threading.local()
        self._taken = self._given_up = self._dropped = self._under_way = 0

    def push(self, openid: str, event: Mapping[str, Any], delay_s: float = 0) -> None:
        """In the mode and format of the switches."""
        self._enqueue(self.letter(openid, event), delay_s, tries=TRIES)

    def letter(self, openid: str, event: Mapping[str, Any]) -> Letter:
        body = addressed(openid, event, self._now())
        mode = self._switches.push_mode if self._settings.aes_key else "plain"
        return Letter(str(body["FromUserName"]), body, mode, self._switches.push_format)

    def send(self, letter: Letter) -> list[Delivery]:
        """Deliver now, in this thread; a sound one that is not taken has its other tries later."""
        sealed = seal(letter, self._settings, self._now())
        target, headers = f"?{sealed.query}", {"Content-Type": sealed.content_type}
        times = 2 if letter.fault == "duplicate" else 1
        deliveries = [self._call("POST", target, sealed.raw, headers) for _ in range(times)]
        if letter.fault is None and not deliveries[0].is_taken:
            self._enqueue(letter, self._switches.push_gap_s, tries=TRIES - 1)
        return deliveries

    def check_address(self) -> bool:
        """Whether the product answers as the console demands when the address is entered."""
        echostr = str(secrets.randbelow(10**18))
        delivery = self._call("GET", f"?{echo_query(self._settings, self._now(), echostr)}", None, {})
        return (delivery.status, delivery.body) == (200, echostr)

    def counts(self) -> dict[str, int]:
        with self._changed:
            return {
                "waiting": len(self._waiting) + self._under_way,
                "taken": self._taken,
                "given_up": self._given_up,
                "dropped": self._dropped,
            }

    def _enqueue(self, letter: Letter, delay_s: float, tries: int) -> None:
        with self._changed:
            if len(self._waiting) >= _MOST_WAITING:
                self._dropped += 1
                return
            due = time.monotonic() + delay_s
            heapq.heappush(self._waiting, (due, next(self._numbers), tries, letter))
            if len(self._threads) < _THREADS:
                self._threads.append(threading.Thread(target=self._work, daemon=True))
                self._threads[-1].start()
            self._changed.notify()

    def _work(self) -> None:
        while True:
            tries, letter = self._next()
            try:
                sealed = seal(letter, self._settings, self._now())
                headers = {"Content-Type": sealed.content_type}
                is_taken = self._call("POST", f"?{sealed.query}", sealed.raw, headers).is_taken
            finally:
                with self._changed:
                    self._under_way -= 1
            if not is_taken and tries > 1:
                self._enqueue(letter, self._switches.push_gap_s, tries - 1)
            else:
                self._note_end(letter, is_taken)

    def _next(self) -> tuple[int, Letter]:
        """Wait for the letter whose time has come."""
        with self._changed:
            while True:
                left = self._waiting[0][0] - time.monotonic() if self._waiting else None
                if left is not None and left <= 0:
                    _, _, tries, letter = heapq.heappop(self._waiting)
                    self._under_way += 1
                    return tries, letter
                self._changed.wait(left)

    def _note_end(self, letter: Letter, is_taken: bool) -> None:
        with self._changed:
            self._taken += is_taken
            self._given_up += not is_taken
        if not is_taken:
            log.warning("push %s not taken after %d tries", letter.body.get("Event"), TRIES)

    def _call(self, method: str, query: str, raw: bytes | None, headers: Mapping[str, str]) -> Delivery:
        """One exchange on this thread's own connection; one that was closed meanwhile is opened anew."""
        was_open = getattr(self._line, "connection", None) is not None
        try:
            return self._exchange(method, query, raw, headers)
        except (OSError, http.client.HTTPException):
            self._hang_up()
        if was_open:
            try:
                return self._exchange(method, query, raw, headers)
            except (OSError, http.client.HTTPException):
                self._hang_up()
        return Delivery(0, "")

    def _exchange(self, method: str, query: str, raw: bytes | None, headers: Mapping[str, str]) -> Delivery:
        address = urlsplit(self._settings.callback_url)
        if getattr(self._line, "connection", None) is None:
            kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
            self._line.connection = kind(address.netloc, timeout=TIMEOUT_S)
        connection: http.client.HTTPConnection = self._line.connection
        connection.request(method, (address.path or "/") + query, raw, dict(headers))
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        if answer.will_close:
            self._hang_up()
        return Delivery(answer.status, body)

    def _hang_up(self) -> None:
        connection = getattr(self._line, "connection", None)
        if connection is not None:
            connection.close()
        self._line.connection = None
