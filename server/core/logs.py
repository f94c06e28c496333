"""One JSON line per request and per event; only listed fields, never what a person wrote or who they are."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from functools import lru_cache
from typing import Any
from uuid import uuid4

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from server.core import clock

FIELDS = (
    "request_id",
    "route",
    "method",
    "status",
    "ms",
    "role",
    "listener",
    "task",
    "row",
    "tries",
    "error",
)
_SECRETS = re.compile(r"(secret|access_token|js_code|signature|pin|password)=[^&\s\"']+", re.IGNORECASE)

REQUESTS = Counter("http_requests_total", "Requests by route and status", ["route", "status"])
SECONDS = Histogram("http_request_seconds", "Time to answer", ["route"])


class JsonLines(logging.Formatter):
    """Free text is kept to the program's own words; line breaks are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _SECRETS.sub(r"\1=…", record.getMessage()),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["exception"] = _trace(record)
        return json.dumps(line, ensure_ascii=False)


def _trace(record: logging.LogRecord) -> list[str]:
    """Where it happened and what kind it was, without the values that were involved."""
    assert record.exc_info
    kind, _, step = record.exc_info
    places = []
    while step is not None:
        code = step.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 3)[-1]}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return [*places[-8:], getattr(kind, "__name__", "")]


def configure(level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # nobody reads these of a line, and looking them up takes time on every request
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # the way the manual names: no search for the caller
    for noisy in ("werkzeug", "apscheduler", "alembic", "dramatiq", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


@lru_cache(maxsize=1024)
def _meters(route: str, status: int) -> tuple[Counter, Histogram]:
    """Finding a meter by its labels takes longer than reading it."""
    return REQUESTS.labels(route, status), SECONDS.labels(route)


def watch_requests(app: Flask) -> None:
    """Time, count and log every request by its route's template, never by its path."""
    log = logging.getLogger("server.requests")

    @app.before_request
    def start() -> None:
        g.started, g.request_id = time.perf_counter(), uuid4().hex[:16]
        g.actor = None

    @app.after_request
    def finish(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else "unknown"
        count, time_taken = _meters(route, response.status_code)
        count.inc()
        time_taken.observe(seconds)
        if log.isEnabledFor(logging.INFO):
            actor = g.get("actor")
            log.info("request", extra={
                "request_id": g.get("request_id"), "route": route, "method": request.method,
                "status": response.status_code, "ms": round(seconds * 1000, 1),
                "role": actor.role.value if actor else None,
            })  # fmt: skip
        response.headers.add("X-Request-ID", g.get("request_id", ""))
        return response
