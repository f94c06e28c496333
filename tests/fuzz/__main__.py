"""`python -m tests.fuzz`: send the whole product what nobody would send; one line at the end, 1 on any finding.

`--plant crash|schema|shape|phone` runs a copy with that defect, which must turn it red.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from server.core.db import hang_up
from tests import planting
from tests.application import make, quiet_gateways
from tests.embedded import start_servers
from tests.fuzz import plants
from tests.fuzz.campaign import Run
from tests.fuzz.people import Product


def main(arguments: Sequence[str]) -> int:
    """0 when nothing was found; 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument(
        "-n", type=int, default=200, help="examples of every operation, and again as many spoiled ones"
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--plant", choices=list(plants.PLANTS))
    options = parser.parse_args(arguments)
    if options.plant:
        copied = ["-n", str(options.n), "--seed", str(options.seed)]
        return planting.run_copy("tests.fuzz", [plants.PLANTS[options.plant]], copied)
    with product() as made:
        run = Run(made, options.n, options.seed, say=_say)
        run.go()
    for finding in run.findings():
        print(f"\n{finding.lines()}", flush=True)
    print(run.line(), flush=True)
    return 1 if run.found else 0


@contextmanager
def product() -> Iterator[Product]:
    """A product of its own, gone afterwards; its log is read, not shown."""
    servers = start_servers()
    try:
        with tempfile.TemporaryDirectory(prefix="yicang-fuzz-") as folder:
            gateways = quiet_gateways()
            app = make(servers, Path(folder), gateways)
            made = Product(app, gateways)
            logging.basicConfig(level=logging.WARNING, handlers=[made.traces], force=True)
            yield made
            with app.app_context():
                hang_up()
    finally:
        servers.stop()


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
