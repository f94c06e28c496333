"""Addresses that belong to no feature: codes on paper, the phone build, health, the API description."""

from __future__ import annotations

import json
import logging
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from apiflask import APIFlask
from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, send_from_directory
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import text

from server.config import Settings
from server.core import cache, outbox
from server.core.db import db
from server.core.errors import NotFound
from server.core.http import PERMISSIONS
from server.core.permissions import Permission
from server.notifications import delivery
from server.notifications.models import PushState

ROOT = Path(__file__).parent.parent
PHONE_BUILD = ROOT / "miniprogram/dist/build/h5"
site = Blueprint("site", __name__)
log = logging.getLogger(__name__)

LATE_S = 300
"""How long what has to be done may wait before we say so."""


@site.get("/")
def front() -> ResponseReturnValue:
    return redirect("/m/")


@site.get("/c/<string:code>")
def scan(code: str) -> ResponseReturnValue:
    """What every printed code holds: outside WeChat it opens the browser build."""
    if (known := _domain_file()) and known[0] == code:
        return domain_file(code.removesuffix(".txt"))
    return redirect(f"/m/pages/enter/index?code={quote(code[:200], safe='')}")


@site.get("/<string:stem>.txt")
def domain_file(stem: str) -> ResponseReturnValue:
    """The one file by which WeChat sees whose domain this is, at the root and beside the codes."""
    known = _domain_file()
    if known is None or known[0] != f"{stem}.txt":
        raise NotFound("not_found", "没有这个页面，可能是地址写错了。")
    return Response(known[1], mimetype="text/plain")


@site.get("/screen/")
@site.get("/screen/<string:pairing>")
def screen(pairing: str = "") -> ResponseReturnValue:
    """The page for a tablet at a station's door; the pairing code in the address is spent by the page itself."""
    return render_template("screen.html", pairing=pairing[:12])


def _domain_file() -> tuple[str, str] | None:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.domain_file


@site.get("/m/")
@site.get("/m/<path:path>")
def phone(path: str = "index.html") -> ResponseReturnValue:
    """The browser build; its router owns every path that is not a file."""
    is_file = (PHONE_BUILD / path).is_file()
    response = send_from_directory(PHONE_BUILD, path if is_file else "index.html")
    lasts = "public, max-age=31536000, immutable" if path.startswith("assets/") else "no-cache"
    response.headers["Cache-Control"] = lasts
    return response


@site.get("/api/client")
def client() -> ResponseReturnValue:
    """What a front end has to know: template ids; with the demo loaded, whom it may play."""
    config = current_app.config["SETTINGS"]
    demo = _demo() if config.is_demo else {}
    return jsonify(
        demo=config.is_demo,
        templates=current_app.config["TEMPLATES"],
        sandbox_url=config.sandbox_url if config.is_demo else None,
        people=demo.get("people", []),
    )


def _demo() -> dict[str, Any]:
    file: Path = current_app.config["SETTINGS"].data_dir / "demo.json"
    return dict(json.loads(file.read_text())) if file.exists() else {}


@site.get("/livez")
def live() -> ResponseReturnValue:
    """The process answers. Asks nobody else, so a database that is away restarts nothing."""
    return {"status": "ok"}


@site.get("/readyz")
def ready() -> ResponseReturnValue:
    """Whether requests can be served: database there and migrated; without Redis or with a late outbox degraded."""
    try:
        head = _migration()
    except Exception:
        db.session.rollback()
        return {"status": "database away"}, 503, {"Retry-After": "5"}
    if head != _expected():
        return {"status": "database not migrated", "migration": head}, 503
    degraded = not _redis_answers() or outbox.state()["oldest_s"] > LATE_S
    return {"status": "degraded" if degraded else "ok", "migration": head}


@site.get("/_status")
def status() -> ResponseReturnValue:
    return {"commit": _commit(), "migration": _migration()}


@site.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Prometheus text: requests of all workers, the outbox and the pushes as they stand."""
    registry = CollectorRegistry()
    if current_app.config["METRICS_DIR"]:
        multiprocess.MultiProcessCollector(registry, path=current_app.config["METRICS_DIR"])  # type: ignore[no-untyped-call]
    registry.register(_OutboxState())
    registry.register(_PushState())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _OutboxState:
    def collect(self) -> list[GaugeMetricFamily]:
        state = outbox.state()
        names = {
            "waiting": "Rows that wait",
            "dead": "Rows given up",
            "oldest_s": "Age of the oldest, seconds",
        }
        found = [GaugeMetricFamily(f"outbox_{key}", names[key], value=state[key]) for key in names]
        oldest = GaugeMetricFamily("outbox_oldest_seconds", names["oldest_s"], value=state["oldest_s"])
        return [*found, oldest]


class _PushState:
    """By way, state and the platform's number, of the last seven days; nobody's name in a label."""

    def collect(self) -> list[GaugeMetricFamily]:
        pushes = GaugeMetricFamily("pushes", "Pushes of seven days", labels=["channel", "state", "errcode"])
        unknown = 0
        for one in delivery.counts():
            number = "" if one.errcode is None else str(one.errcode)
            pushes.add_metric([one.channel.value, one.state.value, number], one.count)
            unknown += one.count if one.state is PushState.UNKNOWN else 0
        lost = GaugeMetricFamily("outbox_unknown_total", "Pushes that may have arrived", value=unknown)
        return [pushes, lost]


@site.get("/docs")
def docs() -> ResponseReturnValue:
    """The API described for people, from the same source as /openapi.json."""
    app = current_app
    assert isinstance(app, APIFlask)
    return render_template("docs.html", spec=app.spec)


def _migration() -> str | None:
    value: str | None = db.session.execute(text("select version_num from alembic_version")).scalar()
    return value


@lru_cache
def _expected() -> str:
    """The newest migration that this program brings."""
    return max(path.name[:4] for path in (ROOT / "migrations/versions").glob("[0-9]*.py"))


def _redis_answers() -> bool:
    try:
        return bool(cache.client().ping())
    except Exception:
        return False


@lru_cache
def _commit() -> str:
    """The commit that runs, from a file of the release or from git."""
    file = ROOT / "COMMIT"
    if file.exists():
        return file.read_text().strip()
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


OWN_ROUTES = (
    *("front", "scan", "domain_file", "phone", "client"),
    "screen",
    *("live", "ready", "status", "metrics", "docs"),
)
PERMISSIONS.update({f"site.{name}": Permission.PUBLIC for name in OWN_ROUTES})
