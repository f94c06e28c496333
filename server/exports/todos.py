"""Exports with names that a second person has to agree to (R0-09)."""

from __future__ import annotations

from server.core import todos
from server.core.permissions import Permission as P
from server.exports import queries
from server.exports.models import Export

todos.join(
    todos.Kind(
        "export.decide",
        "同事要导出姓名电话，等您同意",
        "去看",
        "download",
        "inbox",
        P.EXPORT_DECIDE,
        queries.waits_for,
        "exports_pages.exports",
        since=Export.created_at,
    ),
)
