"""`flask --app server demo load`, `demo show`, `scale N --duties M`.

The year that is played and its words are only read where a command runs: every process registers the commands.
"""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from server.config import Settings

demo = AppGroup("demo", help="示范数据")


@demo.command("load")
def load_demo() -> None:
    """Load the demonstration of 富阳区; where it is loaded already, only bring it up to date."""
    from server.demo import seed

    is_new = seed.load(_settings(), click.echo)
    click.echo("示范数据装好了。" if is_new else "示范数据已经在了。")


@demo.command("show")
def show_demo() -> None:
    """Print sign-ins, addresses and the station's code to scan."""
    from server.demo import card

    click.echo(card.show(_settings()))


@click.command("scale")
@click.argument("count", type=click.IntRange(min=1))
@click.option("--duties", type=click.IntRange(min=0), default=0, help="另造一座大城市，有这么多条履职记录")
def load_scale(count: int, duties: int) -> None:
    """Fill up to COUNT messages for measuring; where they are there already, say so."""
    from server.demo import city, scale, seed

    seed.load(_settings(), click.echo)
    made = scale.fill(count, click.echo)
    click.echo(f"加了 {made} 封来信。" if made else f"已经有 {count} 封来信了，没有再加。")
    if duties:
        made = city.fill(duties, progress=click.echo)
        click.echo(f"造了 {made} 条履职记录。" if made else "大城市已经在了，没有再造。")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def register(app: Flask) -> None:
    app.cli.add_command(demo)
    app.cli.add_command(load_scale)
