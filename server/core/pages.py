"""The console's face: server-rendered pages under /console/, with a cookie, a form token and one layout."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Request,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from server.core import crypto, edge
from server.core.db import begin, transaction
from server.core.errors import AppError, Forbidden, NotSignedIn
from server.core.http import PERMISSIONS
from server.core.permissions import Permission

View = Callable[..., Any]


class Pages:
    """A feature's console pages: `@pages.get("/inbox", permission=…)`; a view returns HTML or a redirect."""

    def __init__(self, name: str, package: str, prefix: str = "/console") -> None:
        folder = Path(current_package_path(package)) / "templates"
        self.blueprint = Blueprint(f"{name}_pages", package, url_prefix=prefix, template_folder=str(folder))

    def get(self, path: str, *, permission: Permission) -> Callable[[View], View]:
        return self._route("GET", path, permission)

    def post(self, path: str, *, permission: Permission) -> Callable[[View], View]:
        return self._route("POST", path, permission)

    def _route(self, method: str, path: str, permission: Permission) -> Callable[[View], View]:
        def register(view: View) -> View:
            @wraps(view)
            def answer(**values: Any) -> Response:
                begin(only_reads=method == "GET")
                token = request.cookies.get(edge.COOKIE)
                try:
                    edge.admit(edge.identify(token, permission), permission)
                except NotSignedIn:
                    return _to_sign_in()
                if method == "GET":
                    return make_response(view(**values))
                _check_form(token)
                with transaction():
                    return make_response(view(**values))

            self.blueprint.add_url_rule(path, view.__name__, answer, methods=[method])
            PERMISSIONS[f"{self.blueprint.name}.{view.__name__}"] = permission
            return view

        return register


class ConsoleSession(SecureCookieSessionInterface):
    """Only the console keeps something between two requests; elsewhere there is no cookie to read or to sign."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith("/console"):
            return super().open_session(app, request)
        return self.make_null_session(app)


def current_package_path(package: str) -> str:
    module = __import__(package, fromlist=["__path__"])
    return str(next(iter(module.__path__)))


def form_token() -> str:
    """What every form of this session carries (`<input name="csrf">` or the X-CSRF header)."""
    session = request.cookies.get(edge.COOKIE, "")
    return crypto.sign(current_app.config["SECRET_KEY"], f"form|{session}")


def wants_part() -> bool:
    """Whether htmx asks for a piece of the page rather than the whole."""
    return request.headers.get("HX-Request") == "true"


def go(target: str) -> Response:
    """Open another page; a plain redirect would only be read by htmx, not followed by the browser."""
    if wants_part():
        return Response(status=204, headers={"HX-Redirect": target})
    return make_response(redirect(target, 303))


def page(template: str, **values: Any) -> str:
    return render_template(template, **values)


def error_page(error: AppError) -> Response:
    """What happened, what was kept, what to do: as a whole page, or as a notice for htmx."""
    template = "parts/error.html" if wants_part() else "error.html"
    return make_response(render_template(template, error=error), error.status)


def _to_sign_in() -> Response:
    target = url_for("accounts_pages.sign_in", next=request.full_path.rstrip("?"))
    if wants_part():
        return Response(status=204, headers={"HX-Redirect": url_for("accounts_pages.sign_in")})
    return make_response(redirect(target))


def _check_form(token: str | None) -> None:
    origin = request.headers.get("Origin")
    if origin and origin.partition("://")[2] != request.host:
        raise Forbidden("form.foreign", "这个表单不是从我们的页面发出的，请回到后台重新打开。")
    given = request.form.get("csrf") or request.headers.get("X-CSRF", "")
    if not crypto.same(given, form_token()):
        raise Forbidden("form.expired", "这一页放得太久了。您填的还在，请刷新页面后再提交一次。")
