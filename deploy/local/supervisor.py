"""The process runner: supervisor, its configuration and how we speak to it. It restarts what dies."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xmlrpc.client import ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from deploy.local.say import Failed
from deploy.local.settings import ROOT, Settings

LONGEST_SOCKET = 90  # a unix socket's path ends at 107 bytes, and supervisor appends to it
# The groups stop one after the other, each with a second of slack: below the 10 s of the contract.
STOP_APP_S, STOP_DATA_S = 4, 3

HEAD = """[supervisord]
nodaemon=true
silent=true
{user}directory={root}
logfile={log}/runner.log
logfile_maxbytes=5MB
logfile_backups=1
pidfile={run}/supervisord.pid
childlogdir={log}
[unix_http_server]
file={socket}
chmod=0700
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://{socket}
"""
PROGRAM = """[program:{name}]
command={command}
process_name={process_name}
numprocs={count}
autostart={autostart}
autorestart=true
startsecs=1
startretries=100000
stopsignal={stopsignal}
stopwaitsecs={stopwait}
killasgroup=true
redirect_stderr=true
stdout_logfile={log}/{log_name}.log
stdout_logfile_maxbytes=10MB
stdout_logfile_backups=2
"""


@dataclass(frozen=True, slots=True)
class Child:
    """One program of the runner; `group` is `data` (stopped last) or `app`."""

    name: str
    group: str
    arguments: tuple[str, ...]
    count: int = 1

    def section(self, log: str) -> str:
        is_data = self.group == "data"
        many = self.count > 1
        return PROGRAM.format(
            name=self.name,
            command=_quoted(sys.executable, "-m", *self.arguments),
            process_name="%(program_name)s-%(process_num)d" if many else "%(program_name)s",
            count=self.count,
            autostart=str(is_data).lower(),
            stopsignal="INT" if is_data else "TERM",
            stopwait=STOP_DATA_S if is_data else STOP_APP_S,
            log=log,
            log_name="%(program_name)s-%(process_num)d" if many else self.name,
        )


def _quoted(*words: str) -> str:
    return shlex.join(words).replace("%", "%%")


class Runner:
    """supervisord as a child of ours. It leaves our terminal: Ctrl-C reaches it through us, in order."""

    def __init__(self, settings: Settings, children: Iterable[Child]) -> None:
        self._settings = settings
        self._socket = settings.run_dir / "supervisor.sock"
        if len(os.fsencode(self._socket)) > LONGEST_SOCKET:
            self._socket = Path(tempfile.mkdtemp(prefix="yicang-")) / "s.sock"
        self._conf = settings.run_dir / "supervisord.conf"
        self._conf.write_text(self._configuration(list(children)))
        self._process: subprocess.Popen[bytes] | None = None

    def _configuration(self, children: list[Child]) -> str:
        log = str(self._settings.log_dir).replace("%", "%%")
        run = str(self._settings.run_dir).replace("%", "%%")
        user = "user=root\n" if os.geteuid() == 0 else ""
        head = HEAD.format(
            user=user, root=str(ROOT).replace("%", "%%"), log=log, run=run, socket=self._socket
        )
        groups = [
            f"[group:{group}]\nprograms={','.join(names)}\npriority={priority}\n"
            for priority, group in ((10, "data"), (20, "app"))
            if (names := [child.name for child in children if child.group == group])
        ]
        return head + "".join(child.section(log) for child in children) + "".join(groups)

    def start(self, environment: Mapping[str, str]) -> None:
        """Raises Failed when supervisord itself does not come up; children of group `data` start with it."""
        command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(self._conf)]
        with open(self._settings.log_dir / "runner.out.log", "ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,
            )
        deadline = time.monotonic() + 20
        while not self._answers():
            if self.has_ended() or time.monotonic() > deadline:
                raise Failed(f"进程看护没有起来，请看 {self._settings.log_dir / 'runner.out.log'}")
            time.sleep(0.05)

    def start_child(self, child: Child) -> None:
        for process in self._call("getAllProcessInfo"):
            if process["name"].split("-")[0] == child.name:
                self._call("startProcess", f"{child.group}:{process['name']}", False)

    def has_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def stop(self) -> None:
        """Every child ends in order; what does not end in its time is killed by supervisord."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
        if self._socket.parent != self._settings.run_dir:
            shutil.rmtree(self._socket.parent, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            return bool(self._call("getState"))
        except OSError:
            return False

    def _call(self, method: str, *arguments: object) -> Any:
        transport = SupervisorTransport("", "", f"unix://{self._socket}")
        with ServerProxy("http://127.0.0.1", transport=transport) as proxy:
            return getattr(proxy.supervisor, method)(*arguments)
