"""Leads may rest in a district (F15); letters are answered as before."""

from __future__ import annotations

from server.core import optional
from server.core.optional import Column, Sheet
from server.core.permissions import Permission as P
from server.leads.kinds import LEVEL_WORDS, SHEETS
from server.leads.life import STATUS_WORDS
from server.leads.models import Lead

_LEADS = Sheet(
    "线索",
    Lead.id,
    Lead.created_at,
    Lead.area_code,
    (
        Column("哪一种", Lead.kind, {kind: sheet.words for kind, sheet in SHEETS.items()}),
        Column("哪一级定", Lead.level, LEVEL_WORDS),
        Column("题目", Lead.title),
        Column("内容", Lead.content),
        Column("谁提的", Lead.opener),
        Column("哪天提的", Lead.created_at),
        Column("到哪一步", Lead.status, STATUS_WORDS),
        Column("哪天定的", Lead.decided_at),
    ),
)

optional.join(
    "leads",
    words="线索",
    about="来信转成项目、议题、心愿、立法意见的线索，由机关定采纳不采纳。",
    instead="来信照常答复；要提建议的，请代表写代表建议。",
    rights=(P.LEAD_READ, P.LEAD_OPEN, P.LEAD_DECIDE),
    at={"lead_id": (Lead.id, Lead.area_code)},
    sheets=(_LEADS,),
)
