"""Pushes events to the product's callback as the platform does: signed, three tries, in the background."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import threading
from collections.abc import Callable
from typing import Any

import requests

log = logging.getLogger(__name__)

TRIES = 3
TIMEOUT_S = 5
_GAP_S = 1.0
ORIGINAL_ID = "gh_5ac1e5b07a1e"


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


class Pusher:
    """`push` returns at once; a thread of its own delivers, and gives up after the third try."""

    def __init__(self, callback_url: str, token: str, now: Callable[[], float]) -> None:
        self._callback_url = callback_url
        self._token = token
        self._now = now
        self._gap = threading.Event()

    def push(self, openid: str, event: dict[str, Any]) -> None:
        body = {
            "ToUserName": ORIGINAL_ID,
            "FromUserName": openid,
            "CreateTime": int(self._now()),
            "MsgType": "event",
            **event,
        }
        threading.Thread(target=self._deliver, args=(openid, body), daemon=True).start()

    def _deliver(self, openid: str, body: dict[str, Any]) -> None:
        for _ in range(TRIES):
            if self._try(openid, json.dumps(body, ensure_ascii=False).encode()):
                return
            self._gap.wait(_GAP_S)
        log.warning("push %s not taken after %d tries", body.get("Event"), TRIES)

    def _try(self, openid: str, body: bytes) -> bool:
        """One delivery, freshly signed. The product takes it by answering 200 and `success` or nothing."""
        timestamp, nonce = str(int(self._now())), str(secrets.randbelow(10**10))
        args = {
            "signature": signature(self._token, timestamp, nonce),
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": openid,
        }
        headers = {"Content-Type": "application/json"}
        try:
            with requests.Session() as http:
                http.trust_env = False
                reply = http.post(
                    self._callback_url, params=args, data=body, headers=headers, timeout=TIMEOUT_S
                )
        except requests.RequestException:
            return False
        return reply.status_code == 200 and reply.text.strip() in {"success", ""}
