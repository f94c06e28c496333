"""`python -m tests.chaos`: start a product of its own, load it, kill its parts, count; prints one line.

`--redis off` runs it without any Valkey; `--plant outbox|resend` runs a copy with that defect, which must turn it red.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy.local.settings import read_env
from tests import planting
from tests.chaos import killer, people, plants, tally
from tests.chaos.killer import Killer
from tests.chaos.letters import Letters, authors_for
from tests.chaos.lines import ChaosFailed
from tests.chaos.people import Place
from tests.running import Running, running

NOWHERE = "redis://127.0.0.1:1/0"


def main(arguments: Sequence[str]) -> int:
    """0 when nothing was lost and nothing came twice; 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("-n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--redis", choices=["on", "off"], default="on")
    parser.add_argument("--plant", choices=list(plants.PLANTS))
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if options.plant:
        copied = ["-n", str(options.n), "--seed", str(options.seed)]
        return planting.run_copy("tests.chaos", plants.PLANTS[options.plant], copied)
    try:
        result = campaign(options.n, options.seed, redis=options.redis == "on")
    except ChaosFailed as failure:
        print(f"没有跑成：{failure}", file=sys.stderr, flush=True)
        return 1
    print(result.line(), flush=True)
    troubles = result.judge(killer.wanted(options.n, redis=options.redis == "on"))
    for trouble in troubles:
        print(f"不对：{trouble}", file=sys.stderr, flush=True)
    return 1 if troubles else 0


def campaign(letters: int, seed: int, *, redis: bool = True) -> tally.Tally:
    """The whole run. Raises ChaosFailed when it could not be carried through."""
    settings = {} if redis else {"REDIS_URL": NOWHERE}
    with _folder() as folder, running(folder / "data", **settings) as product:
        _say(f"系统已启动，{authors_for(letters)} 个人正在登录、同意接收")
        place = _place(product)
        if redis:  # without the queue pushes leave one by one, and the line would set the pace
            people.move_away(place)
        crowd = people.gather(place, authors_for(letters))
        load = Letters(place, crowd, people.liaison(place), letters, seed)
        end = Killer(product.process.pid, letters, seed, redis=redis)
        database_url = read_env(product.data_dir / "run/settings.env")["DATABASE_URL"].replace("+psycopg", "")
        start = time.monotonic()
        _say(f"开始：{letters} 封信")
        _together(load, end, tally.Settled(database_url))
        _say("都答复了，该杀的杀完了，等后台做完")
        tally.drain(place, database_url)
        seconds = time.monotonic() - start
        result = tally.settled(lambda: tally.count(place, database_url, load.acknowledged, load.name))
    result.kills, result.seconds = end.done, seconds
    return result


def _together(load: Letters, end: Killer, settled: tally.Settled) -> None:
    """Kills are spread over the whole way: half of it are the answers, the other half the pushes that follow."""
    failures: list[BaseException] = []

    def kill() -> None:
        try:
            end.run(lambda: (load.answered + settled.count()) / (2 * load.count), lambda: bool(load.failures))
        except Exception as failure:
            failures.append(failure)
        finally:
            settled.close()

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    load.run()
    thread.join(tally.DRAINED_S)
    if failures:
        raise failures[0]


def _place(product: Running) -> Place:
    demo = product.demo
    return Place(
        port=product.port,
        sandbox_port=int(demo["sandbox_url"].rsplit(":", 1)[1]),
        code=demo["codes"]["station"],
        template=read_env(product.data_dir / "run/settings.env")["WECHAT_TEMPLATE_REPLY"],
        liaison=next(one for one in demo["accounts"] if one["role"] == "liaison"),
    )


@contextmanager
def _folder() -> Iterator[Path]:
    """Where PostgreSQL's own user gets in too; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="yicang-chaos-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
