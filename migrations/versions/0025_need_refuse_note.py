"""messages: asked for more, refused, withdrawn; what is said among the staff."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ACCEPTED = "(status = 'submitted') = (accepted_at is null)"
ACCEPTED_NOW = (
    "status = 'withdrawn' or (status in ('submitted', 'need_info', 'rejected')) = (accepted_at is null)"
)
CHECKS = {
    "rejected": "(status = 'rejected') = (rejected_at is not null)",
    "withdrawn": "(status = 'withdrawn') = (withdrawn_at is not null)",
    "awaited": (
        "(awaited_since is null) = (awaited_until is null) and"
        " case status when 'need_info' then awaited_until is not null when 'withdrawn' then true"
        " else awaited_until is null end"
    ),
}
REASONS = [f"J{number}" for number in range(1, 9)]


def upgrade() -> None:
    for name in ("awaited_since", "awaited_until"):
        op.add_column("messages", sa.Column(name, sa.Date(), nullable=True))
    for name in ("rejected_at", "appealed_at", "withdrawn_at"):
        op.add_column("messages", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("ck_messages_accepted"), "messages", type_="check")
    for name, rule in {"accepted": ACCEPTED_NOW, **CHECKS}.items():
        op.create_check_constraint(op.f(f"ck_messages_{name}"), "messages", rule)
    op.create_index(
        "ix_messages_awaited", "messages", ["awaited_until"], postgresql_where="status = 'need_info'"
    )
    _refusals()
    _notes()


def _refusals() -> None:
    verdicts = sa.Enum("refused", "sent_back", "dropped", name="verdict", native_enum=False, length=24)
    op.create_table(
        "message_refusals",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason", sa.Enum(*REASONS, name="refusalreason", native_enum=False, length=2), nullable=False
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposer", sa.String(length=60), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", verdicts, nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decider", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> 'J7'", name=op.f("ck_message_refusals_no_danger")),
        sa.CheckConstraint(
            "(verdict is null) = (decided_at is null)", name=op.f("ck_message_refusals_decided")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_message_refusals_decided_by")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_refusals_message_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["accounts.id"], name=op.f("fk_message_refusals_proposed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_refusals")),
    )
    op.create_index("ix_message_refusals_message_id", "message_refusals", ["message_id"])
    op.create_index(
        "uq_message_refusals_open",
        "message_refusals",
        ["message_id"],
        unique=True,
        postgresql_where="verdict is null",
    )


def _notes() -> None:
    op.create_table(
        "message_notes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_message_notes_account_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_notes_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_notes")),
    )
    op.create_index("ix_message_notes_message_id", "message_notes", ["message_id"])


def downgrade() -> None:
    op.drop_table("message_notes")
    op.drop_table("message_refusals")
    op.drop_index("ix_messages_awaited", "messages")
    for name in ("accepted", *CHECKS):
        op.drop_constraint(op.f(f"ck_messages_{name}"), "messages", type_="check")
    for name in ("awaited_since", "awaited_until", "rejected_at", "appealed_at", "withdrawn_at"):
        op.drop_column("messages", name)
    op.create_check_constraint(op.f("ck_messages_accepted"), "messages", ACCEPTED)
