"""assignments: letters with departments, drafts on their way to the lead, more time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

RUNNING = "returned_at is null and recalled_at is null"
VERDICT = sa.Enum("agreed", "sent_back", name="verdict", native_enum=False, length=24)
RESULT = sa.Enum("A", "B", "C", "D", name="resultclass", native_enum=False, length=1)


def moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def words(name: str, length: int) -> sa.Column[object]:
    return sa.Column(name, sa.String(length), nullable=False)


def of_assignment() -> list[sa.Column[object] | sa.Constraint]:
    return [
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False, primary_key=True),
        sa.Column("assignment_id", sa.Uuid(), sa.ForeignKey("assignments.id"), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), nullable=False, primary_key=True),
        sa.Column("message_id", sa.Uuid(), sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("department_id", sa.Uuid(), sa.ForeignKey("departments.id"), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("is_designated", sa.Boolean(), nullable=False),
        words("text", 500),
        moment("assigned_at", nullable=False),
        sa.Column("assigned_by", sa.Uuid(), sa.ForeignKey("accounts.id"), nullable=False),
        words("assigner", 60),
        sa.Column("sign_by", sa.Date(), nullable=False),
        sa.Column("return_by", sa.Date(), nullable=False),
        moment("signed_at"),
        words("signer", 60),
        moment("returned_at"),
        words("return_text", 500),
        sa.Column("better_id", sa.Uuid(), sa.ForeignKey("departments.id"), nullable=True),
        moment("recalled_at"),
        sa.Column("opinion", sa.Text(), nullable=False),
        moment("contributed_at"),
        sa.CheckConstraint("(returned_at is null) = (better_id is null)", name="returned"),
        sa.CheckConstraint("contributed_at is null or not is_main", name="contributed"),
    )
    op.create_index("ix_assignments_message", "assignments", ["message_id", "assigned_at"])
    for name, columns, unique, where in (
        ("ix_assignments_department", ["department_id", "assigned_at"], False, RUNNING),
        ("uq_assignments_main", ["message_id"], True, f"is_main and {RUNNING}"),
        ("uq_assignments_unit", ["message_id", "department_id"], True, RUNNING),
    ):
        op.create_index(name, "assignments", columns, unique=unique, postgresql_where=where)
    _drafts()
    _extensions()


def _drafts() -> None:
    op.create_table(
        "assignment_drafts",
        *of_assignment(),
        sa.Column("serial", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("result", RESULT, nullable=True),
        sa.Column("fulfil_on", sa.Date(), nullable=True),
        sa.Column("look_on", sa.Date(), nullable=True),
        words("writer", 60),
        moment("saved_at", nullable=False),
        moment("handed_up_at"),
        sa.Column("verdict", VERDICT, nullable=True),
        words("comment", 500),
        words("decider", 60),
        moment("decided_at"),
        sa.CheckConstraint("verdict is null or handed_up_at is not null", name="decided"),
    )
    op.create_index(
        "uq_assignment_drafts_serial", "assignment_drafts", ["assignment_id", "serial"], unique=True
    )


def _extensions() -> None:
    op.create_table(
        "assignment_extensions",
        *of_assignment(),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        words("text", 300),
        words("asker", 60),
        moment("asked_at", nullable=False),
        sa.Column("verdict", VERDICT, nullable=True),
        words("comment", 300),
        words("decider", 60),
        moment("decided_at"),
        sa.CheckConstraint("days between 1 and 10", name="days"),
    )
    op.create_index("ix_assignment_extensions_assignment", "assignment_extensions", ["assignment_id"])
    op.create_index(
        "uq_assignment_extensions_open",
        "assignment_extensions",
        ["assignment_id"],
        unique=True,
        postgresql_where="verdict is null or verdict = 'agreed'",
    )


def downgrade() -> None:
    op.drop_table("assignment_extensions")
    op.drop_table("assignment_drafts")
    op.drop_table("assignments")
