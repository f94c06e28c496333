"""Pictures and recordings in the queue of content safety: fetched, judged, and told by a push."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import requests

from sandbox.events import media_checked, media_failed
from sandbox.pushes import Pusher
from sandbox.safety import judge_media
from sandbox.settings import Settings
from sandbox.switches import Switches

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_THREADS = 2
_MOST_WAITING = 2_000
_MOST_BYTES = 10 * 1024 * 1024
_TIMEOUT_S = 5


class MediaDesk:
    """`take` returns at once, unless the switch wants the result pushed before the answer."""

    def __init__(self, settings: Settings, switches: Switches, pusher: Pusher) -> None:
        self._appid = settings.appid
        self._switches = switches
        self._pusher = pusher
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="media")
        self._places = threading.BoundedSemaphore(_MOST_WAITING)

    def take(self, openid: str, url: str, trace_id: str) -> bool:
        """False when too many are waiting."""
        if self._switches.media_order == "never":
            return True
        if self._switches.media_order == "before":
            self._pusher.send(self._pusher.letter(openid, self._event(url, trace_id)))
            return True
        if not self._places.acquire(blocking=False):
            return False
        self._pool.submit(self._work, openid, url, trace_id)
        return True

    def _work(self, openid: str, url: str, trace_id: str) -> None:
        try:
            self._pusher.push(openid, self._event(url, trace_id), self._switches.media_delay_s)
        finally:
            self._places.release()

    def _event(self, url: str, trace_id: str) -> dict[str, Any]:
        if self._switches.fetches_media and _is_here(url) and not _can_be_had(url):
            return media_failed(self._appid, trace_id)
        verdict = judge_media(url, self._switches)
        return media_checked(self._switches, self._appid, trace_id, (verdict.suggest, verdict.label))


def is_public(url: str) -> bool:
    """https anywhere; http only for a product on this machine."""
    return urlsplit(url).scheme == "https" or (urlsplit(url).scheme == "http" and _is_here(url))


def _is_here(url: str) -> bool:
    return urlsplit(url).hostname in _LOOPBACK


def _can_be_had(url: str) -> bool:
    """Whether anybody can download it, as the platform must. Only this machine is ever asked."""
    try:
        with requests.Session() as http:
            http.trust_env = False
            with http.get(url, timeout=_TIMEOUT_S, stream=True, allow_redirects=False) as answer:
                return answer.status_code == 200 and 0 < _size(answer) <= _MOST_BYTES
    except requests.RequestException:
        return False


def _size(answer: requests.Response) -> int:
    """How long it is; reading ends with the time or when it is too much anyway."""
    size, until = 0, time.monotonic() + _TIMEOUT_S
    for part in answer.iter_content(65_536):
        size += len(part)
        if size > _MOST_BYTES or time.monotonic() > until:
            return _MOST_BYTES + 1
    return size
