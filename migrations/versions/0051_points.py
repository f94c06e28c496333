"""points: a switch that is on only by a document, an approval and an end within a year."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

ITEMS = (
    "attend",
    "speak",
    "suggest",
    "suggest_solved",
    "receive",
    "call_on",
    "opinion",
    "inspect",
    "observe",
    "confer",
    "legislate",
    "project",
    "serve",
    "publicity",
    "report",
)
RULES = {
    "document": "length(btrim(document_no)) >= 4",
    "approval": "length(btrim(approved_by)) >= 2 and approved_on <= starts_on",
    "a_year": "ends_on > starts_on and ends_on <= starts_on + interval '1 year'",
    "a_county": "length(area_code) = 12 and right(area_code, 6) = '000000'",
}
WEIGHT_RULES = {
    "weight": "weight between 0 and 10",
    "cap": "cap between 0 and 30",
    "item": "item in (" + ", ".join(f"'{item}'" for item in ITEMS) + ")",
}


def upgrade() -> None:
    op.create_table(
        "points_switches",
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("document_no", sa.String(length=60), nullable=False),
        sa.Column("approved_by", sa.String(length=60), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_by_name", sa.String(length=60), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_points_switches_{name}")) for name, rule in RULES.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_switches")),
    )
    op.create_index(
        "uq_points_switches_area",
        "points_switches",
        ["area_code"],
        unique=True,
        postgresql_where=sa.text("stopped_at is null"),
    )
    op.create_table(
        "points_weights",
        sa.Column("switch_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Enum(*ITEMS, name="item", native_enum=False, length=24), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("cap", sa.SmallInteger(), nullable=False),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_points_weights_{name}"))
            for name, rule in WEIGHT_RULES.items()
        ),
        sa.ForeignKeyConstraint(
            ["switch_id"],
            ["points_switches.id"],
            name=op.f("fk_points_weights_switch_id"),
            ondelete="cascade",
        ),
        sa.PrimaryKeyConstraint("switch_id", "item", name=op.f("pk_points_weights")),
    )


def downgrade() -> None:
    op.drop_table("points_weights")
    op.drop_table("points_switches")
