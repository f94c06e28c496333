"""一舱两码: the platform on which People's Congress deputies and the people they represent meet."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from apiflask import APIFlask
from flask import Flask, Response, request
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from server.config import Settings, load
from server.core import cache, crypto, description, failures, limits, logs
from server.core.db import Base, ask_the_rested, db, settings as database_settings
from server.core.pages import ConsoleSession, form_token
from server.gateways import registry
from server.gateways.registry import Gateways
from server.gateways.sms import HttpSms
from server.gateways.storage import FileStorage
from server.gateways.wechat import Callback, WeChatClient

FEATURES = (
    "areas",
    "accounts",
    "todos",
    "help",
    "uploads",
    "departments",
    "deputies",
    "stations",
    "notifications",
    "safety",
    "audits",
    "alerts",
    "feedback",
    "codes",
    "messages",
    "assignments",
    "supervision",
    "mediation",
    "outside",
    "leads",
    "activities",
    "suggestions",
    "duties",
    "visits",
    "points",
    "screens",
    "standards",
    "contacts",
    "indicators",
    "analysis",
    "reports",
    "archives",
    "mydata",
    "registers",
    "onboarding",
    "search",
    "exports",
    "shelving",
    "dashboard",
)
PARTS = ("models", "routes", "pages", "jobs", "optional", "todos")
LARGEST_REQUEST = 12 * 1024 * 1024


def create_app(
    settings: Settings | None = None, gateways: Gateways | None = None, *, patience_s: int = 5
) -> Flask:
    """The web application, also the context of worker, scheduler and commands.

    `patience_s` is how long one statement may take: short for requests, long for jobs.
    """
    with _nothing_thrown_away():
        return _create(settings or load(), gateways, patience_s)


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """What is built at the start stays: looking through it for rubbish again and again takes a quarter of the time."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


def _create(settings: Settings, gateways: Gateways | None, patience_s: int) -> Flask:
    logs.configure()
    app = APIFlask(__name__, title="一舱两码 API", version="1", docs_path=None, spec_path="/openapi.json")
    app.config.update(_config(settings, patience_s))
    app.security_schemes = {"session": {"type": "http", "scheme": "bearer"}}
    if settings.is_production:
        # exactly one proxy of ours stands in front; anything else it passes on is the client's claim
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]
    crypto.use(crypto.KeyRing(settings.field_keys, settings.field_cipher))
    cache.use(settings.redis_url)
    limits.use(settings.redis_url)
    registry.use(gateways or _gateways(settings))
    db.init_app(app)
    with app.app_context():
        ask_the_rested()
    Migrate(app, db, directory="migrations", compare_type=True)
    app.session_interface = ConsoleSession()
    logs.watch_requests(app)
    failures.register(app)
    _register_features(app)
    description.install(app)
    _harden(app, settings)
    app.context_processor(lambda: {"form_token": form_token, "is_demo": settings.is_demo})
    return app


def _config(settings: Settings, patience_s: int) -> dict[str, Any]:
    database = database_settings(
        settings.database_url,
        pool_size=8,
        max_overflow=4,
        pool_timeout=5,
        # what a statement was given must not end up in an error's text
        hide_parameters=True,
        connect_args={"connect_timeout": 3, "options": f"-c statement_timeout={patience_s}s"},
    )
    return database | {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        # only what the console says once after an action travels in Flask's own cookie
        "SESSION_COOKIE_NAME": "said",
        "SESSION_COOKIE_PATH": "/console",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_secure,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_PARTS": 50,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "TEMPLATES": settings.templates,
        "METRICS_DIR": os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""),
        "AUTO_404_RESPONSE": False,
        "AUTO_VALIDATION_ERROR_RESPONSE": False,
    }


def _gateways(settings: Settings) -> Gateways:
    client = WeChatClient(
        settings.wechat_appid,
        settings.wechat_secret,
        settings.wechat_base,
        cache.client(),
        settings.wechat_env_version,  # type: ignore[arg-type]
    )
    callback = Callback(
        settings.wechat_token,
        settings.wechat_aes_key or None,
        settings.wechat_appid,
        require_aes=settings.is_production,
    )
    sms = HttpSms(settings.sms_url, settings.sms_key) if settings.sms_url else None
    return Gateways(client, FileStorage(settings.data_dir / "uploads"), callback, sms)


def _register_features(app: APIFlask) -> None:
    """Every feature brings the same files; what is there is taken in."""
    for feature in FEATURES:
        for part in PARTS:
            name = f"server.{feature}.{part}"
            try:
                module = import_module(name)
            except ModuleNotFoundError as error:
                if error.name != name:
                    raise
                continue
            for owner in (getattr(module, "routes", None), getattr(module, "pages", None)):
                if owner is not None:
                    app.register_blueprint(owner.blueprint)
    import_module("server.housekeeping")
    app.register_blueprint(import_module("server.site").site)
    import_module("server.cli").register(app)


def _harden(app: Flask, settings: Settings) -> None:
    connect = f"'self' {settings.sandbox_url}".strip() if settings.is_demo else "'self'"
    policy = (
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
        f"connect-src {connect}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    strict = policy.replace(" 'unsafe-inline'", "")

    @app.after_request
    def headers(response: Response) -> Response:
        # the phone build sets sizes by style attributes; the console needs none
        chosen = policy if request.path.startswith("/m/") else strict
        response.headers.setdefault("Content-Security-Policy", chosen)
        response.headers.add("X-Content-Type-Options", "nosniff")
        response.headers.add("Referrer-Policy", "same-origin")
        if settings.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response


__all__ = ["FEATURES", "Base", "create_app"]
