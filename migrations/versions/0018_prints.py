"""codes: reports and printing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "print_jobs",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("station", "deputy", "duty", name="codekind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("format", sa.String(length=24), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "stopped",
                "failed",
                name="printstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_print_jobs_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_jobs")),
    )
    with op.batch_alter_table("print_jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_jobs_account_id"), ["account_id"], unique=False)
    op.create_table(
        "print_parts",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("code_ids", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["print_jobs.id"], name=op.f("fk_print_parts_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_parts")),
    )
    with op.batch_alter_table("print_parts", schema=None) as batch_op:
        batch_op.create_index("ix_print_parts_job_id", ["job_id", "number"], unique=True)
    op.create_table(
        "code_reports",
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("revoked_scanned", "damaged", name="reportkind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["code_id"], ["codes.id"], name=op.f("fk_code_reports_code_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_reports")),
    )
    with op.batch_alter_table("code_reports", schema=None) as batch_op:
        batch_op.create_index("ix_code_reports_code_id_on", ["code_id", "kind", "on"], unique=True)
    with op.batch_alter_table("codes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaced_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("last_scanned_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("codes", schema=None) as batch_op:
        batch_op.drop_column("last_scanned_on")
        batch_op.drop_column("replaced_by")
    with op.batch_alter_table("code_reports", schema=None) as batch_op:
        batch_op.drop_index("ix_code_reports_code_id_on")
    op.drop_table("code_reports")
    with op.batch_alter_table("print_parts", schema=None) as batch_op:
        batch_op.drop_index("ix_print_parts_job_id")
    op.drop_table("print_parts")
    with op.batch_alter_table("print_jobs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_print_jobs_account_id"))
    op.drop_table("print_jobs")
