"""leads: what letters became beside suggestions, from which letters, and what happened with it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

KINDS = ("project_lead", "topic", "wish", "legis_comment")
STATES = (
    "received",
    "reviewing",
    "adopted",
    "partly_adopted",
    "not_adopted",
    "fulfilled",
    "unfulfilled",
)
ACTIONS = ("open", "join", "review", "adopt", "partly", "decline", "fulfil", "give_up")


def upgrade() -> None:
    _leads()
    _sources()
    _steps()


def _leads() -> None:
    op.create_table(
        "leads",
        sa.Column("kind", _one_of("leadkind", KINDS), nullable=False),
        sa.Column("level", _one_of("leadlevel", ("township", "county")), nullable=False),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("status", _one_of("leadstatus", STATES), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("opener", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adopted", sa.Boolean(), nullable=True),
        sa.Column("is_valid", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("beneficiaries", sa.String(length=120), nullable=False),
        sa.Column("estimate", sa.Integer(), nullable=True),
        sa.Column("size", _one_of("topicsize", ("big", "small", "urgent", "hard")), nullable=True),
        sa.Column("wish_for", _one_of("wishfor", ("goods", "service")), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("law", sa.String(length=100), nullable=False),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(status in ('received', 'reviewing')) = (decided_at is null)", name=op.f("ck_leads_decided")
        ),
        sa.CheckConstraint("(decided_at is null) = (adopted is null)", name=op.f("ck_leads_adopted")),
        sa.CheckConstraint(
            "kind = 'wish' or status not in ('fulfilled', 'unfulfilled')", name=op.f("ck_leads_only_a_wish")
        ),
        sa.CheckConstraint("ended_at is null or decided_at is not null", name=op.f("ck_leads_ended")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leads")),
    )
    op.create_index("ix_leads_area", "leads", ["area_code", "created_at"], unique=False)


def _sources() -> None:
    op.create_table(
        "lead_sources",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_reply", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_sources_lead_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_lead_sources_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_lead_sources")),
    )
    op.create_index(op.f("ix_lead_sources_lead_id"), "lead_sources", ["lead_id"], unique=False)


def _steps() -> None:
    op.create_table(
        "lead_steps",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=False),
        sa.Column("action", _one_of("leadaction", ACTIONS), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["leads.id"], name=op.f("fk_lead_steps_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_steps")),
    )
    op.create_index(op.f("ix_lead_steps_lead_id"), "lead_steps", ["lead_id"], unique=False)


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def downgrade() -> None:
    for name in ("lead_steps", "lead_sources", "leads"):
        op.drop_table(name)
