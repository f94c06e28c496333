"""stations: guests of a register by index; areas by level; searches that never read an unsorted heap."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# How near a deputy's own area is to the station is needed on every page of a register, and only the seat, the
# station and the deputy together know it. The lock is the one that the foreign keys take: whoever moves one of
# the two holds it against us, and we wait to hear where it goes.
SHARED = """
    case
        when left(station.area_code, 6) = left(deputy.area_code, 6) then 6
        when left(station.area_code, 4) = left(deputy.area_code, 4) then 4
        when left(station.area_code, 2) = left(deputy.area_code, 2) then 2
        else 0
    end
"""
SEAT_SHARES = f"""
    create function seat_shares() returns trigger language plpgsql as $$
    begin
        new.shared := coalesce((
            select {SHARED} from stations station, deputies deputy
            where station.id = new.station_id and deputy.id = new.deputy_id
            for key share
        ), 6);
        return new;
    end $$
"""
# Writing anything to a seat works it out again.
STATION_MOVED = """
    create function station_moved() returns trigger language plpgsql as $$
    begin
        update seats set shared = 6 where station_id = new.id;
        return null;
    end $$
"""
DEPUTY_MOVED = """
    create function deputy_moved() returns trigger language plpgsql as $$
    begin
        update seats set shared = 6 where deputy_id = new.id;
        return null;
    end $$
"""
SEATED = """
    create trigger seat_shares before insert or update on seats
    for each row execute function seat_shares()
"""
MOVED = """
    create trigger {one}_moved after update of area_code on {table}
    for each row when (left(old.area_code, 6) <> left(new.area_code, 6)) execute function {one}_moved()
"""
GINS = ("ix_deputies_words", "ix_deputies_specialties")


def upgrade() -> None:
    op.create_index("ix_areas_level_code", "areas", ["level", "code"])
    op.add_column("seats", sa.Column("shared", sa.SmallInteger(), server_default="6", nullable=False))
    op.execute(
        f"update seats set shared = {SHARED} from stations station, deputies deputy"
        " where station.id = seats.station_id and deputy.id = seats.deputy_id"
        " and left(station.area_code, 6) <> left(deputy.area_code, 6)"
    )
    for statement in (SEAT_SHARES, STATION_MOVED, DEPUTY_MOVED, SEATED):
        op.execute(statement)
    op.execute(MOVED.format(one="station", table="stations"))
    op.execute(MOVED.format(one="deputy", table="deputies"))
    columns, where = ["shared", "station_id", "deputy_id"], sa.text("shared < 6")
    op.create_index("ix_seats_guests", "seats", columns, postgresql_where=where)
    for name in GINS:
        op.execute(f"alter index {name} set (fastupdate = off)")
        op.execute(f"select gin_clean_pending_list('{name}')")


def downgrade() -> None:
    for name in GINS:
        op.execute(f"alter index {name} reset (fastupdate)")
    for one, table in (("station", "stations"), ("deputy", "deputies")):
        op.execute(f"drop trigger {one}_moved on {table}")
        op.execute(f"drop function {one}_moved()")
    op.execute("drop trigger seat_shares on seats")
    op.execute("drop function seat_shares()")
    op.drop_index("ix_seats_guests", "seats")
    op.drop_column("seats", "shared")
    op.drop_index("ix_areas_level_code", "areas")
