"""duties: the whole life of a record, what was decided about it, and where it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = (
    "draft",
    "pending",
    "confirmed",
    "archived",
    "rejected",
    "appealed",
    "rejected_final",
    "revoked",
)
ACTIONS = (
    "submit",
    "confirm",
    "reject",
    "appeal",
    "grant",
    "refuse",
    "correct",
    "strike",
    "revoke",
    "seal",
    "unseal",
)
TURNS = {
    "draft": ("pending", "revoked"),
    "pending": ("confirmed", "rejected", "revoked"),
    "rejected": ("appealed",),
    "appealed": ("confirmed", "rejected_final"),
    "confirmed": ("archived", "revoked"),
    "archived": ("confirmed",),
}
PAIRS = """
create function duty_turns() returns table (before text, after text) language sql immutable as $$
    values {pairs}
$$
"""
GUARD = """
create function refuse_unknown_duty_turn() returns trigger language plpgsql as $$
begin
    if not exists (select from duty_turns() t where t.before = old.status and t.after = new.status) then
        raise exception 'a duty record does not go from % to %', old.status, new.status
            using errcode = 'check_violation';
    end if;
    return new;
end $$
"""
KNOWN = "source not in ('staff', 'import') or status in ('confirmed', 'archived', 'revoked')"


def upgrade() -> None:
    op.add_column("duties", sa.Column("place", sa.String(length=120), nullable=True))
    op.add_column("duties", sa.Column("is_near", sa.Boolean(), nullable=True))
    op.add_column("duties", sa.Column("unsealed_at", MOMENT, nullable=True))
    op.drop_constraint(op.f("ck_duties_staff_is_confirmed"), "duties", type_="check")
    op.create_check_constraint(op.f("ck_duties_known_is_confirmed"), "duties", KNOWN)
    waits = sa.text("status = 'pending' or status = 'appealed'")
    op.create_index("ix_duties_waiting", "duties", ["recorded_at"], postgresql_where=waits)
    open_years = sa.text("status = 'confirmed'")
    op.create_index("ix_duties_unsealed", "duties", ["at"], postgresql_where=open_years)
    _steps()
    _guard()


def _steps() -> None:
    op.create_table(
        "duty_steps",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("duty_id", sa.Uuid(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(*ACTIONS, name="dutyaction", native_enum=False, length=24),
            nullable=False,
        ),
        *(
            sa.Column(name, sa.Enum(*STATES, name="dutystatus", native_enum=False, length=24), nullable=False)
            for name in ("before", "after")
        ),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("was", sa.dialects.postgresql.JSONB(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["duties.id"], name=op.f("fk_duty_steps_duty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_steps")),
    )
    op.create_index(op.f("ix_duty_steps_duty_id"), "duty_steps", ["duty_id"])
    op.create_table(
        "duty_uploads",
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("duty_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_duty_uploads_upload_id")),
        sa.ForeignKeyConstraint(["duty_id"], ["duties.id"], name=op.f("fk_duty_uploads_duty_id")),
        sa.PrimaryKeyConstraint("upload_id", name=op.f("pk_duty_uploads")),
    )
    op.create_index(op.f("ix_duty_uploads_duty_id"), "duty_uploads", ["duty_id"])


def _guard() -> None:
    pairs = [(before, after) for before, afters in TURNS.items() for after in afters]
    op.execute(PAIRS.format(pairs=", ".join(f"('{before}', '{after}')" for before, after in pairs)))
    op.execute(GUARD)
    op.execute(
        "create trigger duties_turn before update of status on duties for each row"
        " when (old.status is distinct from new.status) execute function refuse_unknown_duty_turn()"
    )


def downgrade() -> None:
    """What the older version cannot say is what it never was: gone, or confirmed."""
    op.execute("drop trigger duties_turn on duties")
    op.execute("drop function refuse_unknown_duty_turn")
    op.execute("drop function duty_turns")
    op.drop_table("duty_uploads")
    op.drop_table("duty_steps")
    op.execute("delete from duties where status in ('draft', 'rejected', 'rejected_final', 'revoked')")
    op.execute("update duties set status = 'confirmed' where status = 'archived'")
    op.execute("update duties set status = 'pending' where status = 'appealed'")
    op.drop_index("ix_duties_unsealed", table_name="duties")
    op.drop_index("ix_duties_waiting", table_name="duties")
    op.drop_constraint(op.f("ck_duties_known_is_confirmed"), "duties", type_="check")
    op.create_check_constraint(
        op.f("ck_duties_staff_is_confirmed"), "duties", "source <> 'staff' or status = 'confirmed'"
    )
    for name in ("unsealed_at", "is_near", "place"):
        op.drop_column("duties", name)
