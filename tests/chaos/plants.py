"""Two defects that this harness must find, each planted in a copy of the tree: who never sees red tests nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PARTS = ("server", "sandbox", "deploy", "migrations", "tests", "gunicorn.conf.py", "pyproject.toml")
NOT_COPIED = ("node_modules", "__pycache__", "*.pyc")


@dataclass(frozen=True, slots=True)
class Patch:
    """`old` stands exactly once in the file."""

    file: str
    old: str
    new: str

    def apply(self, tree: Path) -> None:
        path = tree / self.file
        text = path.read_text()
        assert text.count(self.old) == 1, f"{self.file} has changed: this plant has to be written anew"
        path.write_text(text.replace(self.old, self.new))


OUTBOX = (
    Patch(
        "server/core/outbox.py",
        "    _insert(OutboxKind.FACT, fact, payload)\n",
        """    from contextlib import suppress

    import dramatiq
    from flask import current_app
    from sqlalchemy import event

    from server.core import queue

    app = current_app._get_current_object()
    if "planted" not in app.extensions:
        app.extensions["planted"] = queue.broker(app.config["SETTINGS"].redis_url)
    plain = _values(OutboxKind.FACT, fact, payload)["payload"]
    told = dramatiq.Message(queue_name=queue.QUEUE, actor_name="tell", args=(fact, plain), kwargs={}, options={})

    def enqueue(_session: object) -> None:
        with suppress(Exception):
            app.extensions["planted"].enqueue(told)

    event.listen(db.session(), "after_commit", enqueue, once=True)
""",
    ),
    Patch(
        "server/worker.py",
        "(self._perform)\n",
        """(self._perform)
        dramatiq.actor(actor_name="tell", queue_name=queue.QUEUE, broker=self.broker)(self._tell)
""",
    ),
    Patch(
        "server/worker.py",
        "    def _perform(self",
        """    def _tell(self, name: str, payload: dict) -> None:
        from server.core.db import transaction
        from server.core.outbox import OutboxKind, OutboxRow

        with self.app.app_context(), transaction():
            relay._tell(OutboxRow(kind=OutboxKind.FACT, name=name, payload=payload))

    def _perform(self""",
    ),
)
"""A fact goes to the queue once its cause is committed, as most programs do it, and no outbox remembers it."""

RESEND = (
    Patch(
        "server/notifications/sending.py",
        "    if push.state is PushState.SENDING:\n        _give_up(push)\n        return None\n",
        "    is_late = push.state is PushState.SENDING\n",
    ),
    Patch(
        "server/notifications/sending.py",
        "    if is_wechat and found.another_is_out:\n",
        "    if is_wechat and found.another_is_out and not is_late:\n",
    ),
)
"""A push whose lease ran out is sent again, whether it had arrived or not."""

PLANTS = {"outbox": OUTBOX, "resend": RESEND}


def run_copy(plant: str, arguments: Sequence[str]) -> int:
    """The campaign on a copy with the defect, in a folder of its own. Its exit code; wanted is 1."""
    with tempfile.TemporaryDirectory(prefix="yicang-plant-") as folder:
        tree = Path(folder)
        tree.chmod(0o755)
        copy_tree(tree)
        for patch in PLANTS[plant]:
            patch.apply(tree)
        return subprocess.call([sys.executable, "-m", "tests.chaos", *arguments], cwd=tree)


def copy_tree(to: Path) -> None:
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, to / part, ignore=shutil.ignore_patterns(*NOT_COPIED))
        else:
            shutil.copy(ROOT / part, to / part)
