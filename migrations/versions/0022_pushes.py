"""notifications: consents, choices, receipts, and a second way out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(length=24), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_consents_account_id")),
        sa.PrimaryKeyConstraint("account_id", "template", name=op.f("pk_consents")),
    )
    op.create_table(
        "notice_choices",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("muted", postgresql.ARRAY(sa.String(length=24)), nullable=False),
        sa.Column("is_quiet_at_night", sa.Boolean(), nullable=False),
        sa.Column("by_sms", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notice_choices_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notice_choices")),
    )
    op.create_table(
        "alerts",
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alerts")),
    )
    op.create_table(
        "push_receipts",
        sa.Column("msgid", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(length=24), nullable=False),
        sa.Column("errcode", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("push_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_push_receipts_account_id")),
        sa.PrimaryKeyConstraint("msgid", name=op.f("pk_push_receipts")),
    )
    with op.batch_alter_table("push_receipts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_push_receipts_account_id"), ["account_id"], unique=False)

    with op.batch_alter_table("platform_events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("nonce_digest", sa.LargeBinary(length=32), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_platform_events_nonce_digest"), ["nonce_digest"])

    with op.batch_alter_table("pushes", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "channel",
                sa.Enum("wechat", "sms", name="channel", native_enum=False, length=8),
                nullable=False,
                server_default="wechat",
            )
        )
        batch_op.add_column(sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("resent_by", sa.Uuid(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_pushes_account_id"))
        batch_op.drop_constraint(batch_op.f("uq_pushes_notice_id"), type_="unique")
        batch_op.create_index("ix_pushes_account_id_created_at", ["account_id", "created_at"], unique=False)
        batch_op.create_index("ix_pushes_created_at", ["created_at"], unique=False, postgresql_using="brin")
        batch_op.create_index(
            "ix_pushes_troubled",
            ["state", "created_at"],
            unique=False,
            postgresql_where="state not in ('sent', 'not_subscribed')",
        )
        batch_op.create_unique_constraint(batch_op.f("uq_pushes_notice_id_channel"), ["notice_id", "channel"])

    op.alter_column("pushes", "channel", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("pushes", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_pushes_notice_id_channel"), type_="unique")
        batch_op.drop_index("ix_pushes_troubled", postgresql_where="state not in ('sent', 'not_subscribed')")
        batch_op.drop_index("ix_pushes_created_at", postgresql_using="brin")
        batch_op.drop_index("ix_pushes_account_id_created_at")
        batch_op.create_unique_constraint(
            batch_op.f("uq_pushes_notice_id"), ["notice_id"], postgresql_nulls_not_distinct=False
        )
        batch_op.create_index(batch_op.f("ix_pushes_account_id"), ["account_id"], unique=False)
        batch_op.drop_column("resent_by")
        batch_op.drop_column("started_at")
        batch_op.drop_column("channel")

    with op.batch_alter_table("platform_events", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_platform_events_nonce_digest"), type_="unique")
        batch_op.drop_column("nonce_digest")

    with op.batch_alter_table("push_receipts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_push_receipts_account_id"))

    op.drop_table("push_receipts")
    op.drop_table("alerts")
    op.drop_table("notice_choices")
    op.drop_table("consents")
