"""Commands for operators about the changing codes."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from server.codes import screens
from server.core.db import transaction

codes = AppGroup("codes", help="码")


@codes.command("new-secret")
@click.option("--burnt", is_flag=True, help="原来的秘密泄露了：用它做的码马上都不认")
def new_secret(burnt: bool) -> None:
    """A fresh secret behind the changing codes of the screens, before its 90 days are over."""
    with transaction():
        key = screens.rotate(is_burnt=burnt)
    told = "原来的当场都不认了" if burnt else "原来的再认一分钟"
    click.echo(f"屏上的码换了秘密，现在用第 {key.number} 个，{told}。各块屏 5 秒里自己换上。")


def register(app: Flask) -> None:
    app.cli.add_command(codes)
