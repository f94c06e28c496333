"""console: the audit's chain and its lock against change; where one is signed in; sign-in by scanning."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

TABLES = ("audit_entries", "audit_links")
REFUSE = """
create function audit_is_kept() returns trigger language plpgsql as $$
begin
    raise exception 'audit rows are added, never changed';
end $$
"""


def upgrade() -> None:
    op.create_table(
        "audit_links",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_links")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_links_entry_id")),
    )
    op.execute(REFUSE)
    for table in TABLES:
        op.execute(
            f"create trigger {table}_are_kept before update or delete on {table} "
            "for each row execute function audit_is_kept()"
        )
        op.execute(
            f"create trigger {table}_stay before truncate on {table} "
            "for each statement execute function audit_is_kept()"
        )
    op.add_column("sessions", sa.Column("device", sa.String(length=60), server_default="", nullable=False))
    op.add_column("sessions", sa.Column("address", sa.String(length=45), server_default="", nullable=False))
    op.add_column("sessions", sa.Column("used_on", sa.Date(), nullable=True))
    op.create_table(
        "door_codes",
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("browser_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_door_codes_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_codes")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_door_codes_token_digest")),
        sa.UniqueConstraint("browser_digest", name=op.f("uq_door_codes_browser_digest")),
    )
    op.create_index(op.f("ix_door_codes_expires_at"), "door_codes", ["expires_at"])


def downgrade() -> None:
    op.drop_table("door_codes")
    for column in ("used_on", "address", "device"):
        op.drop_column("sessions", column)
    for table in TABLES:
        op.execute(f"drop trigger {table}_stay on {table}")
        op.execute(f"drop trigger {table}_are_kept on {table}")
    op.drop_table("audit_links")
    op.execute("drop function audit_is_kept()")
