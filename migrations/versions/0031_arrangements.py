"""messages: put together, parted, joined, sent on; a merged letter is a state of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

OPEN = (
    ["submitted", "need_info", "accepted", "assigned", "unit_returned", "handling"]
    + ["answered", "replied", "reworking", "converted"]
)
STATES = [*OPEN, "rejected", "concluded", "withdrawn", "merged"]
WAITS = "(status in ('submitted', 'need_info', 'rejected')) = (accepted_at is null)"
AWAITED = (
    "(awaited_since is null) = (awaited_until is null) and"
    " case status when 'need_info' then awaited_until is not null when 'withdrawn' then true"
)
BEFORE = {
    "accepted": f"status = 'withdrawn' or {WAITS}",
    "awaited": f"{AWAITED} else awaited_until is null end",
}
AFTER = {
    "accepted": f"status in ('withdrawn', 'merged') or {WAITS}",
    "awaited": f"{AWAITED} when 'merged' then true else awaited_until is null end",
}


def upgrade() -> None:
    _check(AFTER)
    _more_turns()
    kinds = sa.Enum("merge", "split", "link", "transfer", name="arranged", native_enum=False, length=24)
    states = sa.Enum(*STATES, name="messagestatus", native_enum=False, length=24)
    op.create_table(
        "message_arrangements",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("before", states, nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'transfer') = (other_id is null)", name=op.f("ck_message_arrangements_other")
        ),
        *(_key(*pair) for pair in REFERS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_arrangements")),
    )
    for column in ("message_id", "other_id"):
        op.create_index(f"ix_message_arrangements_{column}", "message_arrangements", [column])
    op.create_index("ix_message_arrangements_account", "message_arrangements", ["account_id", "at"])
    op.create_index(
        "uq_message_arrangements_merged",
        "message_arrangements",
        ["message_id"],
        unique=True,
        postgresql_where="kind = 'merge' and undone_at is null",
    )


def _more_turns() -> None:
    """What was known before stays as it is; merged is added to it."""
    pairs = [(state, "merged") for state in OPEN] + [("merged", state) for state in OPEN]
    op.execute("alter function message_turns() rename to message_turns_of_0026")
    op.execute(MORE.format(pairs=", ".join(f"('{before}', '{after}')" for before, after in pairs)))


MORE = """
create function message_turns() returns table (before text, after text) language sql immutable as $$
    select * from message_turns_of_0026() union all values {pairs}
$$
"""
REFERS = (
    ("message_id", "messages"),
    ("other_id", "messages"),
    ("station_id", "stations"),
    ("deputy_id", "deputies"),
    ("account_id", "accounts"),
)


def _key(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_message_arrangements_{column}"))


def _check(rules: dict[str, str]) -> None:
    for name, rule in rules.items():
        op.drop_constraint(op.f(f"ck_messages_{name}"), "messages", type_="check")
        op.create_check_constraint(op.f(f"ck_messages_{name}"), "messages", rule)


def downgrade() -> None:
    op.drop_table("message_arrangements")
    op.execute("drop function message_turns()")
    op.execute("alter function message_turns_of_0026() rename to message_turns")
    _check(BEFORE)
