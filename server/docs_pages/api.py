"""The JSON interface as one page for people, drawn from the same description as /openapi.json."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import getclosurevars
from typing import Any

from apiflask import APIFlask

from server.core.http import PERMISSIONS
from server.core.permissions import Permission
from server.docs_pages import errors
from server.docs_pages.permissions import plain
from server.docs_pages.shapes import Shapes, asked, resolved

INTRODUCTION = """# 接口

机器读的同一份说明在 `/openapi.json`。规矩只有几条：

- 内容一律 UTF-8 的 JSON；编号是 UUID；时刻是带时区的 ISO 8601；列表是 `{"items": […], "next": "游标"或null}`，
  把 `next` 原样放进 `cursor` 就是下一页。
- 登录后带 `Authorization: Bearer <token>`。权限见[权限表](permissions.md)。
- 标着“可重发”的地址要带 `Idempotency-Key`（8–80 个可见字符）：同一个人、同一个键、同样的内容，两天内再发一次，
  得到的是第一次的回答；内容变了是 422。
- 出错时是真实的 HTTP 状态和 `{"error": {"code", "text", "fields"?}}`：`code` 给机器，`text` 是给人看的中文，
  `fields` 说哪一格要改。429 和 503 带 `Retry-After`（秒）。
- 多出来的字段会被拒绝，不会被悄悄丢掉。
- `GET /api/client` 不在下面：它告诉前端是不是示范、订阅消息的模板编号，和示范里可以扮演谁。
"""


def page(app: APIFlask) -> str:
    spec: dict[str, Any] = app.spec  # type: ignore[assignment]
    drawn = Shapes(spec["components"]["schemas"])
    parts = [INTRODUCTION]
    for tag in spec["tags"]:
        parts += [f"## {tag['name']}\n", *_operations(app, spec, tag["name"], drawn)]
    return "\n".join([*parts, "## 回答的形状\n", *drawn.lines(), "", "## 错误码\n", *_errors(), ""])


def _operations(app: APIFlask, spec: dict[str, Any], tag: str, drawn: Shapes) -> Iterator[str]:
    endpoints = _endpoints(app)
    for path, item in sorted(spec["paths"].items()):
        for method, operation in item.items():
            if tag in operation.get("tags", ()):
                endpoint = endpoints[path, method.upper()]
                yield f"### `{method.upper()} {path}`\n"
                yield f"{operation.get('summary', '')}\n"
                yield _terms(app, endpoint, operation, drawn) + "\n"
                yield from asked(_inputs(spec, operation), drawn)


def _endpoints(app: APIFlask) -> dict[tuple[str, str], str]:
    return {
        (plain(rule.rule), method): rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }


def _terms(app: APIFlask, endpoint: str, operation: dict[str, Any], drawn: Shapes) -> str:
    """Permission, whether a repeat is safe, status and shape of the answer, in one line."""
    permission = PERMISSIONS[endpoint]
    # what the route was registered with is known to the view that closes over it
    registered = getclosurevars(app.view_functions[endpoint]).nonlocals
    parts = ["不用登录" if permission is Permission.PUBLIC else f"权限 `{permission.value}`"]
    if registered["once"]:
        parts.append("可重发")
    status = registered["status"]
    content = operation["responses"].get(str(status), {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return " · ".join([*parts, f"回答 {status} {drawn.words(schema)}" if schema else f"回答 {status}"])


def _inputs(spec: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """Query and body as one object; path values stand in the address."""
    query = [given for given in operation.get("parameters", ()) if given["in"] == "query"]
    if query:
        needed = [given["name"] for given in query if given["required"]]
        return {"properties": {given["name"]: given["schema"] for given in query}, "required": needed}
    content = operation.get("requestBody", {}).get("content", {})
    return resolved(spec["components"]["schemas"], content.get("application/json", {}).get("schema"))


def _errors() -> Iterator[str]:
    yield "另有 `http.<状态>`：请求还没有到我们的代码就被拒绝，例如 405 和 413。\n"
    yield "| 码 | 状态 | 说给人听的话 |"
    yield "|---|---|---|"
    for error in errors.codes():
        yield f"| `{error.code}` | {error.status} | {error.text} |"
