"""The links and schemes that were made, with what they open."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass

_MOST = 50_000


@dataclass(frozen=True, slots=True)
class Link:
    """`url` is what the product was given; times in unix seconds."""

    url: str
    path: str
    query: str
    env_version: str
    created: int
    expires: int


class Links:
    """Safe for threads; the oldest are forgotten."""

    def __init__(self) -> None:
        self._links: dict[str, Link] = {}
        self._lock = threading.Lock()

    def make(self, prefix: str, path: str, query: str, env_version: str, life: tuple[int, int]) -> Link:
        """`life` is when it begins and when it ends."""
        link = Link(prefix + secrets.token_urlsafe(8), path, query, env_version, *life)
        with self._lock:
            if len(self._links) >= _MOST:
                del self._links[next(iter(self._links))]
            self._links[link.url] = link
        return link

    def find(self, url: object) -> Link | None:
        return self._links.get(url) if isinstance(url, str) else None
