"""The product as `make run` runs it, on a database of its own that is gone afterwards; and the bare Flask beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

import psycopg
from sqlalchemy import make_url

from deploy.local import ports
from deploy.local.spec import make_database
from server.core import outbox
from server.core.db import transaction
from tests.bench.load import BenchFailed

ROOT = Path(__file__).parent.parent.parent
GUNICORN = ("gunicorn", "-c", "gunicorn.conf.py")
READY_S, DRAINED_S, STOP_S = 60, 300, 10
LOOPBACK = build_opener(ProxyHandler({}))  # a proxy of the machine is not asked about our own ports


@contextmanager
def own_database(url: str) -> Iterator[str]:
    """An empty database on the same server, whose address is given; dropped at the end."""
    parts = make_url(url)
    name = f"{parts.database}_bench"
    server = parts.set(drivername="postgresql").render_as_string(hide_password=False)
    make_database(server, name, anew=True)
    try:
        yield parts.set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'drop database "{name}" with (force)'.encode())


@contextmanager
def servers(log_dir: Path) -> Iterator[tuple[int, int]]:
    """The ports of bare Flask and of the product, each under gunicorn; two workers and the scheduler are running."""
    taken = {int(os.environ.get("PORT") or 8000), int(os.environ.get("SANDBOX_PORT") or 8001)}
    with ExitStack() as stack:
        metrics = stack.enter_context(TemporaryDirectory(prefix="bench-"))
        environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": metrics, "GRACEFUL_TIMEOUT": "3"}
        bare = ports.choose(f"{log_dir}:bench", taken)
        product = ports.choose(f"{log_dir}:bench", taken | {bare})
        for name, port, command in (
            ("hello", bare, (*GUNICORN, "tests.bench.hello:app")),
            ("web", product, (*GUNICORN, "server:create_app()")),
            ("worker-0", product, ("server.worker",)),
            ("worker-1", product, ("server.worker",)),
            ("scheduler", product, ("server.schedule",)),
        ):
            log = log_dir / f"bench-{name}.log"
            stack.enter_context(running(command, environment | {"PORT": str(port)}, log))
        wait_for(f"http://127.0.0.1:{bare}/", log_dir / "bench-hello.log")
        wait_for(f"http://127.0.0.1:{product}/readyz", log_dir / "bench-web.log")
        yield bare, product


@contextmanager
def running(command: tuple[str, ...], environment: Mapping[str, str], log: Path) -> Iterator[None]:
    with open(log, "wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        try:
            yield
            if process.poll() is not None:
                raise BenchFailed(f"{command[0]} 中途停了，请看 {log}")
        finally:
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def drain() -> float:
    """Wait until everything that was set going has been done; the seconds it took. Raises BenchFailed."""
    start = time.perf_counter()
    while True:
        with transaction():
            state = outbox.state()
        seconds = time.perf_counter() - start
        if state["dead"]:
            raise BenchFailed(f"{state['dead']:.0f} 件后台的事没有做成，请看 bench-worker-*.log")
        if not state["waiting"]:
            return seconds
        if seconds > DRAINED_S:
            raise BenchFailed(f"{DRAINED_S} 秒过了，还有 {state['waiting']:.0f} 件后台的事没有做完")
        time.sleep(0.02)


def wait_for(url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while True:
        try:
            with LOOPBACK.open(url, timeout=5):
                return
        except HTTPError as answer:
            trouble = f"HTTP {answer.code}"
        except (URLError, OSError) as refusal:
            trouble = str(refusal)
        if time.monotonic() > deadline:
            raise BenchFailed(f"{url} 一直没有回应（{trouble}），请看 {log}")
        time.sleep(0.1)
