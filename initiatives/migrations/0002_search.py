"""The full-text index: a table of words, and the index of the engine that follows it by itself.

A later migration that makes SQLite copy the table anew (a changed column) drops the triggers: it has to run
``make_engine_index`` again.
"""

from django.db import migrations, models

SQLITE_FORWARDS = [
    """
    CREATE VIRTUAL TABLE initiatives_searchindex USING fts5(
        title, aliases, wording, notes,
        content='initiatives_searchtext', content_rowid='id', tokenize="ascii tokenchars '_'"
    )
    """,
    """
    CREATE TRIGGER initiatives_searchtext_insert AFTER INSERT ON initiatives_searchtext BEGIN
        INSERT INTO initiatives_searchindex (rowid, title, aliases, wording, notes)
        VALUES (new.id, new.title, new.aliases, new.wording, new.notes);
    END
    """,
    """
    CREATE TRIGGER initiatives_searchtext_delete AFTER DELETE ON initiatives_searchtext BEGIN
        INSERT INTO initiatives_searchindex (initiatives_searchindex, rowid, title, aliases, wording, notes)
        VALUES ('delete', old.id, old.title, old.aliases, old.wording, old.notes);
    END
    """,
    """
    CREATE TRIGGER initiatives_searchtext_update AFTER UPDATE ON initiatives_searchtext BEGIN
        INSERT INTO initiatives_searchindex (initiatives_searchindex, rowid, title, aliases, wording, notes)
        VALUES ('delete', old.id, old.title, old.aliases, old.wording, old.notes);
        INSERT INTO initiatives_searchindex (rowid, title, aliases, wording, notes)
        VALUES (new.id, new.title, new.aliases, new.wording, new.notes);
    END
    """,
]
SQLITE_BACKWARDS = [
    "DROP TRIGGER initiatives_searchtext_insert",
    "DROP TRIGGER initiatives_searchtext_delete",
    "DROP TRIGGER initiatives_searchtext_update",
    "DROP TABLE initiatives_searchindex",
]

# The words go in as they are: PostgreSQL's own parser would cut and change some of them. Each field starts at the second
# position, so that no phrase reaches from one field into the next; “_” is a gap within a field.
POSTGRESQL_FORWARDS = [
    """
    CREATE FUNCTION initiatives_words(words text, weight "char") RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT setweight(coalesce(string_agg(word || ':' || (place + 1), ' '), '')::tsvector, weight)
        FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY AS listed (word, place)
        WHERE word NOT IN ('', '_')
    $$
    """,
    """
    ALTER TABLE initiatives_searchtext ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        initiatives_words(title, 'A') || initiatives_words(aliases, 'B')
        || initiatives_words(wording, 'C') || initiatives_words(notes, 'D')
    ) STORED
    """,
    "CREATE INDEX initiatives_searchtext_vector ON initiatives_searchtext USING gin (vector)",
]
POSTGRESQL_BACKWARDS = [
    "ALTER TABLE initiatives_searchtext DROP COLUMN vector",
    'DROP FUNCTION initiatives_words(text, "char")',
]


def make_engine_index(apps, schema_editor):
    run(schema_editor, SQLITE_FORWARDS, POSTGRESQL_FORWARDS)


def drop_engine_index(apps, schema_editor):
    run(schema_editor, SQLITE_BACKWARDS, POSTGRESQL_BACKWARDS)


def run(schema_editor, sqlite, postgresql):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "noun",
                    models.CharField(help_text="Which noun the record is, for example commitment.", max_length=20),
                ),
                ("object_id", models.PositiveBigIntegerField(help_text="The primary key of the record.")),
                (
                    "parts",
                    models.JSONField(
                        default=list,
                        help_text="The indexed text as readers see it: a JSON list of pairs of label and text.",
                    ),
                ),
                ("title", models.TextField(blank=True, help_text="Words of its title or names.")),
                (
                    "aliases",
                    models.TextField(
                        blank=True, help_text="Words of other names, and of its technologies and grouping."
                    ),
                ),
                (
                    "wording",
                    models.TextField(
                        blank=True, help_text="Words of what it says: summary, wording, purpose, definition."
                    ),
                ),
                (
                    "notes",
                    models.TextField(
                        blank=True, help_text="Words of what is said about it: statement, follow-ups, place."
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("noun", "object_id"), name="search_text_one_per_record")
                ],
            },
        ),
        migrations.RunPython(make_engine_index, drop_engine_index),
    ]
