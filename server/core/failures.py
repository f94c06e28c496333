"""Every failure becomes one clear Chinese answer, as JSON or as a page, and nothing of it is half stored."""

from __future__ import annotations

import logging

from flask import Flask, Response, current_app, jsonify, request
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException

from server.core.errors import AppError, Conflict, Forbidden, InvalidInput, NotFound, Unavailable
from server.core.pages import error_page

log = logging.getLogger(__name__)

HTTP_WORDS = {
    400: "发来的内容读不懂，请刷新页面再试一次。",
    404: "没有这个页面，可能是地址写错了。",
    405: "这个地址不能这样用。",
    408: "等得太久了，请再试一次。",
    413: "太大了：一张照片最多 10 MB，文字最多 2000 字。",
    415: "这种格式我们不认识。",
}


def register(app: Flask) -> None:
    app.register_error_handler(AppError, answer)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DataError, _data)
    app.register_error_handler(IntegrityError, _integrity)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(InterfaceError, _database_away)
    app.register_error_handler(Exception, _unforeseen)


def answer(error: AppError) -> Response:
    if request.path.startswith("/console"):
        return error_page(error)
    response = jsonify(error.as_json())
    response.status_code = error.status
    if (seconds := error.extra.get("retry_after")) or error.status == 503:
        response.headers["Retry-After"] = str(seconds or 5)
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    text = HTTP_WORDS.get(status, "这个请求我们办不了。")
    kinds: dict[int, AppError] = {404: NotFound("not_found", text), 403: Forbidden()}
    wrapped = kinds.get(status) or InvalidInput(f"http.{status}", text)
    response = answer(wrapped)
    response.status_code = status
    if allowed := error.get_response().headers.get("Allow"):
        response.headers["Allow"] = allowed
    return response


def _data(error: DataError) -> Response:
    log.warning("the database refused a value", extra={"error": type(error.orig).__name__})
    return answer(InvalidInput("request.invalid", "里面有我们存不下的内容，请改一改再发。"))


def _integrity(error: IntegrityError) -> Response:
    log.warning("the database refused a row", extra={"error": type(error.orig).__name__})
    return answer(Conflict("request.conflict", "刚才有人改过了，请刷新后再试。"))


def _database_away(error: OperationalError | InterfaceError) -> Response:
    log.error("the database is away", extra={"error": type(error.orig).__name__})
    return answer(Unavailable())


def _unforeseen(error: Exception) -> Response:
    if current_app.testing and current_app.config.get("RAISE_UNFORESEEN"):
        raise error
    log.exception("unforeseen")
    return answer(AppError("server.error", "我们这边出了点问题，您写的没有丢，请过一会儿再试。"))
