"""deputies: groups, constituency, photo."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# GB 18030 keeps the common characters in the order of their pinyin. PostgreSQL calls the conversion stable,
# because another encoding of the database would change it; ours never changes.
BY_PINYIN = """
    create function by_pinyin(name text) returns bytea
    language sql immutable parallel safe
    return convert_to(name, 'GB18030')
"""
# Every character and every pair of neighbours: Chinese has no blanks to cut words at, and names are short.
GRAMS = """
    create function grams(words text, more text) returns text[]
    language sql immutable parallel safe
    return (
        select coalesce(array_agg(distinct gram), '{}')
        from (select words || ' ' || more) as joined(all_words), generate_series(1, length(all_words)) as at,
            unnest(array[substr(all_words, at, 1), substr(all_words, at, 2)]) as gram
    )
"""


def upgrade() -> None:
    op.execute(BY_PINYIN)
    op.execute(GRAMS)
    op.create_table(
        "deputy_groups",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy_groups")),
        sa.UniqueConstraint("area_code", "name", name=op.f("uq_deputy_groups_area_code_name")),
    )
    op.create_table(
        "group_members",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["deputies.id"], name=op.f("fk_group_members_deputy_id")),
        sa.ForeignKeyConstraint(["group_id"], ["deputy_groups.id"], name=op.f("fk_group_members_group_id")),
        sa.PrimaryKeyConstraint("group_id", "deputy_id", name=op.f("pk_group_members")),
    )
    with op.batch_alter_table("group_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_members_deputy_id"), ["deputy_id"], unique=False)
    with op.batch_alter_table("deputies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("constituency_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("photo_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("left_reason", sa.String(length=100), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("phone_index", sa.LargeBinary(length=16), nullable=True))
        batch_op.create_index(batch_op.f("ix_deputies_constituency_id"), ["constituency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deputies_phone_index"), ["phone_index"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_deputies_photo_id"), "uploads", ["photo_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_deputies_constituency_id"), "constituencies", ["constituency_id"], ["id"]
        )

    op.create_index("ix_deputies_by_pinyin", "deputies", [sa.text("by_pinyin(name)"), "id"])
    words = sa.text("grams(name, constituency)")
    op.create_index("ix_deputies_words", "deputies", [words], postgresql_using="gin")
    op.create_index("ix_deputies_specialties", "deputies", ["specialties"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("ix_deputies_specialties", "deputies")
    op.drop_index("ix_deputies_words", "deputies")
    op.drop_index("ix_deputies_by_pinyin", "deputies")
    with op.batch_alter_table("deputies", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_deputies_constituency_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_deputies_photo_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_deputies_phone_index"))
        batch_op.drop_index(batch_op.f("ix_deputies_constituency_id"))
        batch_op.drop_column("phone_index")
        batch_op.drop_column("left_reason")
        batch_op.drop_column("left_at")
        batch_op.drop_column("photo_id")
        batch_op.drop_column("constituency_id")
    with op.batch_alter_table("group_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_members_deputy_id"))
    op.drop_table("group_members")
    op.drop_table("deputy_groups")
    op.execute("drop function grams(text, text)")
    op.execute("drop function by_pinyin(text)")
