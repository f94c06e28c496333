"""What /openapi.json tells beside the routes themselves: the one shape of every error."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask

ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "text"],
            "properties": {
                "code": {"type": "string", "description": "For machines: `message.already_closed`."},
                "text": {"type": "string", "description": "Chinese, for people; says what to do."},
                "fields": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        }
    },
}
ANY_OTHER = {
    "description": "What went wrong",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
}


def install(app: APIFlask) -> None:
    app.config["AUTO_AUTH_ERROR_RESPONSE"] = False
    app.spec_processor(_with_errors)  # type: ignore[arg-type]  # it is a dict as long as nobody asks for YAML


def _with_errors(spec: dict[str, Any]) -> dict[str, Any]:
    spec["components"]["schemas"]["Error"] = ERROR
    for item in spec["paths"].values():
        for operation in item.values():
            operation["responses"]["default"] = ANY_OTHER
    return spec
