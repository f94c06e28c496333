"""One browser for all tests of a run, and the systems that the walks walk in."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import make_server

from tests.browser import chromium
from tests.running import Running, running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(**chromium.launch_options())
        # beside the other tests on two cores an answer may take longer than the five seconds that are usual
        expect.set_options(timeout=20_000)
        yield started
        started.close()


@pytest.fixture(scope="module")
def empty(request: pytest.FixtureRequest) -> Iterator[Running]:
    """A copy that begins with nothing but the administrative tree of its file's AREA."""
    folder = Path(tempfile.mkdtemp(prefix="yicang-empty-"))
    folder.chmod(0o755)
    with running(folder / "data", START_AREA=request.module.AREA) as started:
        yield started
    shutil.rmtree(folder)


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The address of a small world that the test has built itself."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
