"""mediation: what may become a petition, its parties, and what happened; the table of turns is kept here too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

PAIRS = [
    ("signalled", "mediating"),
    ("signalled", "dropped"),
    ("mediating", "proposed"),
    ("proposed", "agreed"),
    ("proposed", "mediating"),
    ("mediating", "failed"),
    ("proposed", "failed"),
    ("agreed", "kept"),
    ("agreed", "broken"),
    ("broken", "mediating"),
    ("failed", "mediating"),
]
TURNS = """
create function mediation_turns() returns table (before text, after text) language sql immutable as $$
    values {pairs}
$$
"""
GUARD = """
create function refuse_unknown_mediation_turn() returns trigger language plpgsql as $$
begin
    if not exists (select from mediation_turns() t where t.before = old.status and t.after = new.status) then
        raise exception 'a mediation does not go from % to %', old.status, new.status using errcode = 'check_violation';
    end if;
    if new.status = 'agreed' and exists (
        select from mediation_parties p where p.mediation_id = new.id and p.agreed_at is null
    ) then
        raise exception 'a party of mediation % has not agreed', new.number using errcode = 'check_violation';
    end if;
    return new;
end $$
"""


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("mediation_numbers")))
    _mediations()
    _parties()
    _steps()
    op.execute(TURNS.format(pairs=", ".join(f"('{before}', '{after}')" for before, after in PAIRS)))
    op.execute(GUARD)
    op.execute(
        "create trigger mediations_turn before update of status on mediations for each row"
        " when (old.status is distinct from new.status) execute function refuse_unknown_mediation_turn()"
    )


def _mediations() -> None:
    states = ("signalled", "mediating", "proposed", "agreed", "kept", "broken", "failed", "dropped")
    op.create_table(
        "mediations",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("opener_id", sa.Uuid(), nullable=False),
        sa.Column("opener", sa.String(length=60), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mediator_id", sa.Uuid(), nullable=True),
        sa.Column("mediator", sa.String(length=60), nullable=False),
        sa.Column("status", sa.Enum(*states, name="state", native_enum=False, length=24), nullable=False),
        sa.Column("why_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("agreement_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("revisit_on", sa.Date(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revisited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("go_to_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_checks(),
        _refers("mediations", "message_id", "messages"),
        _refers("mediations", "opener_id", "accounts"),
        _refers("mediations", "mediator_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediations")),
        sa.UniqueConstraint("number", name=op.f("uq_mediations_number")),
    )
    op.create_index("ix_mediations_area", "mediations", ["area_code", "status"])
    op.create_index("ix_mediations_mediator", "mediations", ["mediator_id"])
    op.create_index("ix_mediations_opener", "mediations", ["opener_id"])
    agreed, held = sa.text("status = 'agreed'"), sa.text("status <> 'dropped'")
    op.create_index("ix_mediations_revisit", "mediations", ["revisit_on"], postgresql_where=agreed)
    op.create_index("uq_mediations_letter", "mediations", ["message_id"], unique=True, postgresql_where=held)


def _checks() -> list[sa.CheckConstraint]:
    rules = {
        "mediator": "status in ('signalled', 'dropped') or mediator_id is not null",
        "agreed": "(agreed_at is not null) = (status in ('agreed', 'kept', 'broken'))",
        "agreement": "(agreed_at is null or revisit_on is not null)"
        " and (agreement_sealed is not null) = (revisit_on is not null)",
        "revisited": "(revisited_at is not null) = (status in ('kept', 'broken'))",
        "go_to": "(go_to_sealed is not null) = (status = 'failed')",
    }
    return [sa.CheckConstraint(rule, name=op.f(f"ck_mediations_{name}")) for name, rule in rules.items()]


def _parties() -> None:
    op.create_table(
        "mediation_parties",
        sa.Column("mediation_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("pin_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("duty_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_kept", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        _refers("mediation_parties", "mediation_id", "mediations"),
        _refers("mediation_parties", "account_id", "accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation_parties")),
    )
    op.create_index(op.f("ix_mediation_parties_account_id"), "mediation_parties", ["account_id"])
    op.create_index("uq_mediation_parties", "mediation_parties", ["mediation_id", "position"], unique=True)
    op.create_index(
        "uq_mediation_parties_once", "mediation_parties", ["mediation_id", "account_id"], unique=True
    )


def _steps() -> None:
    actions = (
        "signal",
        "appoint",
        "drop",
        "meet",
        "note",
        "propose",
        "agree",
        "settle",
        "decline",
        "fail",
        "answer",
        "keep",
        "break",
        "resume",
    )
    op.create_table(
        "mediation_steps",
        sa.Column("mediation_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Enum(*actions, name="action", native_enum=False, length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _refers("mediation_steps", "mediation_id", "mediations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation_steps")),
    )
    op.create_index(op.f("ix_mediation_steps_mediation_id"), "mediation_steps", ["mediation_id"])


def _refers(own: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{own}_{column}"))


def downgrade() -> None:
    op.execute("drop trigger mediations_turn on mediations")
    op.execute("drop function refuse_unknown_mediation_turn")
    op.execute("drop function mediation_turns")
    for name in ("mediation_steps", "mediation_parties", "mediations"):
        op.drop_table(name)
    op.execute(sa.schema.DropSequence(sa.Sequence("mediation_numbers")))
