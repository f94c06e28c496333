"""Letters of the demonstration that became leads: one that is looked at, one adopted, one that was not."""

from __future__ import annotations

from collections.abc import Callable

from server.core.actor import Actor
from server.core.db import db
from server.core.text import summary
from server.leads import queries, service
from server.leads.kinds import LeadKind, LeadLevel, TopicSize
from server.leads.life import LeadAction
from server.leads.models import Lead
from server.messages.models import Message

Verb = Callable[[Actor, Message], None]
YES = "列进明年民生实事的征集清单，四月请代表和街坊来看方案。"
NO = "条例里已经有这一条，物业没有照着做，转给住建局去督促。"


def _turn(kind: LeadKind, **own: object) -> Verb:
    def turn(actor: Actor, message: Message) -> None:
        words = summary(message.content, 24).rstrip("…，。")
        service.open_lead(actor, message, service.Matter(kind, LeadLevel.COUNTY, words, message.content, own))

    return turn


def _lead(message: Message) -> Lead:
    source = queries.source_of(message.id)
    assert source is not None, "a story turns its letter first"
    return db.session.get_one(Lead, source.lead_id)


def _decide(action: LeadAction, text: str) -> Verb:
    return lambda actor, message: service.decide(actor, _lead(message), action, text=text)


VERBS: dict[str, Verb] = {
    "topic": _turn(LeadKind.TOPIC, size=TopicSize.HARD),
    "project": _turn(LeadKind.PROJECT_LEAD, place="小区门口到公交站", beneficiaries="附近三个小区"),
    "law": _turn(
        LeadKind.LEGIS_COMMENT,
        law="物业管理条例",
        clause="公共设施维护一章",
        proposal="公共设施坏了三天还没有修的，物业应当把哪天修好写在门口。",
    ),
    "look": lambda actor, message: service.review(actor, _lead(message)),
    "adopt": _decide(LeadAction.ADOPT, YES),
    "decline": _decide(LeadAction.DECLINE, NO),
}
