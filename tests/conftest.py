"""Every test runs on a real PostgreSQL and a real Valkey; each worker has its own, emptied between tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.core.db import db, hang_up
from server.gateways.registry import Gateways
from server.gateways.wechat import QuietWeChat
from tests import factories
from tests.application import clear, keep, make, put_back, quiet_gateways
from tests.architecture import stage
from tests.architecture.stage import Stage
from tests.console.desk import At, at
from tests.embedded import Servers, start_servers
from tests.factories import World
from tests.running import Running, running

Once = Callable[[str, Callable[[], Any]], Any]


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    running = start_servers()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def system() -> Iterator[Running]:
    """The whole product as `make run` starts it, one copy for all stories and browser tests.

    Not in pytest's own folder: as root that one is closed to the user PostgreSQL runs as.
    """
    folder = Path(tempfile.mkdtemp(prefix="yicang-system-"))
    folder.chmod(0o755)
    with running(folder / "data") as started:
        yield started
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def quiet() -> Gateways:
    return quiet_gateways()


@pytest.fixture(scope="session")
def application(
    servers: Servers, quiet: Gateways, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """One application a worker."""
    app = make(servers, tmp_path_factory.mktemp("data"), quiet)
    yield app
    with app.app_context():
        hang_up()


@pytest.fixture
def app(application: Flask, anew: Callable[[], None]) -> Iterator[Flask]:
    """The application with empty tables; areas of the demonstration stay loaded between tests."""
    with application.app_context():
        yield application
        anew()


@pytest.fixture
def anew(quiet: Gateways) -> Callable[[], None]:
    """Empty the tables and forget what was kept of them; within a test, to begin once more."""
    return lambda: clear(quiet)


@pytest.fixture(scope="session")
def scenes() -> dict[str, tuple[Any, str]]:
    """What was built once in this worker, and how its rows are put back."""
    return {}


@pytest.fixture
def once(app: Flask, quiet: Gateways, scenes: dict[str, tuple[Any, str]]) -> Once:
    """`once("stage", build)`: built on empty tables the first time in this worker; later its rows are put back."""

    def found(name: str, build: Callable[[], Any]) -> Any:
        if name in scenes:
            made, kept = scenes[name]
            put_back(quiet, kept)
            return made
        clear(quiet)
        made = build()
        # told apart from its rows: what was read of them stays readable when they are put back
        db.session.expunge_all()
        scenes[name] = made, keep(f"kept_{name}")
        return made

    return found


@pytest.fixture
def begin(once: Once, client: FlaskClient) -> Callable[[], Stage]:
    """A matrix's stage, as if it had just been built."""
    return lambda: cast(Stage, once("stage", lambda: stage.build(client)))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def world(client: FlaskClient) -> World:
    """The small world of the factories, its people signed in."""
    return factories.world(client)


@pytest.fixture
def desk(app: Flask, world: World) -> At:
    """`desk("liaison")`: that person at the console."""
    return lambda who: at(app, world, who)


@pytest.fixture
def wechat(quiet: Gateways) -> QuietWeChat:
    assert isinstance(quiet.wechat, QuietWeChat)
    return quiet.wechat


os.environ.setdefault("NO_PROXY", "127.0.0.1,localhost")
