"""exports: sheets of letters, and who agreed to names in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

STATES = ("asked", "refused", "waiting", "running", "done", "failed")
CHECKS = {
    "reason": "not with_people or reason <> ''",
    "second_person": "decided_by <> account_id",
    "agreed": "not with_people or state in ('asked', 'refused') or decided_by is not null",
}


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("format", sa.String(length=4), nullable=False),
        sa.Column("box", sa.String(length=24), nullable=False),
        sa.Column("q", sa.String(length=40), nullable=False),
        sa.Column("with_people", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column(
            "state", sa.Enum(*STATES, name="exportstate", native_enum=False, length=24), nullable=False
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("sittings", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decider", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_exports_{name}")) for name, rule in CHECKS.items()),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_exports_account_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_exports_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
        sa.UniqueConstraint("number", name=op.f("uq_exports_number")),
    )
    op.create_index("ix_exports_account_id", "exports", ["account_id", "created_at"])


def downgrade() -> None:
    op.drop_table("exports")
