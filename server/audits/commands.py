"""`flask --app server audit …`: for operators."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from server.audits import chain
from server.audits.heads import Heads

audit = AppGroup("audit", help="操作记录")


@audit.command("verify")
def verify() -> None:
    """Walk the whole chain and compare it with the ends written down before. Exits with 1 when it is broken."""
    findings = chain.verify(Heads(current_app.config["SETTINGS"].data_dir).read())
    for line in findings.breaks:
        click.echo(f"对不上：{line}")
    if findings.breaks:
        raise SystemExit(1)
    where = f"，到第 {findings.head.position} 环 {findings.head.digest}" if findings.head else ""
    click.echo(f"{findings.checked} 条操作记录都对得上{where}。")
