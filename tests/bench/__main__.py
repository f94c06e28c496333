"""`python -m tests.bench`: prepare, measure in pairs, tell, write bench.json; `--short` only shows that it all works."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from flask import current_app
from flask_migrate import upgrade

from deploy.local.say import step
from server import create_app
from server.core.db import db, hang_up
from server.demo import city as demo_city
from tests.bench import cabin, city, decks, posters, product, registers, report, search
from tests.bench.delay import RATE, Delay
from tests.bench.load import BenchFailed, Deck, Load
from tests.bench.pushes import Pushes, platform
from tests.bench.report import Entry
from tests.bench.world import Size, World, count_messages

Built = TypeVar("Built")
QRCODE = "qrcode + Pillow"


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how often. Every round stands between two rounds of its baseline."""

    size: Size
    rounds: int
    seconds: float
    warm_seconds: float
    deputies: int
    """Of the large city; it has a fifth as many stations."""
    most: int
    """Answers of one round of bare Flask at the longest; what is sent once is shared out over the rounds anyway."""
    pushes: int
    """Of one round, each to somebody else."""
    letters: int
    """Sent at an even pace, to see how long their notices take."""
    city: city.Size
    years: int
    """Deputies whose year is looked at, one after the other."""


FULL = Plan(
    Size(),
    rounds=7,
    seconds=2.0,
    warm_seconds=2.0,
    deputies=60_000,
    most=1_000_000,
    pushes=200,
    letters=1_000,
    city=city.Size(demo_city.Size()),
    years=400,
)
SHORT = Plan(
    Size(messages=300, authors=60, stations=20, guests=5),
    2,
    2.0,
    0.2,
    600,
    most=30,
    pushes=24,
    letters=50,
    city=city.Size(
        demo_city.Size(stations=40, deputies=240, area=registers.SMALL), duties=2_000, letters=200
    ),
    years=20,
)


def main(arguments: Sequence[str]) -> int:
    """0 when everything was measured; 1, and no file, when something was not."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--short", action="store_true")
    plan = SHORT if parser.parse_args(arguments).short else FULL
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    data_dir = Path(os.environ["DATA_DIR"])
    try:
        entries = _measure(plan, data_dir)
    except BenchFailed as failure:
        print(f"没有测成：{failure}", file=sys.stderr, flush=True)
        return 1
    report.write(entries, data_dir / "bench.json")
    print(f"\n{report.table(entries)}\n\n结果写在 {data_dir / 'bench.json'}", flush=True)
    return 0


def _measure(plan: Plan, data_dir: Path) -> list[Entry]:
    logs = data_dir / "log"
    logs.mkdir(parents=True, exist_ok=True)
    server = os.environ["DATABASE_URL"]
    return [*_in_a_county(plan, server, logs), *_in_a_city(plan, server, logs)]


def _in_a_county(plan: Plan, server: str, logs: Path) -> list[Entry]:
    with product.own_database(server) as url:
        os.environ["DATABASE_URL"] = url
        with _prepared(f"准备数据：{plan.size.messages:,} 封来信", lambda: World.build(plan.size)) as world:
            poster = _posters(plan)
            with platform(logs) as wechat, product.servers(logs) as (bare, ours):
                with closing(Bench(plan, bare)) as bench:
                    entries = [bench.phase(name, deck) for name, deck in decks.decks(world, ours).items()]
                entries += [_pushed(plan, wechat, logs), _delayed(plan, world, ours)]
            found = _searched(plan)
            return [bench.hello(), *entries, found, poster, _decoded(plan), _registers(plan)]


def _in_a_city(plan: Plan, server: str, logs: Path) -> list[Entry]:
    """Another database: what a very large city does to the same routes, and to the alerts."""
    rows = plan.city.duties
    with product.own_database(server) as url:
        os.environ["DATABASE_URL"] = url
        words = f"准备数据：{rows:,} 条履职记录"
        with _prepared(words, lambda: city.Metropolis.build(plan.city)) as metropolis:
            with product.servers(logs) as (bare, ours), closing(Bench(plan, bare)) as bench:
                found = [
                    bench.phase(name, deck, rows) for name, deck in decks.city_decks(metropolis, ours).items()
                ]
            return [*found, _years(plan, metropolis), _alerts(rows), _cabin(plan)]


def _years(plan: Plan, metropolis: city.Metropolis) -> Entry:
    """`ratio` is how many times over the slowest twentieth lies within the 50 ms that are wanted."""
    with step(f"测量 {report.WORDS['overview_p95']}"):
        taken = city.overview(current_app.test_client(), metropolis.deputies, plan.years)
    p95 = taken[len(taken) * 95 // 100]
    ratio, rows = round(0.05 / p95, 3), plan.city.duties
    return Entry("overview_p95", round(p95, 4), "s", "50 毫秒", 0.05, ratio, rows, 1, 0.0)


def _alerts(rows: int) -> Entry:
    """All rules once where nothing was looked after before; `ratio` as above, of a minute."""
    with step(f"测量 {report.WORDS['alerts']}"):
        taken = city.recompute()
    slowest = sorted(taken, key=lambda code: -taken[code])[:5]
    print("，".join(f"{code} {taken[code]:.1f} 秒" for code in slowest), flush=True)
    seconds = sum(taken.values())
    return Entry("alerts", round(seconds, 2), "s", "一分钟", 60.0, round(60 / seconds, 3), rows, 1, 0.0)


def _cabin(plan: Plan) -> Entry:
    """The first screen of the whole city, after everything was counted; `ratio` is of the 200 ms that are wanted."""
    with step("数一遍数据舱"):
        cabin.count()
    with step(f"测量 {report.WORDS['dashboard']}"):
        taken = cabin.screens(current_app.test_client(), plan.city.city.area, plan.years)
    print(cabin.plan(plan.city.city.area), flush=True)
    p95 = taken[len(taken) * 95 // 100]
    ratio, rows = round(0.2 / p95, 3), plan.city.duties
    return Entry("dashboard", round(p95, 4), "s", "200 毫秒", 0.2, ratio, rows, 1, 0.0)


@contextmanager
def _prepared(words: str, build: Callable[[], Built]) -> Iterator[Built]:
    """What is to be measured, within the context of an application that only looks on."""
    app = create_app()
    with app.app_context():
        try:
            with step(words):
                upgrade()
                built = build()
            yield built
        finally:
            db.session.remove()
            hang_up()


class Bench:
    """The rounds of every phase that speaks HTTP."""

    def __init__(self, plan: Plan, bare_port: int) -> None:
        self.plan = plan
        self.load = Load()
        self.load.take("hello", decks.hello(bare_port))
        self.bare: list[float] = []

    def close(self) -> None:
        self.load.stop()

    def phase(self, name: str, deck: Deck, rows: int | None = None) -> Entry:
        """Warm up, then baseline and phase by turns; the background is quiet before the baseline runs."""
        rows, plan = count_messages() if rows is None else rows, self.plan
        self.load.take(name, deck)
        most = len(deck.requests) // (plan.rounds + 1) if not deck.is_endless else plan.most
        most = min(most, plan.most)
        with step(f"测量 {report.WORDS[name]}"):
            self.load.run(name, plan.warm_seconds, most)
            product.drain()
            before, drained = self._hello(), 0.0
            pairs: list[tuple[float, float]] = []
            for _ in range(plan.rounds):
                value = self.load.run(name, plan.seconds, most).rate
                drained += product.drain()
                after = self._hello()
                pairs.append(((before + after) / 2, value))
                before = after
        return Entry.of(name, "req/s", "hello", pairs, at_rows=rows, drain_s=drained)

    def _hello(self) -> float:
        self.bare.append(self.load.run("hello", self.plan.seconds, self.plan.most).rate)
        return self.bare[-1]

    def hello(self) -> Entry:
        """All rounds of the baseline together."""
        return Entry.of("hello", "req/s", "hello", [(rate, rate) for rate in self.bare])


def _pushed(plan: Plan, wechat: int, logs: Path) -> Entry:
    """Rounds by turns, as with everything that speaks HTTP; the background is quiet before the baseline runs."""
    rows, drained = count_messages(), 0.0
    pairs: list[tuple[float, float]] = []
    with (
        step(f"测量 {report.WORDS['push']}"),
        closing(Pushes(wechat, plan.pushes)) as pushes,
        pushes.bare(logs),
    ):
        pushes.rate_ours()
        product.drain()
        before = pushes.rate_bare()
        for _ in range(plan.rounds):
            value = pushes.rate_ours()
            drained += product.drain()
            after = pushes.rate_bare()
            pairs.append(((before + after) / 2, value))
            before = after
    return Entry.of("push", "push/s", "裸 Dramatiq", pairs, at_rows=rows, drain_s=drained)


def _delayed(plan: Plan, world: World, port: int) -> Entry:
    """`value` in seconds; `ratio` is how many times over it lies within the second that is wanted."""
    rows = count_messages()
    with step(f"测量 {report.WORDS['in_app_delay']}（每秒 {RATE} 封信）"):
        p95 = Delay(world, port, os.environ["DATABASE_URL"], plan.letters).p95()
    value = round(p95, 3)
    return Entry(
        "in_app_delay", value, "s", "一秒", 1.0, round(1 / p95, 3), rows, 1, round(product.drain(), 2)
    )


def _posters(plan: Plan) -> Entry:
    with step(f"测量 {report.WORDS['poster_pdf']}"):
        for compose in (posters.bare, posters.ours):
            posters.rate(compose, plan.warm_seconds)
        seconds = plan.seconds if plan is FULL else plan.warm_seconds
        pairs = [
            (posters.rate(posters.bare, seconds), posters.rate(posters.ours, seconds))
            for _ in range(plan.rounds)
        ]
    return Entry.of("poster_pdf", "pages/s", QRCODE, pairs)


def _decoded(plan: Plan) -> Entry:
    """Of the codes on printed sheets, how many a decoder reads."""
    with step(f"测量 {report.WORDS['poster_decode']}"):
        printed, read = posters.decoded(plan.rounds if plan is FULL else 1)
    return Entry.of("poster_decode", "codes", "印上的码", [(float(printed), float(read))])


def _searched(plan: Plan) -> Entry:
    """The search beside its own statements, in the same process; the background is quiet by then."""
    rows = count_messages()
    with step(f"测量 {report.WORDS['search']}"):
        asked = search.Search.build(current_app._get_current_object())
        search.rate_bare(asked, plan.warm_seconds)
        pairs = [
            (search.rate_bare(asked, plan.seconds), search.rate_ours(asked, plan.seconds))
            for _ in range(plan.rounds)
        ]
    return Entry.of("search", "searches/s", "裸 psycopg", pairs, at_rows=rows)


def _registers(plan: Plan) -> Entry:
    """The console's pages about many beside those about a few."""
    with step(f"准备名册：{plan.deputies:,} 名代表"):
        both = registers.Registers.build(current_app._get_current_object(), plan.deputies, plan.deputies // 5)
    with step(f"测量 {report.WORDS['register_page']}"):
        for desk in (both.small, both.large):
            registers.rate(desk, plan.warm_seconds)
        seconds = plan.seconds if plan is FULL else plan.warm_seconds
        pairs = [
            (registers.rate(both.small, seconds), registers.rate(both.large, seconds))
            for _ in range(plan.rounds)
        ]
    return Entry.of("register_page", "pages/s", "300 人的名册", pairs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
