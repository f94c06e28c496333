"""Who hears that a mediation moved: never a word of what is in it, and never outside the app."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from server.core import clock, jobs
from server.core.db import db, transaction
from server.mediation import queries, service
from server.mediation.life import Action
from server.mediation.models import Mediation, MediationStep
from server.notifications.service import Target, tell_all

PAGE = "pages/mediation/index?id="
TABLE = "manager/mediation/index?id="
"""Where the mediator goes on."""
LOOKED_BACK = timedelta(days=14)
"""For a timetable that was away; what was told before is told once."""
PARTIES: dict[Action, tuple[str, str]] = {
    Action.APPOINT: ("一件事转调解了", "有调解员来主持，点开看是哪一位。"),
    Action.MEET: ("调解有了新的记录", "点开看。"),
    Action.PROPOSE: ("调解协议写好了", "请您看一看，说同不同意。"),
    Action.SETTLE: ("调解的各方都同意了", "各方做什么、到哪天，写在里面。"),
    Action.FAIL: ("这次没有谈成", "还可以去哪里，写在里面。"),
    Action.KEEP: ("调解回访过了", "点开看。"),
    Action.BREAK: ("调解回访过了", "点开看。"),
    Action.RESUME: ("再谈一次", "调解员请各方再谈，点开看。"),
}
MEDIATOR: dict[Action, tuple[str, str]] = {
    Action.APPOINT: ("请您主持一件调解", "点开看是什么事、有哪几方。"),
    Action.AGREE: ("调解有一方同意了", "点开看还差哪一方。"),
    Action.DECLINE: ("调解有一方不同意", "点开看为什么，再谈一谈。"),
    Action.SETTLE: ("调解的各方都同意了", "到回访那天会提醒您。"),
    Action.ANSWER: ("回访有一方说了", "点开看，问过各方就记下回访。"),
}


@jobs.on("mediation.moved")
def tell_moved(mediation_id: UUID, step_id: UUID) -> None:
    mediation = db.session.get_one(Mediation, mediation_id)
    step = db.session.get_one(MediationStep, step_id)
    source = f"mediation-{step_id.hex}"
    if words := PARTIES.get(step.action):
        parties = (party.account_id for party in queries.parties_of(mediation.id))
        _tell(mediation, parties, f"{source}-parties", words)
    if (words := MEDIATOR.get(step.action)) and mediation.mediator_id:
        _tell(mediation, [mediation.mediator_id], f"{source}-mediator", words, is_table=True)


@jobs.every(hour=8, minute=50)
def ask_again() -> None:
    """The day of the revisit has come: each party and the mediator hear it once."""
    today = clock.today()
    with transaction():
        for mediation in queries.due_on(today - LOOKED_BACK, today):
            source = f"mediation-{mediation.id.hex}-revisit-{mediation.revisit_on}"
            parties = (party.account_id for party in queries.parties_of(mediation.id))
            _tell(mediation, parties, f"{source}-parties", ("到回访的日子了", "协议做到了没有，请您说一句。"))
            if mediation.mediator_id:
                _tell(
                    mediation,
                    [mediation.mediator_id],
                    source,
                    ("有一件调解该回访了", "问一问各方，记下结果。"),
                    is_table=True,
                )


@jobs.on("account.merged")
def move_parties(account_id: UUID, into_id: UUID) -> None:
    service.move(account_id, into_id)


@jobs.on("account.closed")
def forget_party(account_id: UUID) -> None:
    service.forget(account_id)


def _tell(
    mediation: Mediation,
    people: Iterable[UUID],
    source: str,
    words: tuple[str, str],
    *,
    is_table: bool = False,
) -> None:
    title, text = words
    kind, page = ("mediation_table", TABLE) if is_table else ("mediation", PAGE)
    tell_all(
        people,
        source=source,
        kind="mediation.moved",
        title=title,
        text=f"编号 {mediation.number}。{text}",
        target=Target(kind, mediation.id, page + str(mediation.id)),
    )
