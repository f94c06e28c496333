"""reports: a deputy's report of a year, who belongs where, and votes that nobody can find."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATUSES = ("draft", "self_edit", "scheduled", "presented", "evaluated", "published")
WAYS = ("onsite", "written", "live")


def upgrade() -> None:
    _reports()
    op.create_table(
        "voters",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_voters_account_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_voters_station_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_voters")),
    )
    op.create_index(op.f("ix_voters_station_id"), "voters", ["station_id"])
    op.create_table(
        "report_rolls",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_report_rolls_account_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_rolls_report_id")),
        sa.PrimaryKeyConstraint("report_id", "account_id", name=op.f("pk_report_rolls")),
    )
    op.create_table(
        "report_boxes",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("satisfied", "basic", "unsatisfied")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_boxes_report_id")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_boxes")),
    )
    op.create_table(
        "report_questions",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_report_questions_message_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_questions_report_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_report_questions")),
    )
    op.create_index(op.f("ix_report_questions_report_id"), "report_questions", ["report_id"])


def _reports() -> None:
    read = "status in ('presented', 'evaluated', 'published')"
    op.create_table(
        "reports",
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Enum(*STATUSES, name="reportstatus", native_enum=False, length=24), nullable=False),
        *(
            sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=False)
            for name in ("figures", "first", "texts")
        ),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("way", sa.Enum(*WAYS, name="way", native_enum=False, length=24), nullable=True),
        sa.Column("presents_at", MOMENT, nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("live_url", sa.String(length=300), nullable=False),
        sa.Column("rounds", sa.SmallInteger(), nullable=False),
        sa.Column("presented_at", MOMENT, nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("shows_result", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(way is null) = (presents_at is null)", name=op.f("ck_reports_scheduled")),
        sa.CheckConstraint(f"({read}) = (presented_at is not null)", name=op.f("ck_reports_presented")),
        sa.CheckConstraint("(status = 'published') = (published_at is not null)", name=op.f("ck_reports_published")),
        sa.CheckConstraint("(live_url = '') or way = 'live'", name=op.f("ck_reports_live")),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_reports_deputy_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_reports_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index("uq_reports_deputy_year", "reports", ["deputy_id", "year"], unique=True)
    op.create_index("ix_reports_station", "reports", ["station_id", "presents_at"])
    op.create_index("ix_reports_area", "reports", ["area_code", "status"])
    op.create_index(
        "ix_reports_closes", "reports", ["closes_on"], postgresql_where=sa.text("status = 'presented'")
    )


def downgrade() -> None:
    for name in ("report_questions", "report_boxes", "report_rolls", "voters", "reports"):
        op.drop_table(name)
