"""`flask --app server registers import deputies FILE.xlsx --area 330111`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import AppError
from server.core.permissions import Role
from server.registers import exports, queries, service
from server.registers.keeping import lines_of
from server.registers.models import Import, LineAction, RegisterKind
from server.registers.sheets import SHEETS

registers = AppGroup("registers", help="名册的 Excel")
REGISTER = click.Choice([kind.value for kind in RegisterKind])
WORDS = {LineAction.NEW: "新增", LineAction.UPDATE: "更新", LineAction.SAME: "没变", LineAction.WRONG: "有错"}


@registers.command("template")
@click.argument("register", type=REGISTER)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def write_template(register: str, file: Path) -> None:
    """Write the empty sheet of REGISTER to FILE."""
    file.write_bytes(exports.template(SHEETS[RegisterKind(register)]))
    click.echo(f"写好了：{file}")


@registers.command("import")
@click.argument("register", type=REGISTER)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--area", required=True, help="区划代码，像 330111")
@click.option("--skip-wrong", is_flag=True, help="先导入没错的行")
def import_file(register: str, file: Path, area: str, skip_wrong: bool) -> None:
    """Import FILE into REGISTER of an area: all or nothing, unless --skip-wrong."""
    actor = Actor(Role.SYS_ADMIN, f"area:{area}", name="命令行")
    try:
        with transaction():
            made = service.check(
                actor, RegisterKind(register), file_name=file.name, content=file.read_bytes()
            )
            db.session.flush()
            _tell(made)
            service.apply(actor, made, skip_wrong=skip_wrong)
    except AppError as error:
        raise click.ClickException(error.text) from None
    click.echo("导入好了。")


def _tell(made: Import) -> None:
    """How many lines do what, and each mistake with its row and column."""
    counts = queries.counts(made)
    click.echo("，".join(f"{WORDS[action]} {count} 行" for action, count in counts.items() if count))
    for line in lines_of(made):
        for heading, text in line.errors.items():
            click.echo(f"第 {line.number} 行，{heading}：{text}")


def register(app: Flask) -> None:
    app.cli.add_command(registers)
