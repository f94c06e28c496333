"""Every error code that the program can answer with, read off its sources."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from server.core import errors

SERVER = Path(__file__).parent.parent
CODE = re.compile(r"[a-z_]+\.[a-z_]+|not_found")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
KINDS = {name: kind for name, kind in vars(errors).items() if hasattr(kind, "status")}


@dataclass(frozen=True, slots=True, order=True)
class ErrorCode:
    code: str
    status: int
    text: str


def codes() -> list[ErrorCode]:
    """In the order of their names; of several wordings of one code the first that stands in the source."""
    found: dict[tuple[str, int], ErrorCode] = {}
    for path in sorted(SERVER.rglob("*.py")):
        for error in _in_source(ast.parse(path.read_text(encoding="utf-8"))):
            known = found.get((error.code, error.status))
            if known is None or known.text.startswith("（"):
                found[error.code, error.status] = error
    return sorted(found.values())


def _in_source(tree: ast.Module) -> Iterator[ErrorCode]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=kind), args=[code, text, *_]) if kind in KINDS:
                yield from _pair(code, text, KINDS[kind].status, or_else="（按情形）")
            case ast.Call(func=ast.Attribute(attr="hit"), args=[_, what, _, text]):
                yield from _pair(what, text, errors.TooMany.status, ending=".too_many")
            case ast.Tuple(elts=[code, text]):  # why the workflow refuses
                yield from _pair(code, text, errors.Conflict.status)
            case ast.Dict(keys=keys, values=values):  # what may be wrong with a picture
                for key, value in zip(keys, values, strict=True):
                    yield from _pair(key, value, errors.InvalidInput.status)
            case ast.ClassDef(bases=[ast.Name(id=kind)]) if kind in KINDS:
                yield from _own_words(node, KINDS[kind].status)


def _own_words(kind: ast.ClassDef, status: int) -> Iterator[ErrorCode]:
    """What an error class says by itself: in its defaults or in its call of super()."""
    if kind.name in KINDS:
        status = KINDS[kind.name].status
    for node in ast.walk(kind):
        match node:
            case ast.arguments(defaults=[code, text]):
                yield from _pair(code, text, status)
            case ast.Call(func=ast.Attribute(attr="__init__"), args=[code, text]):
                yield from _pair(code, text, status)


def _pair(
    code: ast.expr | None, text: ast.expr, status: int, *, ending: str = "", or_else: str = ""
) -> Iterator[ErrorCode]:
    """`or_else` stands for words that are chosen while the program runs; without it there must be words."""
    named, said = _said(code), _said(text) or or_else
    if CODE.fullmatch(named) and CHINESE.search(said):
        yield ErrorCode(named + ending, status, said)


def _said(node: ast.expr | None) -> str:
    """The text as it stands in the source, `…` for what is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return re.sub(r"\{\w+\}", "…", text)
        case ast.JoinedStr(values=parts):
            return "".join(_said(part) if isinstance(part, ast.Constant) else "…" for part in parts)
    return ""
