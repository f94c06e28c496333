"""exports: what units were given can be taken away as a sheet too, never with people's names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

KIND = sa.Enum("letters", "assignments", name="exportkind", native_enum=False, length=24)


def upgrade() -> None:
    op.add_column("exports", sa.Column("kind", KIND, nullable=False, server_default="letters"))
    op.create_check_constraint(op.f("ck_exports_units_nameless"), "exports", "kind = 'letters' or not with_people")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_exports_units_nameless"), "exports", type_="check")
    op.drop_column("exports", "kind")
