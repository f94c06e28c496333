"""Two defects that the campaign must find."""

from __future__ import annotations

from tests.planting import Patch

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
