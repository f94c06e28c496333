"""A deputy leaves office: whoever seconded a suggestion goes on with it, so that none is left without a voice (S14)."""

from __future__ import annotations

from server.core.db import db
from server.deputies.models import Deputy
from server.suggestions import course, queries
from server.suggestions.life import WITH_DEPUTIES, Action
from server.suggestions.models import Seconding, Suggestion

LEFT = "代表离任"


def hand_on(left: Deputy, suggestion: Suggestion) -> None:
    """To the first who joined, by pinyin. What was not handed in ends; without anybody the office ends it in time."""
    if suggestion.status in WITH_DEPUTIES:
        course.advance(None, suggestion, Action.WITHDRAW, by=LEFT, text=f"{left.name}代表不再担任代表。")
        course.stop(suggestion)
        return
    for cosigner, deputy in queries.cosigners(suggestion.id):
        if cosigner.answer is Seconding.JOINED and deputy.is_in_office:
            db.session.delete(cosigner)
            suggestion.leader_id = deputy.id
            words = f"{left.name}代表不再担任代表，由附议的{deputy.name}代表领衔。"
            course.advance(None, suggestion, Action.HAND_ON, by=LEFT, text=words)
            return
