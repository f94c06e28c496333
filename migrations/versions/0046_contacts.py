"""contacts: whom a deputy stays in touch with, visits, the three questions, reporting in; the turns are kept here too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = ("asked", "active", "declined", "ended")
TURNS = """
create function contact_turns() returns table (before text, after text) language sql immutable as $$
    values ('asked', 'active'), ('asked', 'declined'), ('asked', 'ended'), ('active', 'ended')
$$
"""
GUARD = """
create function refuse_unknown_contact_turn() returns trigger language plpgsql as $$
begin
    if not exists (select from contact_turns() t where t.before = old.status and t.after = new.status) then
        raise exception 'a contact does not go from % to %', old.status, new.status using errcode = 'check_violation';
    end if;
    return new;
end $$
"""


def upgrade() -> None:
    _links()
    _visits()
    _questions()
    _arrivals()
    op.execute(TURNS)
    op.execute(GUARD)
    op.execute(
        "create trigger contact_links_turn before update of status on contact_links for each row"
        " when (old.status is distinct from new.status) execute function refuse_unknown_contact_turn()"
    )


def _links() -> None:
    op.create_table(
        "contact_links",
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _enum("linkkind", "voter", "deputy"), nullable=False),
        sa.Column("status", _enum("state", *STATES), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("with_deputy_id", sa.Uuid(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("invitation_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("invited_until", MOMENT, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("consent", _enum("consenthow", "phone", "counter"), nullable=True),
        sa.Column("consent_by", sa.String(length=60), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=60), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_checks(),
        _refers("contact_links", "deputy_id", "deputies"),
        _refers("contact_links", "account_id", "accounts"),
        _refers("contact_links", "with_deputy_id", "deputies"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_links")),
        sa.UniqueConstraint("invitation_digest", name=op.f("uq_contact_links_invitation_digest")),
    )
    op.create_index("ix_contact_links_deputy", "contact_links", ["deputy_id", "status"])
    op.create_index("ix_contact_links_account", "contact_links", ["account_id"])
    held = "status in ('asked', 'active')"
    op.create_index(
        "uq_contact_links_account",
        "contact_links",
        ["deputy_id", "account_id"],
        unique=True,
        postgresql_where=sa.text(f"{held} and account_id is not null"),
    )
    op.create_index(
        "uq_contact_links_deputy",
        "contact_links",
        ["deputy_id", "with_deputy_id"],
        unique=True,
        postgresql_where=sa.text(held),
    )


def _checks() -> list[sa.CheckConstraint]:
    rules = {
        "whom": "(kind = 'deputy') = (with_deputy_id is not null)",
        "other": "with_deputy_id <> deputy_id",
        "consent": "status <> 'active' or (consent is not null and since is not null)",
        "ended": "(ended_on is not null) = (status in ('declined', 'ended'))",
        "forgotten": "status in ('asked', 'active') or (name_sealed is null and phone_sealed is null)",
    }
    return [sa.CheckConstraint(rule, name=op.f(f"ck_contact_links_{name}")) for name, rule in rules.items()]


def _visits() -> None:
    op.create_table(
        "contact_visits",
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("who_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("said_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("promised_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("follow_up_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("duty_id", sa.Uuid(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _refers("contact_visits", "deputy_id", "deputies"),
        _refers("contact_visits", "link_id", "contact_links"),
        _refers("contact_visits", "duty_id", "duties"),
        _refers("contact_visits", "message_id", "messages"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_visits")),
    )
    op.create_index("ix_contact_visits_deputy", "contact_visits", ["deputy_id", "on"])


def _questions() -> None:
    op.create_table(
        "contact_questions",
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("sent_to", sa.Integer(), nullable=False),
        sa.Column("open_until", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _refers("contact_questions", "deputy_id", "deputies"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_questions")),
    )
    op.create_index("ix_contact_questions_deputy", "contact_questions", ["deputy_id", "sent_at"])
    op.create_table(
        "contact_answers",
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("questions_id", sa.Uuid(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("need_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("idea_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("effect", _enum("effect", "solved", "moving", "still", "first"), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(questions_id is null) <> (visit_id is null)", name=op.f("ck_contact_answers_cause")
        ),
        _refers("contact_answers", "deputy_id", "deputies"),
        _refers("contact_answers", "questions_id", "contact_questions"),
        _refers("contact_answers", "visit_id", "contact_visits"),
        _refers("contact_answers", "link_id", "contact_links"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_answers")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_contact_answers_visit_id")),
    )
    op.create_index(op.f("ix_contact_answers_deputy_id"), "contact_answers", ["deputy_id"])
    op.create_index("uq_contact_answers", "contact_answers", ["questions_id", "link_id"], unique=True)


def _arrivals() -> None:
    op.create_table(
        "contact_arrivals",
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column("term_from", sa.Date(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        _refers("contact_arrivals", "deputy_id", "deputies"),
        sa.PrimaryKeyConstraint("deputy_id", "term_from", name=op.f("pk_contact_arrivals")),
    )


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def _refers(own: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{own}_{column}"))


def downgrade() -> None:
    op.execute("drop trigger contact_links_turn on contact_links")
    op.execute("drop function refuse_unknown_contact_turn")
    op.execute("drop function contact_turns")
    for name in (
        "contact_arrivals",
        "contact_answers",
        "contact_questions",
        "contact_visits",
        "contact_links",
    ):
        op.drop_table(name)
