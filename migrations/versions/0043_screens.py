"""screens: a changing duty code, and by what a duty came to be known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

HOWS = ("static", "rotating", "face", "staff", "import", "self")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "screens",
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("handle", sa.LargeBinary(length=6), nullable=False),
        sa.Column("pairing_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("pairing_until", MOMENT, nullable=True),
        sa.Column("credential_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("paired_at", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name=op.f("fk_screens_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screens")),
        *(
            sa.UniqueConstraint(name, name=op.f(f"uq_screens_{name}"))
            for name in ("handle", "pairing_digest", "credential_digest")
        ),
    )
    op.create_index(op.f("ix_screens_station_id"), "screens", ["station_id"])
    op.create_table(
        "rotation_keys",
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.Column("is_burnt", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_keys")),
        sa.UniqueConstraint("number", name=op.f("uq_rotation_keys_number")),
    )
    in_use = sa.text("retired_at is null")
    op.create_index(
        "uq_rotation_keys_in_use", "rotation_keys", [sa.text("(true)")], unique=True, postgresql_where=in_use
    )
    _duties()


def _duties() -> None:
    how = sa.Enum(*HOWS, name="dutyhow", native_enum=False, length=24)
    op.add_column("duties", sa.Column("how", how, nullable=True))
    op.execute("update duties set how = case source when 'scan' then 'static' else source end")
    op.alter_column("duties", "how", nullable=False)
    for column in (
        sa.Column("device_at", MOMENT, nullable=True),
        sa.Column("screen_id", sa.Uuid(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=True),
        sa.Column("left_at", MOMENT, nullable=True),
    ):
        op.add_column("duties", column)
    told = sa.text("nonce is not null")
    op.create_index("uq_duties_nonce", "duties", ["nonce"], unique=True, postgresql_where=told)


def downgrade() -> None:
    for name in ("left_at", "nonce", "step", "screen_id", "device_at", "how"):
        op.drop_column("duties", name)
    op.drop_table("rotation_keys")
    op.drop_table("screens")
