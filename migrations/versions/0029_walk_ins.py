"""messages: what somebody said at the counter or by phone, and who wrote it down."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("phone_index", sa.LargeBinary(length=16), nullable=True))
    op.create_index("ix_accounts_phone_index", "accounts", ["phone_index"])
    how = sa.Enum("counter", "phone", "visit", name="takenhow", native_enum=False, length=24)
    op.create_table(
        "message_walkins",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("how", how, nullable=False),
        sa.Column("consent_record", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_message_walkins_account_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_walkins_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_walkins")),
    )


def downgrade() -> None:
    op.drop_table("message_walkins")
    op.drop_index("ix_accounts_phone_index", "accounts")
    op.drop_column("accounts", "phone_index")
