"""The pages of docs/ that follow from the code: written by `flask --app server docs`, checked by a test."""

from __future__ import annotations

from pathlib import Path

import click
from apiflask import APIFlask
from flask import current_app

from server.docs_pages import api, permissions

DOCS = Path(__file__).parent.parent.parent / "docs"
HEAD = "<!-- 这一页由 make docs 从代码写出来。要改它，请改代码，再运行 make docs。 -->\n\n"


def generated(app: APIFlask) -> dict[str, str]:
    """File name under docs/ → its whole text."""
    return {"permissions.md": HEAD + permissions.page(app), "api.md": HEAD + api.page(app)}


@click.command("docs")
def write() -> None:
    """Write docs/permissions.md and docs/api.md anew."""
    app = current_app
    assert isinstance(app, APIFlask)
    for name, text in generated(app).items():
        (DOCS / name).write_text(text, encoding="utf-8")
        click.echo(f"写好了 docs/{name}")
