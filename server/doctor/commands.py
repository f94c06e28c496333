"""`flask --app server wechat doctor`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from server.config import Settings
from server.doctor import account, address, outside, shape
from server.doctor.findings import Finding, exit_code
from server.gateways.wechat import WeChatClient
from server.notifications.asks import FIELDS

wechat = AppGroup("wechat", help="微信")


@wechat.command("doctor")
def doctor() -> None:
    """Look at account, domain and machine step by step, and say what to click. Changes nothing."""
    findings = []
    for finding in _examine(current_app.config["SETTINGS"]):
        click.echo(str(finding))
        findings.append(finding)
    sys.exit(exit_code(findings))


def _examine(settings: Settings) -> Iterator[Finding]:
    """With a client of its own: a token that others still keep would hide that the secret has changed."""
    client = WeChatClient(
        settings.wechat_appid,
        settings.wechat_secret,
        settings.wechat_base,
        env=settings.wechat_env_version,  # type: ignore[arg-type]
    )
    yield from shape.examine(settings)
    yield from account.examine(settings, client, FIELDS)
    yield from address.examine(settings, outside.fetch, outside.certificate_ends)


def register(app: Flask) -> None:
    app.cli.add_command(wechat)
