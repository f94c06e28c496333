"""outside: items from other platforms that are done once more here, and an index of one's own that are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

PAIRS = [
    ("open", "assigned"),
    ("assigned", "open"),
    ("assigned", "done"),
    ("done", "confirmed"),
    ("done", "assigned"),
]
TURNS = """
create function outside_turns() returns table (before text, after text) language sql immutable as $$
    values {pairs}
$$
"""
GUARD = """
create function refuse_unknown_outside_turn() returns trigger language plpgsql as $$
begin
    if not exists (select from outside_turns() t where t.before = old.status and t.after = new.status) then
        raise exception 'an item does not go from % to %', old.status, new.status using errcode = 'check_violation';
    end if;
    return new;
end $$
"""
RULES = {
    "assigned": "(status = 'open') = (assigned_at is null)",
    "unit": "status = 'open' or department_id is not null",
    "done": "(status in ('done', 'confirmed')) = (done_at is not null) and (done_at is null or result <> '')",
    "confirmed": "(status = 'confirmed') = (confirmed_at is not null)",
}


def upgrade() -> None:
    _items()
    _steps()
    op.execute(TURNS.format(pairs=", ".join(f"('{before}', '{after}')" for before, after in PAIRS)))
    op.execute(GUARD)
    op.execute(
        "create trigger outside_items_turn before update of status on outside_items for each row"
        " when (old.status is distinct from new.status) execute function refuse_unknown_outside_turn()"
    )
    op.create_index(
        "ix_messages_reworked", "messages", ["area_code", "status"], postgresql_where=sa.text("reworks > 0")
    )


def _items() -> None:
    states = ("open", "assigned", "done", "confirmed")
    op.create_table(
        "outside_items",
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=3), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Enum(*states, name="itemstate", native_enum=False, length=24), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("assigner_id", sa.Uuid(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_outside_items_{name}")) for name, rule in RULES.items()),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_outside_items_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_items")),
    )
    op.create_index("ix_outside_items_area", "outside_items", ["area_code", "status", "received_on"])
    op.create_index("ix_outside_items_unit", "outside_items", ["department_id", "status", "received_on"])
    op.create_index(
        "uq_outside_items_number",
        "outside_items",
        [sa.text('"left"(area_code, 6)'), "platform", "number"],
        unique=True,
    )


def _steps() -> None:
    actions = ("assign", "give_back", "finish", "confirm", "refuse")
    op.create_table(
        "outside_steps",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "action", sa.Enum(*actions, name="itemaction", native_enum=False, length=24), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["outside_items.id"], name=op.f("fk_outside_steps_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_steps")),
    )
    op.create_index(op.f("ix_outside_steps_item_id"), "outside_steps", ["item_id"])


def downgrade() -> None:
    op.drop_index("ix_messages_reworked", table_name="messages")
    op.execute("drop trigger outside_items_turn on outside_items")
    op.execute("drop function refuse_unknown_outside_turn")
    op.execute("drop function outside_turns")
    op.drop_table("outside_steps")
    op.drop_table("outside_items")
