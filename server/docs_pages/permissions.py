"""Who may do what, and which address asks for which permission: drawn from the two tables that decide it."""

from __future__ import annotations

import re

from flask import Flask

from server.core.grants import allows
from server.core.http import PERMISSIONS
from server.core.permissions import ROLE_NAMES, Permission, Role

INTRODUCTION = """# 权限

权限回答“这个角色能不能做这件事”；做在哪一件上，由范围决定（见[架构](architecture.md)第 3 条：
看不见的一律 404，做不了的一律 403）。权限和角色的意思见[词汇表](glossary.md)。
"""


def page(app: Flask) -> str:
    return "\n".join(
        [INTRODUCTION, "## 角色能做什么\n", *_matrix(), "", "## 地址要什么权限\n", *_routes(app), ""]
    )


def _matrix() -> list[str]:
    head = "| 权限 | " + " | ".join(ROLE_NAMES[role] for role in Role) + " |"
    lines = [head, "|---" + "|:-:" * len(Role) + "|"]
    for permission in Permission:
        cells = ("✔" if allows(role, permission) else "" for role in Role)
        lines.append(f"| `{permission.value}` | " + " | ".join(cells) + " |")
    return lines


def _routes(app: Flask) -> list[str]:
    lines = ["| 地址 | 方法 | 权限 |", "|---|---|---|"]
    rows = []
    for rule in app.url_map.iter_rules():
        if (permission := PERMISSIONS.get(rule.endpoint)) is not None:
            methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            rows.append((plain(rule.rule), methods, permission.value))
    return lines + [f"| `{path}` | {methods} | `{needed}` |" for path, methods, needed in sorted(rows)]


def plain(rule: str) -> str:
    """`/api/messages/<uuid:message_id>` as `/api/messages/{message_id}`."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)
