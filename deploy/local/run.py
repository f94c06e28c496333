"""`make run`: everything on one machine, in the foreground, until Ctrl-C.

python -m deploy.local.run                      the whole product; `ready <base url>` ends its preparation
python -m deploy.local.run --only databases     PostgreSQL and Valkey alone
python -m deploy.local.run -- COMMAND …         databases up and migrated, then the command with our settings
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from deploy.local import databases, product
from deploy.local.leftovers import clear_leftovers, only_run
from deploy.local.say import Failed, Refused, say
from deploy.local.settings import Settings, child_environment, kept_secrets, write_env
from deploy.local.supervisor import Runner

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stopped(BaseException):
    """Someone asked us to end: TERM, Ctrl-C, a closed terminal, or a `make` that was killed."""


def main(arguments: Sequence[str]) -> int:
    """0 after a wished end, 2 where the person has to mend something first, 1 where a part failed."""
    options = _options(arguments)
    for number in SIGNALS:
        signal.signal(number, _stop)
    try:
        return _run(options)
    except Stopped:
        say("已全部停下，数据完好")
        return 0
    except Refused as refusal:
        print(f"启动不了：{refusal}", file=sys.stderr, flush=True)
        return 2
    except Failed as failure:
        print(f"出错了：{failure}", file=sys.stderr, flush=True)
        return 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.local.run")
    parser.add_argument("--only", choices=["databases"])
    parser.add_argument("command", nargs="*")
    return parser.parse_args(arguments)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stopped


def _run(options: argparse.Namespace) -> int:
    settings = Settings.load()
    _make_folders(settings)
    is_whole = not options.only and not options.command
    with only_run(settings.run_dir):
        clear_leftovers(settings.data_dir)
        shutil.rmtree(settings.metrics_dir, ignore_errors=True)  # the counts of processes that are gone
        settings.metrics_dir.mkdir()
        if is_whole:
            product.refuse_taken_ports(settings)
        kept = kept_secrets(settings.data_dir)
        servers = databases.plan(settings, kept["DATABASE_PASSWORD"])
        told = child_environment(settings, kept, servers.urls)
        write_env(settings.run_dir / "settings.env", told)
        runner = Runner(settings, [*servers.children, *(product.CHILDREN if is_whole else ())])
        with _running(runner, os.environ | told) as environment:
            servers.wait()
            if options.command:
                product.migrate(settings, environment)
                return product.call(options.command, environment)
            if is_whole:
                product.bring_up(settings, runner, environment)
            print(f"ready {settings.base_url}" if is_whole else "ready databases", flush=True)
            _stay(runner, settings)


def _make_folders(settings: Settings) -> None:
    try:
        for folder in (settings.run_dir, settings.log_dir):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as refusal:
        raise Refused(
            f"{settings.data_dir} 建不了或写不进去（{refusal.strerror}），请换一个 DATA_DIR。"
        ) from refusal


@contextmanager
def _running(runner: Runner, environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """Once the end is asked for it is carried through: a second Ctrl-C does not leave children behind."""
    try:
        runner.start(environment)
        yield environment
    finally:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        say("正在停下…")
        runner.stop()


def _stay(runner: Runner, settings: Settings) -> NoReturn:
    parent = os.getppid()
    while not runner.has_ended():
        time.sleep(0.5)
        if "MAKELEVEL" in os.environ and os.getppid() != parent:
            raise Stopped  # our `make` was killed: nobody could end us any more
    raise Failed(f"进程看护自己停了，请看 {settings.log_dir / 'runner.log'}，然后再启动一次。")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
