"""The main job on the running system: everything real but WeChat, which the sandbox plays on the wire."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import psutil
import pytest
import requests

from tests.running import Running
from tests.stories.walk import Wire, wait_for, walk

pytestmark = pytest.mark.xdist_group("running")


def test_the_main_job_by_the_contract_alone(system: Running) -> None:
    walk(system.demo, tell=lambda line: None)


def test_demo_json_keeps_the_contract(system: Running) -> None:
    demo = system.demo
    roles = {account["role"] for account in demo["accounts"]}
    assert {"liaison", "station_head", "street_npc", "npc_staff", "sys_admin"} <= roles
    assert set(demo["wechat"]) >= {"resident", "deputy", "liaison"}
    assert set(demo["codes"]) == {"station", "deputy", "duty"}
    assert demo["base_url"] == f"http://127.0.0.1:{system.port}"
    assert demo["area"] == "330111"


def children(system: Running, words: str) -> list[psutil.Process]:
    """Living processes of this copy whose command line holds `words`."""
    found = []
    for process in psutil.Process(system.process.pid).children(recursive=True):
        try:
            if words in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


@pytest.mark.parametrize(
    "words", ["server.worker", "server.schedule", "valkey-server", "gunicorn", "postgres -D"]
)
def test_what_dies_comes_back_and_the_main_job_goes_on(system: Running, words: str) -> None:
    victims = children(system, words)
    assert victims, f"nothing runs as {words!r}"
    killed = {victim.pid for victim in victims}
    for victim in victims:
        victim.kill()
    wait_for("a new one", lambda: {p.pid for p in children(system, words)} - killed)
    wait_for("readiness", lambda: _is_ready(system))
    wire = Wire(system.demo)
    token = wait_for(
        "the first sign-in", lambda: _try(lambda: wire.person(system.demo["wechat"]["resident"]))
    )
    assert wire.call("GET", "/api/messages?box=mine", token)["items"]


def _is_ready(system: Running) -> bool:
    try:
        return requests.get(f"{system.base_url}/readyz", timeout=5).json()["status"] == "ok"
    except requests.RequestException:
        return False


def _try(act: object) -> object:
    try:
        return act()  # type: ignore[operator]
    except (AssertionError, requests.RequestException):
        return None


def test_the_graceful_reload_of_a_deployment_fails_no_request(system: Running) -> None:
    master = min(children(system, "gunicorn"), key=lambda process: process.create_time())
    statuses = []
    for number in range(120):
        if number in (20, 60):
            master.send_signal(signal.SIGHUP)
        statuses.append(requests.get(f"{system.base_url}/livez", timeout=60).status_code)
    assert set(statuses) == {200}


def test_a_second_copy_says_what_to_do_when_the_port_is_taken(system: Running) -> None:
    env = dict(os.environ) | {"PORT": str(system.port), "DATA_DIR": str(system.data_dir.parent / "second")}
    done = subprocess.run(
        [sys.executable, "-m", "deploy.local.run"],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert str(system.port) in done.stdout + done.stderr
    assert "PORT" in done.stdout + done.stderr
