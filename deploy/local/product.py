"""The product itself under the runner: its children, and the steps from migrated tables to `ready`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from deploy.local.ports import is_free
from deploy.local.say import Failed, Refused, last_line, say, step
from deploy.local.settings import ROOT, Settings
from deploy.local.supervisor import Child, Runner

SANDBOX = Child("sandbox", "app", ("sandbox",))
WEB = Child("web", "app", ("gunicorn", "-c", "gunicorn.conf.py", "server:create_app()"))
WORKER = Child("worker", "app", ("server.worker",), count=2)
SCHEDULER = Child("scheduler", "app", ("server.schedule",))
CHILDREN = (SANDBOX, WEB, WORKER, SCHEDULER)
FLASK = (sys.executable, "-m", "flask", "--app", "server")
READY_S = 60
LOOPBACK = build_opener(ProxyHandler({}))  # a proxy of the machine is not asked about our own port


def refuse_taken_ports(settings: Settings) -> None:
    for name, port in (("PORT", settings.port), ("SANDBOX_PORT", settings.sandbox_port)):
        if not is_free(port):
            raise Refused(
                f"端口 {port} 已经被别的程序占用。请停掉那个程序，或换一个端口再启动，例如：\n"
                f"  make run {name}={port + 100}"
            )


def bring_up(settings: Settings, runner: Runner, environment: Mapping[str, str]) -> None:
    """Everything between running databases and a web server that answers. Raises Failed.

    The web server starts up beside the demo data, and worker and scheduler come after it: each takes a second of
    computing to start, and a machine may have only two cores.
    """
    migrate(settings, environment)
    with step("启动微信沙箱和网站程序"):
        runner.start_child(SANDBOX)
        runner.start_child(WEB)
        _wait_for(f"{settings.sandbox_url}/", settings.log_dir / "sandbox.log")
    if settings.start_area:
        with step(f"装入 {settings.start_area} 的行政区划"):
            _succeed((*FLASK, "areas", "load", settings.start_area), environment)
    else:
        with step("准备演示数据"):
            _succeed((*FLASK, "demo", "load"), environment)
    with step("等网站就绪"):
        _wait_for(f"{settings.base_url}/readyz", settings.log_dir / "web.log")
    say("启动后台任务和定时任务")
    runner.start_child(WORKER)
    runner.start_child(SCHEDULER)
    if settings.start_area:
        call((*FLASK, "accounts", "first-admin", "--area", settings.start_area), environment)
    else:
        _succeed((*FLASK, "demo", "show"), environment)


def migrate(settings: Settings, environment: Mapping[str, str]) -> None:
    log = settings.log_dir / "migrate.log"
    with step("更新数据表"), open(log, "wb") as output:
        if call((*FLASK, "db", "upgrade"), environment, output.fileno()):
            raise Failed(f"数据表没有更新成（{last_line(log)[:200]}）。请看 {log}")


def call(command: Sequence[str], environment: Mapping[str, str], output: int | None = None) -> int:
    """Run a command to its end and return its exit code; when we are told to stop, it is told first."""
    errors = subprocess.STDOUT if output is not None else None
    child = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=output, stderr=errors, start_new_session=True
    )
    try:
        return child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(timeout=3)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _succeed(command: Sequence[str], environment: Mapping[str, str]) -> None:
    if code := call(command, environment):
        raise Failed(f"这一步没有做成（退出码 {code}）：{' '.join(command[1:])}。原因在上面几行。")


def _wait_for(url: str, log: object) -> None:
    deadline = time.monotonic() + READY_S
    while (trouble := _refusal(url)) is not None:
        if time.monotonic() > deadline:
            raise Failed(f"{url} 一直没有回应（{trouble}）。请看 {log}")
        time.sleep(0.1)


def _refusal(url: str) -> str | None:
    try:
        with LOOPBACK.open(url, timeout=5):
            return None
    except HTTPError as answer:
        return f"HTTP {answer.code}"
    except (URLError, OSError) as trouble:
        return str(trouble)
