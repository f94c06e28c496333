"""messages: who has a letter since when, the main letter of a merged one; leads, outside: until when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


MAIN = """
create function message_main(merged uuid) returns uuid language sql stable as $$
    with recursive up(id, depth) as (
        select a.other_id, 1 from message_arrangements a
        where a.message_id = merged and a.kind = 'merge' and a.undone_at is null
        union all
        select a.other_id, up.depth + 1 from message_arrangements a join up on a.message_id = up.id
        where a.kind = 'merge' and a.undone_at is null and up.depth < 20
    )
    select id from up order by depth desc limit 1
$$"""


def upgrade() -> None:
    op.execute(MAIN)
    op.add_column("outside_items", sa.Column("due_on", sa.Date(), nullable=True))
    op.execute("update outside_items set due_on = assigned_at::date + 10 where status = 'assigned'")
    op.add_column("leads", sa.Column("due_on", sa.Date(), nullable=True))
    op.execute("update leads set due_on = created_at::date + 21")
    op.alter_column("leads", "due_on", nullable=False)
    op.add_column("messages", sa.Column("forwarded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("drop function message_main(uuid)")
    op.drop_column("messages", "forwarded_at")
    op.drop_column("leads", "due_on")
    op.drop_column("outside_items", "due_on")
