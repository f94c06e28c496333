"""Messages, steps, attachments, ratings and case numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("message_numbers")))
    op.create_table(
        "message_number_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_message_number_days")),
    )
    op.create_table(
        "messages",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=True),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum("private", "anonymous_public", "public", name="visibility", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("consent_share_identity", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "submitted",
                "accepted",
                "answered",
                "concluded",
                name="messagestatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("pin_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(status = 'concluded') = (concluded_at is not null)", name=op.f("ck_messages_concluded")
        ),
        sa.CheckConstraint(
            "(status = 'submitted') = (accepted_at is null)", name=op.f("ck_messages_accepted")
        ),
        sa.CheckConstraint(
            "(status in ('answered', 'concluded')) = (answered_at is not null)",
            name=op.f("ck_messages_answered"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name=op.f("fk_messages_author_id")),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_messages_deputy_id")),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_messages_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("number", name=op.f("uq_messages_number")),
    )
    op.create_index(
        "ix_messages_answered",
        "messages",
        ["answered_at"],
        unique=False,
        postgresql_where="status = 'answered'",
    )
    op.create_index("ix_messages_area", "messages", ["area_code", "status", "created_at"], unique=False)
    op.create_index("ix_messages_author", "messages", ["author_id", "created_at"], unique=False)
    op.create_index("ix_messages_deputy", "messages", ["deputy_id", "status", "created_at"], unique=False)
    op.create_index("ix_messages_inbox", "messages", ["station_id", "status", "created_at"], unique=False)
    op.create_table(
        "message_ratings",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("reply", sa.SmallInteger(), nullable=False),
        sa.Column("solved", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reply between 1 and 3", name=op.f("ck_message_ratings_reply")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_ratings_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_ratings")),
    )
    op.create_table(
        "message_steps",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "submit",
                "accept",
                "reply",
                "satisfy",
                "dissatisfy",
                "lapse",
                name="messageaction",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "result", sa.Enum("A", "B", "C", "D", name="resultclass", native_enum=False), nullable=True
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_steps_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_steps")),
    )
    op.create_index(op.f("ix_message_steps_message_id"), "message_steps", ["message_id"], unique=False)
    op.create_table(
        "message_attachments",
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_attachments_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["message_steps.id"], name=op.f("fk_message_attachments_step_id")
        ),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_message_attachments_upload_id")),
        sa.PrimaryKeyConstraint("upload_id", name=op.f("pk_message_attachments")),
    )
    op.create_index(
        op.f("ix_message_attachments_message_id"), "message_attachments", ["message_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_message_attachments_message_id"), table_name="message_attachments")
    op.drop_table("message_attachments")
    op.drop_index(op.f("ix_message_steps_message_id"), table_name="message_steps")
    op.drop_table("message_steps")
    op.drop_table("message_ratings")
    op.drop_index("ix_messages_inbox", table_name="messages")
    op.drop_index("ix_messages_deputy", table_name="messages")
    op.drop_index("ix_messages_author", table_name="messages")
    op.drop_index("ix_messages_area", table_name="messages")
    op.drop_index("ix_messages_answered", table_name="messages", postgresql_where="status = 'answered'")
    op.drop_table("messages")
    op.drop_table("message_number_days")
    op.execute(sa.schema.DropSequence(sa.Sequence("message_numbers")))
