"""One run per data directory, and an end to what a killed run left behind."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from deploy.local.say import Refused, say
from deploy.local.settings import MARK

PATIENCE_S = 12  # a run that was just told to stop has 10 s


@contextmanager
def only_run(run_dir: Path) -> Iterator[None]:
    """Hold the data directory. The lock ends with its process, so a killed run never blocks the next one."""
    with open(run_dir / "lock", "a") as lock:
        deadline = time.monotonic() + PATIENCE_S
        told = False
        while not _taken(lock.fileno()):
            if time.monotonic() > deadline:
                raise Refused(
                    f"{run_dir.parent} 已经有一份在运行。请先停掉它（在它的窗口按 Ctrl-C），"
                    "或者换一个 DATA_DIR 和 PORT 再启动。"
                )
            if not told:
                say("这个数据目录还有一份在运行，等它结束…")
                told = True
            time.sleep(0.2)
        yield


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def clear_leftovers(data_dir: Path) -> None:
    """End every process of an earlier run of this data directory, asking first, then killing.

    The database servers carry no mark; they are recovered by the launcher itself (servers.py).
    """
    for gentle in (True, False):
        left = [process for process in psutil.process_iter() if _is_ours(process, data_dir)]
        if not left:
            return
        if gentle:
            say(f"上一次没有正常结束，正在收拾留下的 {len(left)} 个程序…")
        for process in left:
            with suppress(psutil.Error):
                process.terminate() if gentle else process.kill()
        psutil.wait_procs(left, timeout=PATIENCE_S)


def _is_ours(process: psutil.Process, data_dir: Path) -> bool:
    with suppress(psutil.Error, OSError):
        return bool(process.pid != os.getpid() and process.environ().get(MARK) == str(data_dir))
    return False
