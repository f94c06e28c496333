"""alerts: what fires and for whom; petition signals; a refusal for now is looked at again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None
LEVEL = sa.Enum("yellow", "orange", "red", name="level", native_enum=False, length=24)


def upgrade() -> None:
    op.rename_table("alerts", "delivery_troubles")
    op.execute("alter table delivery_troubles rename constraint pk_alerts to pk_delivery_troubles")
    op.create_table(
        "alerts",
        sa.Column("rule", sa.String(length=12), nullable=False),
        sa.Column("level", LEVEL, nullable=False),
        sa.Column("matter", sa.String(length=80), nullable=False),
        sa.Column("shown", sa.String(length=80), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("target_type", sa.String(length=24), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    is_open = sa.text("closed_at is null")
    op.create_index("uq_alerts_open", "alerts", ["rule", "matter"], unique=True, postgresql_where=is_open)
    op.create_index("ix_alerts_area", "alerts", ["area_code", "opened_at"], postgresql_where=is_open)
    op.create_index("ix_alerts_rule", "alerts", ["rule", "closed_at"])
    op.create_index(op.f("ix_alerts_target_id"), "alerts", ["target_id"])
    op.create_table(
        "alert_addressees",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_level", LEVEL, nullable=True),
        sa.Column("quiet_until", sa.Date(), nullable=True),
        sa.Column("quiet_reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_alert_addressees_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_alert_addressees_alert_id"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("alert_id", "account_id", name=op.f("pk_alert_addressees")),
    )
    op.create_index(op.f("ix_alert_addressees_account_id"), "alert_addressees", ["account_id"])
    op.create_table(
        "alert_checks",
        sa.Column("rule", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_alert_checks")),
    )
    _facts()


def _facts() -> None:
    op.create_table(
        "message_signals",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("is_signal", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_signals_message_id")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_signals")),
    )
    op.add_column("assignment_drafts", sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
    for name, length in (("looked_text", 500), ("looker", 60)):
        op.add_column(
            "assignment_drafts",
            sa.Column(name, sa.String(length=length), nullable=False, server_default=""),
        )
        op.alter_column("assignment_drafts", name, server_default=None)
    waits = sa.text("looked_at is null and result = 'C' and verdict = 'agreed'")
    op.create_index("ix_assignment_drafts_look", "assignment_drafts", ["look_on"], postgresql_where=waits)


def downgrade() -> None:
    op.drop_index("ix_assignment_drafts_look", "assignment_drafts")
    for name in ("looker", "looked_text", "looked_at"):
        op.drop_column("assignment_drafts", name)
    for name in ("message_signals", "alert_checks", "alert_addressees", "alerts"):
        op.drop_table(name)
    op.rename_table("delivery_troubles", "alerts")
    op.execute("alter table alerts rename constraint pk_delivery_troubles to pk_alerts")
