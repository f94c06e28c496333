"""Requests in, with every complaint in Chinese and tied to its field."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from server.core.errors import InvalidInput

B = TypeVar("B", bound="Body")


class Body(BaseModel):
    """What may come in. Unknown fields are refused, so nothing can be set that is not offered."""

    model_config = ConfigDict(extra="forbid", str_max_length=20_000)


class Query(Body):
    """What may stand behind the question mark."""


WORDS = {
    "missing": "这一项要填",
    "string_too_short": "请至少写 {min_length} 个字",
    "string_too_long": "太长了，最多 {max_length} 个字",
    "too_long": "最多 {max_length} 个",
    "too_short": "至少 {min_length} 个",
    "extra_forbidden": "这里没有这一项",
    "uuid_parsing": "编号不对",
    "uuid_type": "编号不对",
    "string_type": "这里要填文字",
    "bool_parsing": "这里要选是或否",
    "bool_type": "这里要选是或否",
    "int_parsing": "这里要填整数",
    "int_type": "这里要填整数",
    "list_type": "这里要填一组",
    "literal_error": "没有这个选项",
    "enum": "没有这个选项",
    "string_pattern_mismatch": "格式不对",
    "date_from_datetime_parsing": "日期格式不对，像 2026-11-20 这样写",
    "datetime_from_date_parsing": "时间格式不对",
    "datetime_parsing": "时间格式不对",
    "timezone_aware": "时间要带时区",
}
OWN_WORDS = {
    "broken_character": "里面有显示不出来的字，请删掉再发",
    "no_words": "请写几个字说明一下",
    "blank_left": "里面还有没填的空，像 {承办单位}，填好再送出",
}


def body(model: type[B]) -> B:
    """The request's JSON as `model`. Raises InvalidInput naming each wrong field."""
    raw = request.get_data()
    try:
        return model.model_validate_json(raw or b"{}")
    except ValidationError as error:
        raise _complaint(error) from None


def form(model: type[B], **more: object) -> B:
    """The request's form fields as `model`; empty fields count as not filled in."""
    fields: dict[str, object] = {name: value for name, value in request.form.items() if value != ""}
    fields.pop("csrf", None)
    return _validated(model, fields | more)


def query(model: type[B]) -> B:
    return _validated(model, {name: value for name, value in request.args.items() if value != ""})


def _validated(model: type[B], fields: dict[str, object]) -> B:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise _complaint(error) from None


def _complaint(error: ValidationError) -> InvalidInput:
    details = error.errors(include_url=False, include_input=False)
    if any(detail["type"].startswith("json_") for detail in details):
        return InvalidInput("request.not_json", "发来的内容读不懂，请刷新页面再试一次。")
    fields = {".".join(str(part) for part in detail["loc"]) or "request": _word(detail) for detail in details}
    first = next(iter(fields.values()))
    return InvalidInput("request.invalid", f"有 {len(fields)} 处要改：{first}。", fields=fields)


def _word(detail: ErrorDetails) -> str:
    context = detail.get("ctx") or {}
    if detail["type"] == "value_error":
        return OWN_WORDS.get(str(context.get("error")), "这里填得不对")
    kind = detail["type"]
    if kind in ("too_short", "too_long") and context.get("field_type") != "List":
        # a text that was cleaned first is measured like any other value
        kind = f"string_{kind}"
    return WORDS.get(kind, "这里填得不对").format(**context)
