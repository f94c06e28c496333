"""Fixed contacts, the diary and the three questions may rest in a district (F15). What a deputy wrote down for
themselves never leaves in an archive; the names of voters only where a second person agreed."""

from __future__ import annotations

from sqlalchemy import select

from server.contacts.desk import CONSENT_WORDS, KIND_WORDS, STATE_WORDS
from server.contacts.models import Arrival, ContactLink, DiaryEntry, ThreeQuestions
from server.core import optional
from server.core.optional import Column, Sheet
from server.core.permissions import Permission as P
from server.deputies.models import Deputy

_LINKS = Sheet(
    "固定联系",
    ContactLink.id,
    ContactLink.asked_at,
    Deputy.area_code,
    (
        Column("代表", Deputy.name),
        Column("和谁", ContactLink.kind, KIND_WORDS),
        Column("称呼", ContactLink.name_sealed, is_sealed=True),
        Column("电话", ContactLink.phone_sealed, is_sealed=True),
        Column("到哪一步", ContactLink.status, STATE_WORDS),
        Column("怎么同意的", ContactLink.consent, CONSENT_WORDS),
        Column("从哪天", ContactLink.since),
        Column("到哪天", ContactLink.ended_on),
    ),
    ((Deputy, Deputy.id == ContactLink.deputy_id),),
    ("contact.identity_read", "contact"),
)
_DIARY = Sheet(
    "走访",
    DiaryEntry.id,
    DiaryEntry.recorded_at,
    Deputy.area_code,
    (Column("代表", Deputy.name), Column("哪天", DiaryEntry.on)),
    ((Deputy, Deputy.id == DiaryEntry.deputy_id),),
)
_ARRIVALS = Sheet(
    "报到",
    Arrival.deputy_id,
    Arrival.on,
    Arrival.area_code,
    (
        Column("代表", Deputy.name),
        Column("这一届从", Arrival.term_from),
        Column("哪天报到", Arrival.on),
        Column("谁登记的", Arrival.recorded_by),
    ),
    ((Deputy, Deputy.id == Arrival.deputy_id),),
)
_OF_LINK = select(Deputy.area_code).where(Deputy.id == ContactLink.deputy_id).scalar_subquery()
_OF_QUESTIONS = select(Deputy.area_code).where(Deputy.id == ThreeQuestions.deputy_id).scalar_subquery()

optional.join(
    "contacts",
    words="固定联系",
    about="代表固定联系选民和基层代表、民情日记、三问、报到。",
    instead="要找代表，请给他写信；走访请登记成履职。",
    rights=(P.CONTACT_OWN, P.CONTACT_KEEP, P.CONTACT_READ),
    at={
        "link_id": (ContactLink.id, _OF_LINK),
        "questions_id": (ThreeQuestions.id, _OF_QUESTIONS),
        "deputy_id": (Deputy.id, Deputy.area_code),
    },
    sheets=(_LINKS, _DIARY, _ARRIVALS),
)
