"""Who is told when a letter goes on to another deputy (O30): its author, both deputies, and the station."""

from __future__ import annotations

from uuid import UUID

from server.accounts.queries import account_of
from server.core import jobs
from server.core.db import db
from server.core.permissions import Role
from server.core.text import day_words
from server.deputies.models import Deputy
from server.messages.models import Step
from server.messages.telling import case_of, source_of, staff_of, tell_author, with_station
from server.notifications.service import tell_all

KIND = "message.forwarded"


@jobs.on("message.forwarded")
def tell_forwarded(message_id: UUID, step_id: int, before_id: UUID | None = None) -> None:
    message, station = with_station(message_id)
    if message.deputy_id is None:
        return
    deputy, step = db.session.get_one(Deputy, message.deputy_id), db.session.get_one(Step, step_id)
    text = f"编号 {message.number}，由{deputy.name}代表接着办，为什么写在里面；答应的日子不变，您不用重新写。"
    tell_author(message, step_id, kind=KIND, title="您写的信，转给了另一位代表", text=text)
    source, target = source_of(message, step_id, KIND), case_of(message)
    until = day_words(message.promised_on)
    tell_all(
        account_of(Role.DEPUTY, subject_id=deputy.id),
        source=f"{source}-here",
        kind=KIND,
        title="转来一封信",
        text=f"编号 {message.number}，为什么转来写在里面，请在 {until}前办。",
        target=target,
    )
    before = account_of(Role.DEPUTY, subject_id=before_id) if before_id else []
    others = dict.fromkeys([*staff_of(message, station), *before])
    tell_all(
        [one for one in others if one != step.account_id],
        source=f"{source}-on",
        kind=KIND,
        title="一封信转给了别的代表",
        text=f"编号 {message.number}，现在由{deputy.name}代表办。",
        target=target,
    )
