"""answers: what a deputy says to an invitation, and why not, where they like to say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

ANSWERS = sa.Enum("coming", "away", name="answer", native_enum=False, length=24)


def upgrade() -> None:
    op.add_column("activity_participants", sa.Column("answer", ANSWERS, nullable=True))
    op.add_column("activity_participants", sa.Column("away_because", sa.String(length=100), nullable=True))


def downgrade() -> None:
    op.drop_column("activity_participants", "away_because")
    op.drop_column("activity_participants", "answer")
