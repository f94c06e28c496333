"""messages: everything that a letter is found by, in one row with one index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

# Full width or half, large or small: it is the same word.
FORM = """
    create function search_form(words text) returns text
    language sql immutable parallel safe
    return lower(normalize(words, NFKC))
"""
# Every character with the one behind it: Chinese has no blanks to cut words at. The last of a line stands alone,
# so that every character begins a pair, and one character is found as the beginning of pairs. What is said among
# the staff stands in the same index behind a mark, so that it is asked for or left out. It is costly on purpose:
# for the index, and never to be worked out for one row after the other.
LEXEMES = r"""
    create function letter_lexemes(words text, aside text, marks text[]) returns tsvector
    language plpgsql immutable parallel safe cost 10000 as $$
    declare
        chars text[] := string_to_array(words, null);
        pairs text[] := array(
            select one || rtrim(following, E'\n') from unnest(chars, chars[2:] || ''::text) as pair(one, following)
            where one <> E'\n'
        );
    begin
        if aside <> '' then
            chars := string_to_array(aside, null);
            pairs := pairs || array(
                select '¤' || one || rtrim(following, E'\n')
                from unnest(chars, chars[2:] || ''::text) as pair(one, following) where one <> E'\n'
            );
        end if;
        return array_to_tsvector(pairs || marks);
    end $$
"""
GIN = """
    create index ix_letter_words_lexemes on letter_words using gin (letter_lexemes(words, aside, marks))
    with (gin_pending_list_limit = 8192)
"""
# 261118-0482 of 18 November 2026: #261118 #0482 #482, @2026-11-18 @2026-11 @2026 @11-18 @11; and where it was
# written to, as an area's first digits and as a station.
MARKS = """
    create function letter_marks(number text, day text, area_code text, station_id uuid) returns text[]
    language sql immutable parallel safe
    return array[
        '#' || left(number, 6), '#' || substr(number, 8), '#' || right(number, 4), '#' || right(number, 3),
        '@' || day, '@' || left(day, 7), '@' || left(day, 4), '@' || right(day, 5), '@' || substr(day, 6, 2),
        '$' || left(area_code, 6), '$' || left(area_code, 9), '$' || station_id
    ]
"""
SAID = r"(select string_agg(text, E'\n' order by id) from {table} where message_id = letter.id and text <> '')"
WORDS = rf"concat_ws(E'\n', letter.content, nullif(letter.place, ''), station.name, deputy.name, {SAID})"
GATHERED = rf"""
    select letter.id, letter.created_at, search_form({WORDS.format(table="message_steps")}),
        search_form(coalesce({SAID.format(table="message_notes")}, '')),
        letter_marks(
            letter.number, to_char(letter.created_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD'),
            letter.area_code, letter.station_id
        )
    from messages letter
    join stations station on station.id = letter.station_id
    left join deputies deputy on deputy.id = letter.deputy_id
"""
WRITTEN = r"""
    create function letter_written() returns trigger language plpgsql as $$
    begin
        insert into letter_words (message_id, created_at, words, aside, marks)
        select new.id, new.created_at,
            search_form(concat_ws(E'\n', new.content, nullif(new.place, ''), station.name,
                (select name from deputies where id = new.deputy_id))),
            '',
            letter_marks(new.number, to_char(new.created_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD'),
                new.area_code, new.station_id)
        from stations station where station.id = new.station_id;
        return null;
    end $$
"""
KEPT = f"""
    create function keep_letter_words(letter_id uuid) returns void language plpgsql as $$
    begin
        insert into letter_words (message_id, created_at, words, aside, marks) {GATHERED} where letter.id = letter_id
        on conflict (message_id) do update
        set words = excluded.words, aside = excluded.aside, marks = excluded.marks
        where (letter_words.words, letter_words.aside, letter_words.marks)
            is distinct from (excluded.words, excluded.aside, excluded.marks);
    end $$
"""
CHANGED = """
    create function letter_changed() returns trigger language plpgsql as $$
    begin
        perform keep_letter_words(new.id);
        return null;
    end $$
"""
SPOKEN_OF = """
    create function letter_spoken_of() returns trigger language plpgsql as $$
    begin
        perform keep_letter_words(new.message_id);
        return null;
    end $$
"""
TRIGGERS = (
    """
    create trigger letter_written after insert on messages for each row execute function letter_written()
    """,
    """
    create trigger letter_changed after update of content, place, station_id, deputy_id, area_code on messages
    for each row execute function letter_changed()
    """,
    """
    create trigger letter_spoken_of after insert or update of text on message_steps
    for each row when (new.text <> '') execute function letter_spoken_of()
    """,
    """
    create trigger letter_spoken_of after insert or update of text on message_notes
    for each row execute function letter_spoken_of()
    """,
)


def upgrade() -> None:
    for statement in (FORM, LEXEMES, MARKS):
        op.execute(statement)
    op.create_table(
        "letter_words",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("aside", sa.Text(), nullable=False),
        sa.Column("marks", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_letter_words_message_id"), ondelete="cascade"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_letter_words")),
    )
    op.create_index(
        "ix_messages_open",
        "messages",
        ["status", "created_at"],
        postgresql_where="status <> 'concluded' and status <> 'converted' and status <> 'rejected' and status <> 'withdrawn'",
    )
    op.execute(f"insert into letter_words {GATHERED} order by letter.created_at, letter.id")
    op.create_index("ix_letter_words_created_at", "letter_words", ["created_at", "message_id"])
    op.execute(GIN)
    # which pairs are frequent decides nothing, and counting them takes long
    op.execute("alter index ix_letter_words_lexemes alter column 1 set statistics 0")
    for statement in (WRITTEN, KEPT, CHANGED, SPOKEN_OF, *TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    for table in ("message_notes", "message_steps"):
        op.execute(f"drop trigger letter_spoken_of on {table}")
    op.drop_index("ix_messages_open", "messages")
    op.execute("drop trigger letter_changed on messages")
    op.execute("drop trigger letter_written on messages")
    for name in ("letter_spoken_of()", "letter_changed()", "keep_letter_words(uuid)", "letter_written()"):
        op.execute(f"drop function {name}")
    op.drop_table("letter_words")
    for name in (
        "letter_marks(text, text, text, uuid)",
        "letter_lexemes(text, text, text[])",
        "search_form(text)",
    ):
        op.execute(f"drop function {name}")
