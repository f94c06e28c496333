"""Mediation may rest in a district (F15). Its words are the parties' and the mediator's, in no archive of an office."""

from __future__ import annotations

from server.core import optional
from server.core.optional import Column, Sheet
from server.core.permissions import Permission as P
from server.mediation.desk import STATE_WORDS
from server.mediation.models import Mediation

_MEDIATIONS = Sheet(
    "调解",
    Mediation.id,
    Mediation.opened_at,
    Mediation.area_code,
    (
        Column("编号", Mediation.number),
        Column("哪天开的", Mediation.opened_at),
        Column("到哪一步", Mediation.status, STATE_WORDS),
        Column("达成协议", Mediation.agreed_at),
        Column("哪天回访", Mediation.revisit_on),
        Column("回访过", Mediation.revisited_at),
    ),
)

optional.join(
    "mediation",
    words="调解",
    about="苗头登记、请人调解、协议、回访。",
    instead="邻里纠纷请找村社区调解委员会或司法所；群众的事照常写信。",
    rights=(P.MEDIATION_READ, P.MEDIATION_SIGNAL, P.MEDIATION_CONDUCT, P.MEDIATION_COUNT),
    at={"mediation_id": (Mediation.id, Mediation.area_code)},
    sheets=(_MEDIATIONS,),
)
