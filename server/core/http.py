"""The JSON face: a route names its permission or does not exist; its view is parse → load → verb → render."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, TypeVar

from apiflask import APIBlueprint
from flask import Response, request
from psycopg.errors import UniqueViolation
from pydantic import BaseModel, Field
from sqlalchemy.exc import IntegrityError

from server.core import edge, idempotency, parsing
from server.core.actor import current
from server.core.db import begin, transaction
from server.core.errors import AppError
from server.core.permissions import Permission

View = Callable[..., Any]
Item = TypeVar("Item")

PERMISSIONS: dict[str, Permission] = {}
"""Endpoint → permission, for every route of both faces."""


class Out(BaseModel):
    """What may go out: built by a schema's own constructor, never by dumping a row."""


class OnceHeaders(BaseModel):
    """What a request that must happen once carries."""

    idempotency_key: str = Field(alias="Idempotency-Key", min_length=8, max_length=80)


class Page(Out, Generic[Item]):
    """One page of a list; `next` is the cursor of the following page, or null."""

    items: list[Item]
    next: str | None = None

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`ActivityOutPage`: brackets may not stand in the name of a described shape."""
        return f"{params[0].__name__}Page"


class Routes:
    """A feature's JSON routes: `@routes.post(path, permission=…, body=In, out=Out, status=201)`.

    The view receives path values, then `body` and `query` when they are declared, and returns an
    `Out`, an (`Out`, status) pair or a Response. With `once=True` the route asks for an
    Idempotency-Key and answers a repeated request with the first answer. `files` names the parts of a
    multipart body that the view takes itself; `media` says what a ready Response may hold, if not JSON;
    `again` is the status when the view finds it done before.
    """

    def __init__(self, name: str, prefix: str) -> None:
        self.blueprint = APIBlueprint(name, __name__, url_prefix=prefix, tag=name)

    def get(self, path: str, *, permission: Permission, **options: Any) -> Callable[[View], View]:
        return self._route("GET", path, permission, **options)

    def post(self, path: str, *, permission: Permission, **options: Any) -> Callable[[View], View]:
        return self._route("POST", path, permission, **options)

    def put(self, path: str, *, permission: Permission, **options: Any) -> Callable[[View], View]:
        return self._route("PUT", path, permission, **options)

    def delete(self, path: str, *, permission: Permission, **options: Any) -> Callable[[View], View]:
        return self._route("DELETE", path, permission, **options)

    def _route(
        self,
        method: str,
        path: str,
        permission: Permission,
        *,
        body: type[parsing.Body] | None = None,
        query: type[parsing.Query] | None = None,
        out: type[BaseModel] | None = None,
        status: int = 200,
        once: bool = False,
        files: type[BaseModel] | None = None,
        media: tuple[str, ...] = (),
        again: int | None = None,
    ) -> Callable[[View], View]:
        def register(view: View) -> View:
            @wraps(view)
            def answer(**values: Any) -> Response:
                begin(only_reads=method == "GET")
                edge.admit(edge.identify(edge.bearer(), permission), permission)
                if body is not None:
                    values["body"] = parsing.body(body)
                if query is not None:
                    values["query"] = parsing.query(query)
                if method == "GET":
                    return render(view(**values), status)
                if once:
                    return _once(lambda: render(view(**values), status))
                with transaction():
                    return render(view(**values), status)

            _describe(self.blueprint, answer, permission, body, query, out, status, once, files, media, again)
            self.blueprint.add_url_rule(path, view.__name__, answer, methods=[method])
            PERMISSIONS[f"{self.blueprint.name}.{view.__name__}"] = permission
            return view

        return register


def render(answer: Any, status: int) -> Response:
    """An Out as JSON, a ready Response as it is."""
    if isinstance(answer, tuple):
        answer, status = answer
    if isinstance(answer, Response):
        return answer
    if answer is None:
        return Response(status=204)
    return Response(answer.model_dump_json(), status, mimetype="application/json")


def _once(work: Callable[[], Response]) -> Response:
    actor = current()
    raw_key = request.headers.get("Idempotency-Key")
    key = idempotency.key_of(actor.own_id(), raw_key, request.path, request.get_data())
    try:
        return _first_time(work, key)
    except (AppError, IntegrityError) as error:
        # what was done before may forbid doing it again: then the first answer is the right one
        if (before := idempotency.find(key)) is not None:
            return _again(before)
        if not (isinstance(error, IntegrityError) and isinstance(error.orig, UniqueViolation)):
            raise
    # somebody else was quicker with the same thing: what they did is there now, and decides
    return _first_time(work, key)


def _first_time(work: Callable[[], Response], key: idempotency.Key) -> Response:
    with transaction():
        response = work()
        idempotency.keep(key, idempotency.Answer(response.status_code, response.get_data(as_text=True)))
    return response


def _again(stored: idempotency.Answer) -> Response:
    return Response(stored.body, stored.status, mimetype="application/json")


def _more(
    out: type[BaseModel] | None, status: int, media: tuple[str, ...], again: int | None
) -> dict[Any, Any]:
    """The answers beside the one shape: ready ones, empty ones, the same shape with another status."""
    content: dict[str, Any] = {kind: {"schema": {}} for kind in media}
    if out is None:
        return {status: {"description": "Successful response", "content": content}}
    if again is None:
        return {}
    shape = {"application/json": {"schema": {"$ref": f"#/components/schemas/{out.__name__}"}}}
    return {again: {"description": "Done before", "content": shape}}


def _describe(
    blueprint: APIBlueprint,
    handler: View,
    permission: Permission,
    body: type[BaseModel] | None,
    query: type[BaseModel] | None,
    out: type[BaseModel] | None,
    status: int,
    once: bool,
    files: type[BaseModel] | None,
    media: tuple[str, ...],
    again: int | None,
) -> None:
    """Tell the API description what the route takes and gives; parsing and rendering stay ours.

    APIFlask keeps its notes on the function it decorates: they are taken off a stand-in, so that
    its own parsing does not run a second time on every request.
    """

    def noted() -> None: ...

    if body is not None:
        noted = blueprint.input(body, location="json", validation=False)(noted)
    if once:
        noted = blueprint.input(OnceHeaders, location="headers", validation=False)(noted)
    if query is not None:
        noted = blueprint.input(query, location="query", validation=False)(noted)
    if files is not None:
        noted = blueprint.input(files, location="files", validation=False)(noted)
    if out is not None:
        noted = blueprint.output(out, status_code=status)(noted)
    security = None if permission is Permission.PUBLIC else "session"
    words = f"{handler.__doc__ or ''}\n\n权限：`{permission.value}`".strip()
    noted = blueprint.doc(security=security, description=words, responses=_more(out, status, media, again))(
        noted
    )
    handler._spec = noted._spec  # type: ignore[attr-defined]
