"""JSON schemas in words and tables; a shape that several answers share is drawn once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

PREFIX = "#/components/schemas/"
FORMATS = {"uuid": "UUID", "date": "日期", "date-time": "时刻"}
TYPES = {"string": "文字", "integer": "整数", "number": "数", "boolean": "真假"}
Schema = dict[str, Any]


def resolved(schemas: Schema, schema: Schema | None) -> Schema:
    """The schema itself instead of a reference to it; empty where there is none."""
    if schema and "$ref" in schema:
        return dict(schemas[schema["$ref"].removeprefix(PREFIX)])
    return schema or {}


class Shapes:
    """The named shapes that were met, in the order in which they were met."""

    def __init__(self, schemas: Schema) -> None:
        self.schemas = schemas
        self.met: dict[str, Schema] = {}

    def words(self, schema: Schema) -> str:
        """A type in words: `文字`, `UUID 或 null`, `MessageLine 的列表`."""
        if "$ref" in schema:
            return self._named(schema["$ref"].removeprefix(PREFIX))
        if "anyOf" in schema:
            return " 或 ".join(self.words(choice) for choice in schema["anyOf"])
        if "enum" in schema or "const" in schema:
            return " / ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
        match schema.get("type"):
            case "null":
                return "null"
            case "array":
                return f"{self.words(schema['items'])} 的列表{limits(schema)}"
            case "object":
                return f"键到{self.words(schema['additionalProperties'])}的对照"
        named = FORMATS.get(schema.get("format", ""), TYPES.get(schema.get("type", ""), "任意"))
        return named + limits(schema)

    def _named(self, name: str) -> str:
        schema = self.schemas[name]
        short = name.rsplit(".", 1)[-1]
        if "enum" in schema and len(schema["enum"]) <= 8:
            return self.words(schema)
        self.met.setdefault(short, schema)
        return f"`{short}`"

    def lines(self) -> Iterator[str]:
        """Every shape met so far and those met while drawing it, one line each."""
        drawn: set[str] = set()
        while left := [name for name in self.met if name not in drawn]:
            for name in left:
                drawn.add(name)
                schema = self.met[name]
                fields = schema.get("properties", {}).items()
                told = " · ".join(f"`{field}` {self.words(shape)}" for field, shape in fields)
                yield f"- **{name}**：{told or self.words(schema)}"


def asked(schema: Schema, drawn: Shapes) -> Iterator[str]:
    """The fields that may be sent, and what counts when one is left out."""
    if not (properties := schema.get("properties")):
        return
    yield "| 字段 | 内容 | 不填时 |"
    yield "|---|---|---|"
    required = schema.get("required", ())
    for name, field in properties.items():
        absent = "要填" if name in required else f"`{json.dumps(field.get('default'), ensure_ascii=False)}`"
        yield f"| `{name}` | {drawn.words(field)} | {absent} |"
    yield ""


def limits(schema: Schema) -> str:
    """（5–2000）, （最多 6）, （格式 …）, or nothing."""
    if "pattern" in schema:
        pattern = schema["pattern"].replace("|", r"\|")
        return f"（格式 `{pattern}`）"
    for low, high in (("minLength", "maxLength"), ("minItems", "maxItems"), ("minimum", "maximum")):
        if low in schema and high in schema:
            return f"（{schema[low]}–{schema[high]}）"
        if high in schema:
            return f"（最多 {schema[high]}）"
    return ""
