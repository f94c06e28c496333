"""messages: what a letter is about, the unit that has it; and the database refuses what the table of its life does not know."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

CODES = [f"C{number:02}" for number in range(1, 18)] + ["C99"]
KINDS = ["consult", "help", "complaint", "suggest", "wish", "legis", "praise", "report", "invalid"]
ANSWERED = (
    "case when status in ('answered', 'replied', 'reworking', 'concluded') then answered_at is not null"
    " when status in ('submitted', 'need_info', 'rejected', 'accepted') then answered_at is null"
    " else true end"
)
WITH_STATION, WITH_UNIT = ("submitted", "need_info", "accepted"), ("assigned", "unit_returned", "handling")
TURNS = {
    "submitted": ("accepted", "need_info", "rejected"),
    "need_info": ("submitted",),
    "withdrawn": ("submitted",),
    "rejected": ("submitted",),
    "accepted": ("answered", "assigned", "converted"),
    "assigned": ("handling", "unit_returned"),
    "unit_returned": ("assigned",),
    "handling": ("unit_returned", "replied"),
    "answered": ("concluded", "reworking"),
    "replied": ("concluded", "reworking", "converted"),
    "reworking": ("answered", "replied", "assigned", "concluded"),
    "converted": ("answered",),
    "concluded": ("reworking", "handling"),
}
PAIRS = """
create function message_turns() returns table (before text, after text) language sql immutable as $$
    values {pairs}
$$
"""
GUARD = """
create function refuse_unknown_turn() returns trigger language plpgsql as $$
begin
    if not exists (select from message_turns() t where t.before = old.status and t.after = new.status) then
        raise exception 'a letter does not go from % to %', old.status, new.status using errcode = 'check_violation';
    end if;
    return new;
end $$
"""


def upgrade() -> None:
    for name, values in (
        ("kind", KINDS),
        ("category", CODES),
        ("level", ["L1", "L2", "L3", "L4", "L5"]),
        ("urgency", ["U1", "U2", "U3", "U4"]),
    ):
        length = 24 if name == "kind" else len(values[0])
        kind = sa.Enum(*values, name=name, native_enum=False, length=length)
        op.add_column("messages", sa.Column(name, kind, nullable=True))
    op.add_column("messages", sa.Column("unit_name", sa.String(60), nullable=False, server_default=""))
    op.add_column("messages", sa.Column("limit_days", sa.SmallInteger(), nullable=True))
    op.add_column("messages", sa.Column("reworks", sa.SmallInteger(), nullable=False, server_default="0"))
    op.add_column("messages", sa.Column("fulfil_on", sa.Date(), nullable=True))
    op.add_column("messages", sa.Column("handed_up_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("messages", sa.Column("fulfilled_at", sa.DateTime(timezone=True), nullable=True))
    _unsatisfied()
    op.create_index(
        "ix_messages_fulfil",
        "messages",
        ["fulfil_on"],
        postgresql_where="fulfilled_at is null and fulfil_on is not null",
    )
    _guard()


def _unsatisfied() -> None:
    """What was a flag on an answered letter is a state of its own."""
    op.drop_constraint(op.f("ck_messages_answered"), "messages", type_="check")
    op.execute(
        "update messages set status = 'reworking', reworks = 1 where status = 'answered' and is_flagged"
    )
    op.create_check_constraint(op.f("ck_messages_answered"), "messages", ANSWERED)
    op.drop_column("messages", "is_flagged")
    op.drop_index("ix_messages_answered", table_name="messages")
    op.create_index(
        "ix_messages_answered",
        "messages",
        ["answered_at"],
        postgresql_where="status = 'answered' or status = 'replied'",
    )


def _guard() -> None:
    pairs = [(before, after) for before, afters in TURNS.items() for after in afters]
    pairs += [(state, "withdrawn") for state in (*WITH_STATION, *WITH_UNIT)]
    op.execute(PAIRS.format(pairs=", ".join(f"('{before}', '{after}')" for before, after in pairs)))
    op.execute(GUARD)
    op.execute(
        "create trigger messages_turn before update of status on messages for each row"
        " when (old.status is distinct from new.status) execute function refuse_unknown_turn()"
    )


def downgrade() -> None:
    op.execute("drop trigger messages_turn on messages")
    op.execute("drop function refuse_unknown_turn")
    op.execute("drop function message_turns")
    op.add_column(
        "messages", sa.Column("is_flagged", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute("update messages set is_flagged = true, status = 'answered' where status = 'reworking'")
    op.drop_constraint(op.f("ck_messages_answered"), "messages", type_="check")
    op.create_check_constraint(
        op.f("ck_messages_answered"),
        "messages",
        "(status in ('answered', 'concluded')) = (answered_at is not null)",
    )
    op.drop_index("ix_messages_answered", table_name="messages")
    op.create_index(
        "ix_messages_answered", "messages", ["answered_at"], postgresql_where="status = 'answered'"
    )
    op.drop_index("ix_messages_fulfil", table_name="messages")
    for name in (
        "fulfilled_at",
        "handed_up_at",
        "fulfil_on",
        "reworks",
        "limit_days",
        "unit_name",
        "urgency",
        "level",
        "category",
        "kind",
    ):
        op.drop_column("messages", name)
