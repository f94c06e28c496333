"""Every call to the platform's paths as raw bytes with its answer: tests read what was really sent."""

from __future__ import annotations

import base64
import json
from collections import deque
from typing import Any

from flask import Flask, Response, request

from sandbox.platform import Platform

PATHS = ("/sns/", "/cgi-bin/", "/wxa/")
_MOST = 5_000


class Journal:
    """The last 5,000 calls. Appending to a bounded deque is atomic, so threads need no lock."""

    def __init__(self) -> None:
        self._items: deque[dict[str, Any]] = deque(maxlen=_MOST)

    def write(self, response: Response, at: str) -> None:
        self._items.append(
            {
                "at": at,
                "method": request.method,
                "path": request.path,
                "query": request.args.to_dict(),
                "body_base64": base64.b64encode(_body(response)).decode(),
                "answer": _readable(response),
            }
        )

    def items(self, path: str | None = None) -> list[dict[str, Any]]:
        return [item for item in list(self._items) if path in (None, "", item["path"])]


def _body(response: Response) -> bytes:
    """A body that was refused for its size cannot be read."""
    return b"" if response.status_code == 413 else request.get_data()


def _readable(response: Response) -> Any:
    """JSON as it is; of anything else its kind and size."""
    body = response.get_data()
    if body.startswith(b"{"):
        return json.loads(body)
    return {"status": response.status_code, "content_type": response.content_type, "bytes": len(body)}


def keep_journal(app: Flask, platform: Platform) -> Journal:
    """Note every call under the platform's paths; the control plane is not noted."""
    journal = Journal()

    @app.after_request
    def note(response: Response) -> Response:
        if request.path.startswith(PATHS):
            journal.write(response, platform.moment())
        return response

    return journal
