"""dashboard: what is counted of every place and day, and triggers that say what has to be counted anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

INTO = "insert into dashboard_stale (source, area, cohort)"
ALWAYS = "date '2000-01-01'"
AREA = "left({row}.area_code, 9)"
HERE = "at time zone 'Asia/Shanghai'"


def began(span: str, moment: str) -> str:
    return f"date_trunc('{span}', {{row}}.{moment} {HERE})::date"


LETTER = f"select 'letters', {AREA}, {began('month', 'created_at')}"
DUTY = f"select 'duties', {AREA}, {began('month', 'at')}"
BULK = {"messages": LETTER, "duties": DUTY}
"""Written by every request of the busiest paths, and by millions at once: one line a statement and leaf."""
MOVED = {
    "messages": f"""
        {INTO} {LETTER.format(row="new")};
        if new.area_code <> old.area_code then
            {INTO} {LETTER.format(row="old")};
        end if;
        if exists (select from message_arrangements a where a.other_id = new.id) then
            {INTO} with recursive down(id) as (
                select a.message_id from message_arrangements a
                where a.other_id = new.id and a.kind = 'merge' and a.undone_at is null
                union select a.message_id from message_arrangements a join down on a.other_id = down.id
                where a.kind = 'merge' and a.undone_at is null
            ) {LETTER.format(row="m")} from messages m join down on down.id = m.id;
        end if;""",
    "duties": f"{INTO} {DUTY.format(row='new')} union {DUTY.format(row='old')};",
}
COUNTED = {
    "messages": "status, kind, category, level, station_id, area_code, deputy_id, promised_on, accepted_at,"
    " answered_at, concluded_at, rejected_at, awaited_until, appealed_at, reworks, limit_days, fulfil_on,"
    " fulfilled_at, created_at",
    "duties": "status, kind, source, station_id, area_code, deputy_id, at",
}
OWN = {
    "activities": ("activities", began("quarter", "starts_at")),
    "stations": ("stations", ALWAYS),
    "deputies": ("deputies", ALWAYS),
    "suggestions": ("suggestions", ALWAYS),
    "visits": ("visits", ALWAYS),
    "leads": ("leads", ALWAYS),
}
OF_OTHERS = {
    "message_ratings": f"{LETTER.format(row='o')} from messages o where o.id = {{row}}.message_id",
    "assignments": f"{LETTER.format(row='o')} from messages o where o.id = {{row}}.message_id",
    "milestones": f"select 'stations', left(o.area_code, 9), {ALWAYS} from stations o where o.id = {{row}}.station_id",
    "codes": f"""select 'stations', left(o.area_code, 9), {ALWAYS} from stations o where o.id = {{row}}.station_id
        union select 'deputies', left(o.area_code, 9), {ALWAYS} from deputies o where o.id = {{row}}.deputy_id""",
    "contact_links": f"select 'deputies', left(o.area_code, 9), {ALWAYS} from deputies o where o.id = {{row}}.deputy_id",
    "contact_arrivals": f"select 'deputies', left(o.area_code, 9), {ALWAYS} from deputies o where o.id = {{row}}.deputy_id",
    "suggestion_units": f"select 'suggestions', left(o.area_code, 9), {ALWAYS} from suggestions o where o.id = {{row}}.suggestion_id",
    "suggestion_replies": f"select 'suggestions', left(o.area_code, 9), {ALWAYS} from suggestions o where o.id = {{row}}.suggestion_id",
    "visit_issues": f"select 'visits', left(o.area_code, 9), {ALWAYS} from visits o where o.id = {{row}}.visit_id",
}
SELDOM_OF = {"codes": "status, station_id, deputy_id", "assignments": "returned_at, recalled_at"}


def _function(name: str, body: str) -> None:
    op.execute(
        f"create function {name}() returns trigger language plpgsql as $$ begin {body} return null; end $$"
    )


def _bulk(table: str, line: str) -> None:
    for name, when, rows in (("came", "insert", "new"), ("went", "delete", "old")):
        distinct = line.format(row="r").replace("select", "select distinct", 1)
        _function(f"dashboard_{table}_{name}", f"{INTO} {distinct} from moved r;")
        op.execute(
            f"create trigger dashboard_{name} after {when} on {table} referencing {rows} table as moved"
            f" for each statement execute function dashboard_{table}_{name}()"
        )
    columns = [one.strip() for one in COUNTED[table].split(",")]
    differs = " or ".join(f"old.{one} is distinct from new.{one}" for one in columns)
    _function(f"dashboard_{table}_moved", MOVED[table])
    op.execute(
        f"create trigger dashboard_moved after update of {COUNTED[table]} on {table}"
        f" for each row when ({differs}) execute function dashboard_{table}_moved()"
    )


def _row(table: str, line: str) -> None:
    new, old = line.format(row="new"), line.format(row="old")
    body = f"""
        if tg_op <> 'DELETE' then {INTO} {new}; end if;
        if tg_op <> 'INSERT' then {INTO} {old}; end if;"""
    _function(f"dashboard_{table}", body)
    of = f" of {SELDOM_OF[table]}" if table in SELDOM_OF else ""
    op.execute(
        f"create trigger dashboard after insert or delete or update{of} on {table}"
        f" for each row execute function dashboard_{table}()"
    )


def upgrade() -> None:
    code, word = sa.String(length=12, collation="C"), sa.String(length=24, collation="C")
    key = [
        sa.Column("metric", word, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("dim", sa.String(length=32, collation="C"), nullable=False),
    ]
    op.create_table(
        "dashboard_tallies",
        sa.Column("area", code, nullable=False),
        sa.Column("source", code, nullable=False),
        sa.Column("cohort", sa.Date(), nullable=False),
        *(one.copy() for one in key),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "area", "source", "cohort", "metric", "day", "dim", name=op.f("pk_dashboard_tallies")
        ),
    )
    op.create_table(
        "dashboard_sums",
        sa.Column("place", code, nullable=False),
        *(one.copy() for one in key),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place", "metric", "day", "dim", name=op.f("pk_dashboard_sums")),
    )
    op.create_table(
        "dashboard_stale",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("source", code, nullable=False),
        sa.Column("area", code, nullable=False),
        sa.Column("cohort", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dashboard_stale")),
    )
    op.create_table(
        "dashboard_folds",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dashboard_folds")),
    )
    for table, line in BULK.items():
        _bulk(table, line)
    for table, (source, cohort) in OWN.items():
        _row(table, f"select '{source}', {AREA}, {cohort}")
    for table, line in OF_OTHERS.items():
        _row(table, line)
    # what is there already is counted by the first fold
    for table, line in (*BULK.items(), *((name, f"select '{s}', {AREA}, {c}") for name, (s, c) in OWN.items())):
        op.execute(f"{INTO} {line.format(row='r').replace('select', 'select distinct', 1)} from {table} r")


def downgrade() -> None:
    for table in BULK:
        for name in ("came", "went", "moved"):
            op.execute(f"drop function dashboard_{table}_{name}() cascade")
    for table in (*OWN, *OF_OTHERS):
        op.execute(f"drop function dashboard_{table}() cascade")
    for name in ("folds", "stale", "sums", "tallies"):
        op.drop_table(f"dashboard_{name}")
