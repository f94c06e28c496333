"""What the stations of the demonstration let everybody read, and what was looked at before."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from server.core import clock
from server.core.db import db
from server.demo import heroes, library
from server.messages import publication_queries, publication_traces as traces
from server.messages.life import MessageStatus
from server.messages.models import Message, Publication, Visibility
from server.safety.models import Check, CheckState, Part
from server.safety.queries import Standing, findings
from tests.demo.conftest import Loaded


def test_about_thirty_cases_are_public_at_many_stations_and_each_reads_differently(loaded: Loaded) -> None:
    released = db.session.scalars(select(Publication)).all()
    assert 26 <= len(released) <= 34
    assert len({one.summary for one in released}) == len(released)
    by_station = Counter(one.station_id for one in released)
    assert len(by_station) >= 12
    own = heroes.own_station()
    assert by_station[own.id] >= 3
    assert publication_queries.public(own.id, limit=20)


def test_only_what_was_offered_looked_at_and_answered_is_public(loaded: Loaded) -> None:
    rows = db.session.execute(select(Publication, Message).join(Message)).all()
    found = findings(message.id for _, message in rows)
    for publication, message in rows:
        assert message.visibility is not Visibility.PRIVATE
        assert message.status in (MessageStatus.ANSWERED, MessageStatus.CONCLUDED)
        assert message.station_id == publication.station_id
        assert message.answered_at
        assert message.answered_at < publication.at < clock.now()
        assert found[message.id].standing is Standing.CLEAR


def test_no_public_word_tells_who_somebody_is(loaded: Loaded) -> None:
    released = db.session.scalars(select(Publication)).all()
    said = [*library.summaries().values(), *(one.summary + one.reply for one in released)]
    assert [trace.words for text in said for trace in traces.find(text)] == []
    assert all(5 <= len(one.summary) <= 120 for one in released)
    assert sum(bool(one.reply) for one in released) >= 20


def test_what_may_become_public_was_looked_at_and_nothing_else(loaded: Loaded) -> None:
    checks = db.session.execute(
        select(Check, Message.visibility).join(Message, Message.id == Check.subject_id)
    )
    kinds = Counter[tuple[CheckState, bool]]()
    for check, visibility in checks:
        assert check.part is Part.TEXT
        kinds[check.state, visibility is Visibility.PRIVATE] += 1
    assert not any(is_private for _, is_private in kinds)
    assert kinds[CheckState.PASSED, False] > 300
    assert kinds[CheckState.DOUBTFUL, False] > 5, "written without WeChat: a person looks"
