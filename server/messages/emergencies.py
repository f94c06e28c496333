"""A letter that tells of danger calls the person on duty at once, and the next one while nobody has taken it on.

What it says and who wrote it stands in no notice; the number leads there (O2).
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from server.core import clock, jobs
from server.core.db import db, transaction
from server.departments.roster import on_call
from server.messages import advice, advice_queries
from server.messages.models import Message
from server.messages.telling import case_of, staff_of
from server.notifications.asks import Ask
from server.notifications.service import tell
from server.stations.models import Station

NEXT_AFTER = timedelta(minutes=10)
"""How long one person has before the next is called."""
WITHIN = timedelta(hours=2)


@jobs.on("message.submitted")
def call_who_is_on_duty(message_id: UUID) -> None:
    """Whoever is first on the roster hears of it within a minute, in the app and by a push."""
    message = db.session.get_one(Message, message_id)
    if advice.is_dangerous(message):
        _call(message, 1)


@jobs.on("message.withdrawn")
def danger_stays(message_id: UUID, step_id: int) -> None:
    """Taking the letter back does not take the danger away (O16)."""
    message = db.session.get_one(Message, message_id)
    if advice.is_dangerous(message):
        _call(
            message,
            1,
            kind="danger_withdrawn",
            title="说有危险的信撤回了",
            text="信撤回了，请问清人是不是平安。",
        )


@jobs.every(minute="*/2")
def call_the_next() -> None:
    """Ten minutes without anybody taking it on: the next one on the roster too, until somebody does."""
    with transaction():
        for message in advice_queries.waiting_since(WITHIN):
            waited = clock.now() - message.created_at
            if waited >= NEXT_AFTER and advice.is_dangerous(message):
                _call(message, 1 + waited // NEXT_AFTER)


def _call(
    message: Message,
    how_many: int,
    *,
    kind: str = "urgent",
    title: str = "可能有危险，请马上看",
    text: str = "来信里像是有危险，请马上打开，先打电话，再办别的。",
) -> None:
    """Each is called once for each reason; where nobody is on duty, the station's own people are."""
    station = db.session.get_one(Station, message.station_id)
    chain = on_call(message.area_code, station=station.scope) or staff_of(message, station)
    for account_id in chain[:how_many]:
        tell(
            account_id,
            source=f"message-{message.id.hex}-{kind}-{account_id.hex[:8]}",
            kind=f"message.{kind}",
            title=title,
            text=f"编号 {message.number}，{text}",
            target=case_of(message),
            push=Ask(
                "urgent",
                {
                    "thing1": f"来信 {message.number}",
                    "time2": f"{clock.local(message.created_at):%Y-%m-%d %H:%M}",
                    "thing3": "可能有危险，请马上打开",
                },
            ),
        )
