"""messages: how many letters stand where, kept as they change; and lists of a million letters in their order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

PLACE = "station_id, area_code, status, raised_at is not null"
INTO = "insert into letter_counts (station_id, area_code, status, is_raised, count)"
CAME = f"""
    create function letters_came() returns trigger language plpgsql as $$
    begin
        {INTO} select {PLACE}, count(*) from come group by 1, 2, 3, 4;
        return null;
    end $$
"""
WENT = f"""
    create function letters_went() returns trigger language plpgsql as $$
    begin
        {INTO} select {PLACE}, -count(*) from gone group by 1, 2, 3, 4;
        return null;
    end $$
"""
MOVED = f"""
    create function letter_moved() returns trigger language plpgsql as $$
    begin
        {INTO} values
            (old.station_id, old.area_code, old.status, old.raised_at is not null, -1),
            (new.station_id, new.area_code, new.status, new.raised_at is not null, 1);
        return null;
    end $$
"""
MOVES = " or ".join(
    f"old.{what} is distinct from new.{what}" for what in ("status", "station_id", "area_code", "raised_at")
)
TRIGGERS = (
    """
    create trigger letters_came after insert on messages referencing new table as come
    for each statement execute function letters_came()
    """,
    """
    create trigger letters_went after delete on messages referencing old table as gone
    for each statement execute function letters_went()
    """,
    f"""
    create trigger letter_moved after update of status, station_id, area_code, raised_at on messages
    for each row when ({MOVES}) execute function letter_moved()
    """,
)
SELDOM = sa.text("status = 'rejected' or status = 'withdrawn' or status = 'merged'")

STEPS = (
    ("ix_message_steps_dissatisfied", ["message_id", "at"], "dissatisfy"),
    ("ix_message_steps_converted", ["message_id"], "convert"),
)


def upgrade() -> None:
    op.create_table(
        "letter_counts",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("is_raised", sa.Boolean(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_counts")),
    )
    op.create_index("ix_letter_counts_station", "letter_counts", ["station_id"])
    op.create_index("ix_letter_counts_area", "letter_counts", ["area_code"])
    op.execute(f"{INTO} select {PLACE}, count(*) from messages group by 1, 2, 3, 4")
    for statement in (CAME, WENT, MOVED, *TRIGGERS):
        op.execute(statement)
    op.create_index("ix_messages_newest", "messages", ["created_at", "id"])
    op.create_index(
        "ix_messages_category",
        "messages",
        ["category", "created_at"],
        postgresql_where=sa.text("category is not null"),
    )
    op.create_index("ix_messages_seldom", "messages", ["status", "created_at"], postgresql_where=SELDOM)
    op.create_index(
        "ix_message_steps_answers",
        "message_steps",
        ["message_id", "id"],
        postgresql_include=["result"],
        postgresql_where=sa.text("action = 'reply' or action = 'sign_off'"),
    )
    for name, columns, action in STEPS:
        op.create_index(name, "message_steps", columns, postgresql_where=sa.text(f"action = '{action}'"))


def downgrade() -> None:
    for name in ("ix_message_steps_answers", *(name for name, _, _ in STEPS)):
        op.drop_index(name, "message_steps")
    for name in ("ix_messages_seldom", "ix_messages_category", "ix_messages_newest"):
        op.drop_index(name, "messages")
    for trigger in ("letter_moved", "letters_went", "letters_came"):
        op.execute(f"drop trigger {trigger} on messages")
        op.execute(f"drop function {trigger}()")
    op.drop_table("letter_counts")
