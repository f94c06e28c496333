"""Commands for operators: `flask --app server …`. Each says in Chinese what it did."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from server import docs_pages
from server.accounts import service as accounts
from server.accounts.queries import account_of, by_username
from server.areas import queries as area_queries, service as area_service
from server.audits.commands import audit
from server.codes import commands as code_commands
from server.config import Settings
from server.core.db import db, transaction
from server.core.errors import AppError
from server.core.permissions import Role
from server.core.text import day_words
from server.dashboard import rebuilding as dashboard
from server.doctor import commands as doctor_commands
from server.messages import letter_counts
from server.registers import commands as register_commands

areas = AppGroup("areas", help="行政区划")
account_commands = AppGroup("accounts", help="账号")
rollups = AppGroup("rollups", help="随来信记着的数")


@rollups.command("rebuild")
def rebuild() -> None:
    """Count the letters of every place and the cabin's numbers anew; nobody has to wait meanwhile."""
    with transaction():
        letter_counts.make_anew()
    click.echo("各处各状态的来信数重新数过了。")
    with transaction():
        dashboard.make_anew()
    click.echo("数据舱的数重新数过了。")


@rollups.command("check")
def check() -> None:
    """Compare what is kept with the rows themselves; what differs is counted anew."""
    different = letter_counts.compare() + dashboard.compare()
    click.echo(f"{different} 处对不上，已经重新数过。" if different else "全部对得上。")


@areas.command("load")
@click.argument("prefix")
def load_areas(prefix: str) -> None:
    """Load every area whose code begins with PREFIX (330111, 50, …)."""
    try:
        with transaction():
            count = area_service.load(prefix)
    except AppError as error:
        raise click.ClickException(error.text) from None
    click.echo(f"装入 {count} 个地区（{prefix}）。")


@account_commands.command("first-admin")
@click.option("--username", default="admin", help="第一个管理员的账号名")
@click.option("--area", default=None, help="只管这个地区：区划代码的前几位，例如 330111；不填就管整个平台")
def first_admin(username: str, area: str | None) -> None:
    """Make the first administrator and print a one-time link. Refuses when there is one already."""
    scope = _scope(area)
    with transaction():
        if account_of(Role.SYS_ADMIN, scope=scope):
            raise click.ClickException("已经有管理员了。忘了密码，请另一位管理员在“账号”里重设。")
        account = by_username(username) or accounts.create_account(
            display_name="系统管理员", username=username
        )
        db.session.flush()
        accounts.grant(account, Role.SYS_ADMIN, scope)
        token, expires_at = accounts.make_reset_link(None, account)
    settings: Settings = current_app.config["SETTINGS"]
    click.echo(f"管理员账号：{username}")
    click.echo(f"一次有效的链接，{day_words(expires_at)} {expires_at:%H:%M} 前打开，设密码和动态验证码：")
    click.echo(f"{settings.console_url}/console/reset/{token}")


def _scope(area: str | None) -> str:
    """Of one area, which must have been loaded, or of the whole platform."""
    if area is None:
        return "self"
    try:
        return f"area:{area_queries.get(area).prefix}"
    except AppError:
        raise click.ClickException(
            f"还没有代码是 {area} 的地区。先运行：flask --app server areas load {area}"
        ) from None


def register(app: Flask) -> None:
    app.cli.add_command(areas)
    app.cli.add_command(account_commands)
    app.cli.add_command(rollups)
    app.cli.add_command(audit)
    app.cli.add_command(docs_pages.write)
    code_commands.register(app)
    register_commands.register(app)
    doctor_commands.register(app)
    try:
        from server.demo.commands import register as register_demo
    except ModuleNotFoundError:
        return
    register_demo(app)
