"""/openapi.json says what the routes really take and answer; `make fuzz` compares it with every answer."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Flask


def described(app: Flask) -> dict[str, Any]:
    return app.spec  # type: ignore[attr-defined, no-any-return]


def test_every_shape_has_a_name_that_can_be_referred_to(application: Flask) -> None:
    spec = described(application)
    shapes = set(spec["components"]["schemas"])
    assert [name for name in shapes if not re.fullmatch(r"[A-Za-z0-9._-]+", name)] == []
    referred = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(spec)))
    assert referred - shapes == set()


def test_every_operation_tells_the_one_shape_of_errors(application: Flask) -> None:
    for path, item in described(application)["paths"].items():
        for method, operation in item.items():
            told = operation["responses"]
            assert told["default"]["content"]["application/json"]["schema"] == {
                "$ref": "#/components/schemas/Error"
            }
            assert all(status[0] == "2" for status in set(told) - {"default"}), (path, method)


def test_an_answer_that_is_no_json_is_described_as_what_it_is(application: Flask) -> None:
    paths = described(application)["paths"]

    def content(path: str, method: str, status: str) -> list[str]:
        return list(paths[path][method]["responses"][status].get("content", {}))

    assert content("/api/deputies/{deputy_id}/photo", "get", "200") == ["image/jpeg"]
    assert content("/wechat/callback", "post", "200") == ["text/plain"]
    assert content("/api/sessions/current", "delete", "204") == []
    assert list(paths["/api/uploads"]["post"]["requestBody"]["content"]) == ["multipart/form-data"]
    assert content("/api/duties", "post", "200") == content("/api/duties", "post", "201")
