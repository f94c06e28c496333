"""suggestions: what deputies hand in, who seconds it, which units answer it, and from which letter it came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _suggestions()
    _cosigners()
    _extensions()
    _origins()
    _replies()
    _steps()
    _units()
    _evaluations()


def _suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column(
            "level",
            sa.Enum("county", "township", "street_council", name="level", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("area_code", sa.String(length=12, collation="C"), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("leader_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("category", sa.String(length=3), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "seconding",
                "submitted",
                "reviewed",
                "dispatched",
                "returned",
                "handling",
                "replied",
                "rehandling",
                "concluded",
                "followup",
                "archived",
                "withdrawn",
                name="status",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("term_from", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("returns", sa.SmallInteger(), nullable=False),
        sa.Column("reworks", sa.SmallInteger(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(status = 'followup') <= (promised_on is not null)", name=op.f("ck_suggestions_promised")
        ),
        sa.CheckConstraint(
            "status in ('draft', 'seconding', 'withdrawn') or serial is not null",
            name=op.f("ck_suggestions_handed_in"),
        ),
        sa.CheckConstraint("(year is null) = (serial is null)", name=op.f("ck_suggestions_number")),
        sa.CheckConstraint("reworks between 0 and 1", name=op.f("ck_suggestions_once_more")),
        sa.ForeignKeyConstraint(["leader_id"], ["deputies.id"], name=op.f("fk_suggestions_leader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sa.UniqueConstraint(
            "area_code", "level", "year", "serial", name=op.f("uq_suggestions_area_code_level_year_serial")
        ),
    )
    op.create_index("ix_suggestions_area", "suggestions", ["area_code", "status"], unique=False)
    op.create_index(op.f("ix_suggestions_leader_id"), "suggestions", ["leader_id"], unique=False)


def _cosigners() -> None:
    op.create_table(
        "suggestion_cosigners",
        sa.Column("suggestion_id", sa.Uuid(), nullable=False),
        sa.Column("deputy_id", sa.Uuid(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("invited", "joined", "declined", name="seconding", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["deputies.id"], name=op.f("fk_suggestion_cosigners_deputy_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_cosigners_suggestion_id")
        ),
        sa.PrimaryKeyConstraint("suggestion_id", "deputy_id", name=op.f("pk_suggestion_cosigners")),
    )
    op.create_index(
        op.f("ix_suggestion_cosigners_deputy_id"), "suggestion_cosigners", ["deputy_id"], unique=False
    )


def _extensions() -> None:
    op.create_table(
        "suggestion_extensions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("suggestion_id", sa.Uuid(), nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=60), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_granted", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(is_granted is null) = (decided_at is null)", name=op.f("ck_suggestion_extensions_decided")
        ),
        sa.CheckConstraint("months between 1 and 3", name=op.f("ck_suggestion_extensions_months")),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_extensions_suggestion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_extensions")),
    )
    op.create_index(
        op.f("ix_suggestion_extensions_suggestion_id"),
        "suggestion_extensions",
        ["suggestion_id"],
        unique=False,
    )
    op.create_index(
        "uq_suggestion_extensions_once",
        "suggestion_extensions",
        ["suggestion_id"],
        unique=True,
        postgresql_where="is_granted is distinct from false",
    )


def _origins() -> None:
    op.create_table(
        "suggestion_origins",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("suggestion_id", sa.Uuid(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_suggestion_origins_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_origins_suggestion_id")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_suggestion_origins")),
        sa.UniqueConstraint("suggestion_id", name=op.f("uq_suggestion_origins_suggestion_id")),
    )


def _replies() -> None:
    op.create_table(
        "suggestion_replies",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("suggestion_id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column(
            "result",
            sa.Enum("A", "B", "C", "D", name="resultclass", native_enum=False, length=1),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("upload_id", sa.Uuid(), nullable=True),
        sa.Column("drafted_by", sa.String(length=60), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.String(length=60), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(result = 'B') = (promised_on is not null)", name=op.f("ck_suggestion_replies_promised")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_suggestion_replies_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_replies_suggestion_id")
        ),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_suggestion_replies_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_replies")),
    )
    op.create_index(
        op.f("ix_suggestion_replies_suggestion_id"), "suggestion_replies", ["suggestion_id"], unique=False
    )
    op.create_index(
        "uq_suggestion_replies_draft",
        "suggestion_replies",
        ["suggestion_id"],
        unique=True,
        postgresql_where="signed_at is null",
    )


def _steps() -> None:
    op.create_table(
        "suggestion_steps",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("suggestion_id", sa.Uuid(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "write",
                "invite",
                "join",
                "decline",
                "revise",
                "submit",
                "withdraw",
                "send_back",
                "review",
                "dispatch",
                "sign",
                "return",
                "opine",
                "ask_extension",
                "extend",
                "refuse_extension",
                "draft_reply",
                "sign_off",
                "satisfy",
                "dissatisfy",
                "stay_unsatisfied",
                "lapse",
                "follow",
                "roll",
                "fulfil",
                "archive",
                "hand_on",
                name="action",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_steps_suggestion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_steps")),
    )
    op.create_index(
        op.f("ix_suggestion_steps_suggestion_id"), "suggestion_steps", ["suggestion_id"], unique=False
    )


def _units() -> None:
    op.create_table(
        "suggestion_units",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("suggestion_id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("return_by", sa.Date(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("better_id", sa.Uuid(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("opined_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["better_id"], ["departments.id"], name=op.f("fk_suggestion_units_better_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_suggestion_units_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_suggestion_units_suggestion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_units")),
    )
    op.create_index(
        "ix_suggestion_units_department", "suggestion_units", ["department_id", "suggestion_id"], unique=False
    )
    op.create_index(
        op.f("ix_suggestion_units_suggestion_id"), "suggestion_units", ["suggestion_id"], unique=False
    )
    op.create_index(
        "uq_suggestion_units_main",
        "suggestion_units",
        ["suggestion_id"],
        unique=True,
        postgresql_where="is_main and left_on is null",
    )


def _evaluations() -> None:
    op.create_table(
        "suggestion_evaluations",
        sa.Column("reply_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "result",
            sa.Enum("satisfied", "basically", "unsatisfied", name="verdict", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "attitude",
            sa.Enum("satisfied", "basically", "unsatisfied", name="verdict", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["suggestion_replies.id"], name=op.f("fk_suggestion_evaluations_reply_id")
        ),
        sa.PrimaryKeyConstraint("reply_id", name=op.f("pk_suggestion_evaluations")),
    )


def downgrade() -> None:
    for name in (
        "suggestion_evaluations",
        "suggestion_units",
        "suggestion_steps",
        "suggestion_replies",
        "suggestion_origins",
        "suggestion_extensions",
        "suggestion_cosigners",
        "suggestions",
    ):
        op.drop_table(name)
