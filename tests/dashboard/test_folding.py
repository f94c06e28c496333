"""The kept numbers follow the rows: whatever changes, the fold and a count from nothing say the same."""

from __future__ import annotations

from sqlalchemy import text

from server.core import clock
from server.core.db import db, transaction
from server.dashboard import folding, rebuilding
from tests import factories
from tests.factories import World
from tests.indicators import letters


def sums() -> list[tuple[object, ...]]:
    found = text(
        "select place, metric, day, dim, count from dashboard_sums where count <> 0 order by 1, 2, 3, 4"
    )
    return [tuple(row) for row in db.session.execute(found)]


def folded() -> list[tuple[object, ...]]:
    while folding.fold():
        pass
    return sums()


def test_what_was_folded_is_what_is_counted_anew(world: World) -> None:
    with clock.frozen(letters.NOW):
        with transaction():
            there = factories.station("春江联络站", factories.OTHER_TOWN)
            authors = [world.phone(name).account_id for name in ("resident", "neighbour")]
            letters.write([factories_station(world), there], authors, count=140)
        assert len(folded()) > 100
        assert rebuilding.compare() == 0
        with transaction():
            db.session.execute(
                text(
                    "update messages set status = 'concluded', concluded_at = now() where status = 'answered'"
                )
            )
            db.session.execute(text("delete from message_ratings where reply = 3"))
            db.session.execute(
                text(
                    "insert into message_ratings (message_id, reply, solved, text, at) select id, 1, false, '', now() from messages m where answered_at is not null and not exists (select from message_ratings r where r.message_id = m.id) limit 9"
                )
            )
        kept = folded()
        assert rebuilding.compare() == 0
        with transaction():
            rebuilding.make_anew()
        assert sums() == kept
        with transaction():
            db.session.execute(
                text(
                    "update dashboard_sums set count = count + 1 where metric = 'received' and place = '3301'"
                )
            )
        assert rebuilding.compare() > 0
        assert sums() == kept


def factories_station(world: World) -> factories.Station:
    return db.session.merge(world.station)
