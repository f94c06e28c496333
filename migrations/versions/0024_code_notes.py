"""codes: every note of a day about one code is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("code_reports", "note", existing_type=sa.String(length=200), type_=sa.Text())


def downgrade() -> None:
    op.alter_column(
        "code_reports",
        "note",
        existing_type=sa.Text(),
        type_=sa.String(length=200),
        postgresql_using="left(note, 200)",
    )
