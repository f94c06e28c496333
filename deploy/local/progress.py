"""Runs a long command of the Makefile with a line every few seconds instead of silence; needs only Python itself.

python3 -m deploy.local.progress WHAT LOG COMMAND …    the command's output goes to LOG; shown when it fails
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from deploy.local.say import step

SHOWN_LINES = 30


def main(what: str, log_name: str, *command: str) -> int:
    """The command's exit code."""
    log = Path(log_name)
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "wb") as output:
        try:
            with step(what, log):
                subprocess.run(command, check=True, stdout=output, stderr=subprocess.STDOUT)
        except subprocess.CalledProcessError as failure:
            print("\n".join(log.read_text(errors="replace").splitlines()[-SHOWN_LINES:]), file=sys.stderr)
            print(f"{what}没有成功，完整的记录在 {log}", file=sys.stderr)
            return failure.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
