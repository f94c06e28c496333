"""visits: the yearly plan of who comes to a station, what came up there, what was promised and kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

KINDS = ("leaders", "committee", "justice", "departments", "deputies")
FREQUENCIES = ("once", "yearly", "half_yearly", "quarterly", "monthly")
STATES = (
    "planned",
    "notified",
    "held",
    "issues_listed",
    "committed",
    "fulfilled",
    "overdue",
    "closed",
)
ACTIONS = (
    "plan",
    "move",
    "notify",
    "hold",
    "list_issues",
    "respond",
    "link",
    "commit",
    "keep",
    "fulfil",
    "lapse",
    "close",
)
PAIRS = [
    ("planned", "notified"),
    ("notified", "held"),
    ("held", "issues_listed"),
    ("issues_listed", "committed"),
    ("committed", "fulfilled"),
    ("overdue", "fulfilled"),
    ("committed", "overdue"),
    ("fulfilled", "closed"),
    ("overdue", "closed"),
]
TURNS = """
create function visit_turns() returns table (before text, after text) language sql immutable as $$
    values {pairs}
$$
"""
GUARD = """
create function refuse_unknown_visit_turn() returns trigger language plpgsql as $$
begin
    if not exists (select from visit_turns() t where t.before = old.status and t.after = new.status) then
        raise exception 'a visit does not go from % to %', old.status, new.status using errcode = 'check_violation';
    end if;
    return new;
end $$
"""
RULES = {
    "held": "(status in ('planned', 'notified')) = (held_on is null)",
    "found": "held_on is null or findings <> ''",
    "notified": "status = 'planned' or notified_at is not null",
    "unit": "kind <> 'departments' or department_id is not null",
    "committed": "(status in ('committed', 'fulfilled', 'overdue', 'closed')) = (committed_at is not null)",
    "closed": "(status = 'closed') = (closed_at is not null)",
    "public": "not is_public or held_on is not null",
}
ISSUE_RULES = {
    "promise": "(department_id is null) = (due_on is null)",
    "answered": "due_on is null or answer <> ''",
    "kept": "kept_on is null or (due_on is not null and result <> '')",
    "one_way": "message_id is null or due_on is null",
}


def upgrade() -> None:
    _visits()
    _asked()
    _issues()
    _steps()
    op.execute(TURNS.format(pairs=", ".join(f"('{before}', '{after}')" for before, after in PAIRS)))
    op.execute(GUARD)
    op.execute(
        "create trigger visits_turn before update of status on visits for each row"
        " when (old.status is distinct from new.status) execute function refuse_unknown_visit_turn()"
    )


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("kind", _one_of("visitlist", KINDS), nullable=False),
        sa.Column("frequency", _one_of("frequency", FREQUENCIES), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("topic", sa.String(length=100), nullable=False),
        sa.Column("content", sa.String(length=500), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("first_planned_on", sa.Date(), nullable=False),
        sa.Column("status", _one_of("visitstatus", STATES), nullable=False),
        sa.Column("planned_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_visits_{name}")) for name, rule in RULES.items()),
        _to("visits", "department_id", "departments.id"),
        _to("visits", "station_id", "stations.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index("ix_visits_area", "visits", ["area_code", "planned_on"])
    op.create_index("ix_visits_station", "visits", ["station_id", "planned_on"])
    op.create_index("ix_visits_unit", "visits", ["department_id"])


def _asked() -> None:
    """Units and deputies who are asked to take part."""
    for table, column, target, more in (
        ("visit_units", "department_id", "departments.id", ()),
        ("visit_deputies", "deputy_id", "deputies.id", (sa.Column("came", sa.Boolean(), nullable=False),)),
    ):
        op.create_table(
            table,
            sa.Column("visit_id", sa.Uuid(), nullable=False),
            sa.Column(column, sa.Uuid(), nullable=False),
            *more,
            _to(table, column, target),
            _to(table, "visit_id", "visits.id", ondelete="cascade"),
            sa.PrimaryKeyConstraint("visit_id", column, name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _issues() -> None:
    op.create_table(
        "visit_issues",
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.SmallInteger(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("kept_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=500), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(
            sa.CheckConstraint(rule, name=op.f(f"ck_visit_issues_{name}"))
            for name, rule in ISSUE_RULES.items()
        ),
        _to("visit_issues", "department_id", "departments.id"),
        _to("visit_issues", "message_id", "messages.id"),
        _to("visit_issues", "visit_id", "visits.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_issues")),
        sa.UniqueConstraint("visit_id", "serial", name=op.f("uq_visit_issues_visit_id_serial")),
    )
    op.create_index(
        "ix_visit_issues_due",
        "visit_issues",
        ["due_on"],
        postgresql_where=sa.text("kept_on is null and due_on is not null"),
    )
    op.create_index("ix_visit_issues_unit", "visit_issues", ["department_id"])
    op.create_index(op.f("ix_visit_issues_message_id"), "visit_issues", ["message_id"])


def _steps() -> None:
    op.create_table(
        "visit_steps",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("action", _one_of("visitaction", ACTIONS), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _to("visit_steps", "visit_id", "visits.id", ondelete="cascade"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_steps")),
    )
    op.create_index(op.f("ix_visit_steps_visit_id"), "visit_steps", ["visit_id"])


def _to(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def downgrade() -> None:
    for name in ("visit_steps", "visit_issues", "visit_deputies", "visit_units", "visits"):
        op.drop_table(name)
    op.execute("drop function refuse_unknown_visit_turn")
    op.execute("drop function visit_turns")
