"""The record as of the release of 25 November 2026: migrations 0001 to 0007 of that release in one."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

# A later migration that makes SQLite copy the table of words anew (a changed column) drops its triggers: it has to run
# ``make_engine_index`` again.

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
    replaces = [
        ("initiatives", "0001_initial"),
        ("initiatives", "0002_search"),
        ("initiatives", "0003_whole_spans"),
        ("initiatives", "0004_tables"),
        ("initiatives", "0005_distinctions"),
        ("initiatives", "0006_technology_borderline"),
        ("initiatives", "0007_remarks_and_leads"),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, help_text="When the record was first saved (UTC)."),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When the record was last saved (UTC).")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        db_index=True,
                        default="draft",
                        editable=False,
                        help_text="Draft, in review, published or withdrawn; only published records are public.",
                        max_length=20,
                        verbose_name="editorial state",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When the record was first published (UTC); it stays for ever.",
                        null=True,
                    ),
                ),
                (
                    "state_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Why it was sent back, or withdrawn (this is shown to readers).",
                        verbose_name="reason",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="The initiative's official name, or a short description of ours.", max_length=500
                    ),
                ),
                ("summary", models.TextField(help_text="What is promised, in one to three sentences of our own.")),
                (
                    "wording",
                    models.TextField(
                        blank=True,
                        help_text="The words of the text, quoted, where it helps.",
                        verbose_name="exact wording",
                    ),
                ),
                (
                    "locator",
                    models.CharField(
                        blank=True,
                        help_text="Where in the text: a paragraph number or a section heading.",
                        max_length=500,
                    ),
                ),
                (
                    "amount_value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="The sum in whole units of the currency, if the text names one.",
                        max_digits=20,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="amount",
                    ),
                ),
                (
                    "amount_currency",
                    models.CharField(
                        blank=True,
                        help_text="ISO 4217 code, for example USD.",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{3}$", "Three capital letters (ISO 4217), for example USD."
                            )
                        ],
                        verbose_name="currency",
                    ),
                ),
                (
                    "amount_bound",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("exact", "Exact"),
                            ("about", "About"),
                            ("at-least", "At least"),
                            ("up-to", "Up to"),
                            ("target", "Target"),
                        ],
                        help_text="How the sum is meant: exact, about, at least, up to, or a target.",
                        max_length=20,
                        verbose_name="bound",
                    ),
                ),
                (
                    "amount_scope",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("whole", "Whole commitment"),
                            ("share", "One party's share"),
                            ("wider", "Wider programme"),
                        ],
                        help_text="What the sum covers: this commitment as a whole, one party's share, or a wider programme.",
                        max_length=20,
                        verbose_name="scope",
                    ),
                ),
                (
                    "amount_note",
                    models.TextField(
                        blank=True, help_text="Who pays, for what, over which years.", verbose_name="note on the amount"
                    ),
                ),
                (
                    "evidence",
                    models.CharField(
                        choices=[("verified", "Verified"), ("secondary", "Secondary"), ("unverified", "Unverified")],
                        help_text="How well the announcement is evidenced.",
                        max_length=20,
                        verbose_name="grade of evidence",
                    ),
                ),
                (
                    "blanks",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Why a field is empty: a JSON object of field and reason (searched, silent, not-applicable).",
                    ),
                ),
                (
                    "target_date_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: by when it is to be done, if the text says so.",
                        null=True,
                        verbose_name="target date (earliest)",
                    ),
                ),
                (
                    "target_date_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: by when it is to be done, if the text says so.",
                        null=True,
                        verbose_name="target date (latest)",
                    ),
                ),
                (
                    "status_as_of_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: up to when the evidence on its status was read.",
                        null=True,
                        verbose_name="status as of (earliest)",
                    ),
                ),
                (
                    "status_as_of_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: up to when the evidence on its status was read.",
                        null=True,
                        verbose_name="status as of (latest)",
                    ),
                ),
            ],
            options={
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="Mode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.SlugField(help_text="The code used in addresses and data.", max_length=40, unique=True),
                ),
                ("name", models.CharField(help_text="The name shown to readers.", max_length=100)),
                ("definition", models.TextField(help_text="What belongs here and what does not.")),
                ("position", models.PositiveSmallIntegerField(help_text="Its place in lists.")),
            ],
            options={
                "verbose_name": "mode of cooperation",
                "verbose_name_plural": "modes of cooperation",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCommitment",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When the record was first saved (UTC)."
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, help_text="When the record was last saved (UTC)."),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        db_index=True,
                        default="draft",
                        editable=False,
                        help_text="Draft, in review, published or withdrawn; only published records are public.",
                        max_length=20,
                        verbose_name="editorial state",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When the record was first published (UTC); it stays for ever.",
                        null=True,
                    ),
                ),
                (
                    "state_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Why it was sent back, or withdrawn (this is shown to readers).",
                        verbose_name="reason",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="The initiative's official name, or a short description of ours.", max_length=500
                    ),
                ),
                ("summary", models.TextField(help_text="What is promised, in one to three sentences of our own.")),
                (
                    "wording",
                    models.TextField(
                        blank=True,
                        help_text="The words of the text, quoted, where it helps.",
                        verbose_name="exact wording",
                    ),
                ),
                (
                    "locator",
                    models.CharField(
                        blank=True,
                        help_text="Where in the text: a paragraph number or a section heading.",
                        max_length=500,
                    ),
                ),
                (
                    "amount_value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="The sum in whole units of the currency, if the text names one.",
                        max_digits=20,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="amount",
                    ),
                ),
                (
                    "amount_currency",
                    models.CharField(
                        blank=True,
                        help_text="ISO 4217 code, for example USD.",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{3}$", "Three capital letters (ISO 4217), for example USD."
                            )
                        ],
                        verbose_name="currency",
                    ),
                ),
                (
                    "amount_bound",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("exact", "Exact"),
                            ("about", "About"),
                            ("at-least", "At least"),
                            ("up-to", "Up to"),
                            ("target", "Target"),
                        ],
                        help_text="How the sum is meant: exact, about, at least, up to, or a target.",
                        max_length=20,
                        verbose_name="bound",
                    ),
                ),
                (
                    "amount_scope",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("whole", "Whole commitment"),
                            ("share", "One party's share"),
                            ("wider", "Wider programme"),
                        ],
                        help_text="What the sum covers: this commitment as a whole, one party's share, or a wider programme.",
                        max_length=20,
                        verbose_name="scope",
                    ),
                ),
                (
                    "amount_note",
                    models.TextField(
                        blank=True, help_text="Who pays, for what, over which years.", verbose_name="note on the amount"
                    ),
                ),
                (
                    "evidence",
                    models.CharField(
                        choices=[("verified", "Verified"), ("secondary", "Secondary"), ("unverified", "Unverified")],
                        help_text="How well the announcement is evidenced.",
                        max_length=20,
                        verbose_name="grade of evidence",
                    ),
                ),
                (
                    "blanks",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Why a field is empty: a JSON object of field and reason (searched, silent, not-applicable).",
                    ),
                ),
                (
                    "target_date_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: by when it is to be done, if the text says so.",
                        null=True,
                        verbose_name="target date (earliest)",
                    ),
                ),
                (
                    "target_date_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: by when it is to be done, if the text says so.",
                        null=True,
                        verbose_name="target date (latest)",
                    ),
                ),
                (
                    "status_as_of_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: up to when the evidence on its status was read.",
                        null=True,
                        verbose_name="status as of (earliest)",
                    ),
                ),
                (
                    "status_as_of_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: up to when the evidence on its status was read.",
                        null=True,
                        verbose_name="status as of (latest)",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical commitment",
                "verbose_name_plural": "historical commitments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSearchRecord",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When the record was first saved (UTC)."
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, help_text="When the record was last saved (UTC)."),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        editable=False, help_text="Its permanent number within the commitment; part of its address."
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("wording", "Wording"),
                            ("locator", "Locator"),
                            ("amount", "Amount"),
                            ("target_date", "Target date"),
                            ("source", "Source"),
                            ("follow_ups", "Follow ups"),
                        ],
                        help_text="Which value was looked for.",
                        max_length=20,
                    ),
                ),
                ("question", models.CharField(help_text="What was to be found out.", max_length=500)),
                ("where", models.TextField(help_text="Which sites, collections and documents were searched.")),
                ("words", models.TextField(blank=True, help_text="The words searched for.")),
                (
                    "languages",
                    models.CharField(blank=True, help_text="In which languages, for example “en, ja”.", max_length=100),
                ),
                ("done_on", models.DateField(help_text="The day of the search; it goes stale after 180 days.")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("nothing-found", "Nothing found"),
                            ("found", "Found"),
                            ("out-of-reach", "Out of reach"),
                        ],
                        help_text="What came of it.",
                        max_length=20,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The commitment it is about.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.commitment",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Who searched (never shown to readers).",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical search record",
                "verbose_name_plural": "historical search records",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSource",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When the record was first saved (UTC)."
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, help_text="When the record was last saved (UTC)."),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                    ),
                ),
                ("title", models.CharField(help_text="The title of the publication.", max_length=500)),
                ("publisher", models.CharField(help_text="Who published it.", max_length=500)),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        help_text="The public address of the publication itself.",
                        max_length=2000,
                        verbose_name="address",
                    ),
                ),
                (
                    "archive_url",
                    models.URLField(
                        blank=True,
                        help_text="The address of an archived copy, for example in the Internet Archive.",
                        max_length=2000,
                        verbose_name="archive address",
                    ),
                ),
                (
                    "read_at",
                    models.URLField(
                        blank=True,
                        help_text="The address of the copy that was read, where it was not the publication itself.",
                        max_length=2000,
                        verbose_name="copy read at",
                    ),
                ),
                ("accessed_on", models.DateField(blank=True, help_text="The day on which it was read.", null=True)),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="ISO 639-1 code of its language.",
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2}$", "Two lower-case letters (ISO 639-1), for example “en”."
                            )
                        ],
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("primary", "Primary"), ("secondary", "Secondary")],
                        help_text="A primary source, or one that reports on it.",
                        max_length=20,
                    ),
                ),
                (
                    "published_on_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: the day, month or year it was published.",
                        null=True,
                        verbose_name="published on (earliest)",
                    ),
                ),
                (
                    "published_on_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: the day, month or year it was published.",
                        null=True,
                        verbose_name="published on (latest)",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical source",
                "verbose_name_plural": "historical sources",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalState",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When the record was first saved (UTC)."
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, help_text="When the record was last saved (UTC)."),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                    ),
                ),
                (
                    "iso3",
                    models.CharField(
                        db_index=True,
                        help_text="ISO 3166-1 alpha-3, for example KOR. The European Union has the reserved code EUE.",
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{3}$", "Three capital letters (ISO 3166-1 alpha-3)."
                            )
                        ],
                        verbose_name="ISO code",
                    ),
                ),
                (
                    "iso2",
                    models.CharField(
                        blank=True,
                        help_text="ISO 3166-1 alpha-2, for example KR.",
                        max_length=2,
                        verbose_name="two-letter code",
                    ),
                ),
                (
                    "numeric",
                    models.CharField(
                        blank=True,
                        help_text="ISO 3166-1 numeric, the same as the UN M49 code.",
                        max_length=3,
                        verbose_name="numeric code",
                    ),
                ),
                ("name", models.CharField(db_index=True, help_text="The common English name.", max_length=100)),
                ("official_name", models.CharField(blank=True, help_text="The official English name.", max_length=500)),
                (
                    "aliases",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Other names, in any script, as a JSON list; search and text coding know them.",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("state", "State"), ("territory", "Territory"), ("union", "Union of states")],
                        default="state",
                        help_text="What kind of party it is.",
                        max_length=20,
                    ),
                ),
                (
                    "region",
                    models.CharField(
                        blank=True,
                        help_text="Sub-region of the UN M49 standard, for example Eastern Asia.",
                        max_length=100,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical state",
                "verbose_name_plural": "historical states",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCommitment_modes",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "commitment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.commitment",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="initiatives.historicalcommitment",
                    ),
                ),
                (
                    "mode",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.mode",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalCommitment_modes",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="commitment",
            name="modes",
            field=models.ManyToManyField(
                help_text="How the states work together.", related_name="commitments", to="initiatives.mode"
            ),
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, help_text="When the record was first saved (UTC)."),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When the record was last saved (UTC).")),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                ("title", models.CharField(help_text="The title of the publication.", max_length=500)),
                ("publisher", models.CharField(help_text="Who published it.", max_length=500)),
                (
                    "url",
                    models.URLField(
                        blank=True,
                        help_text="The public address of the publication itself.",
                        max_length=2000,
                        verbose_name="address",
                    ),
                ),
                (
                    "archive_url",
                    models.URLField(
                        blank=True,
                        help_text="The address of an archived copy, for example in the Internet Archive.",
                        max_length=2000,
                        verbose_name="archive address",
                    ),
                ),
                (
                    "read_at",
                    models.URLField(
                        blank=True,
                        help_text="The address of the copy that was read, where it was not the publication itself.",
                        max_length=2000,
                        verbose_name="copy read at",
                    ),
                ),
                ("accessed_on", models.DateField(blank=True, help_text="The day on which it was read.", null=True)),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="ISO 639-1 code of its language.",
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2}$", "Two lower-case letters (ISO 639-1), for example “en”."
                            )
                        ],
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("primary", "Primary"), ("secondary", "Secondary")],
                        help_text="A primary source, or one that reports on it.",
                        max_length=20,
                    ),
                ),
                (
                    "published_on_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: the day, month or year it was published.",
                        null=True,
                        verbose_name="published on (earliest)",
                    ),
                ),
                (
                    "published_on_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: the day, month or year it was published.",
                        null=True,
                        verbose_name="published on (latest)",
                    ),
                ),
            ],
            options={
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["primary", "secondary"])),
                        name="source_level_is_known",
                        violation_error_message="Unknown level.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_on_earliest__isnull", True), ("published_on_latest__isnull", True)),
                            models.Q(
                                ("published_on_earliest__isnull", False),
                                ("published_on_latest__gte", models.F("published_on_earliest")),
                            ),
                            _connector="OR",
                        ),
                        name="source_published_on_is_a_span",
                        violation_error_message="The published on has a first and a last day in order, or neither.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalGrouping",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When the record was first saved (UTC)."
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, help_text="When the record was last saved (UTC)."),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        db_index=True,
                        default="draft",
                        editable=False,
                        help_text="Draft, in review, published or withdrawn; only published records are public.",
                        max_length=20,
                        verbose_name="editorial state",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When the record was first published (UTC); it stays for ever.",
                        null=True,
                    ),
                ),
                (
                    "state_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Why it was sent back, or withdrawn (this is shown to readers).",
                        verbose_name="reason",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                    ),
                ),
                ("name", models.CharField(help_text="The full name.", max_length=500)),
                ("short_name", models.CharField(help_text="The name used in lists and sentences.", max_length=100)),
                (
                    "aliases",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Other names, in any script, as a JSON list; search and text coding know them.",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(blank=True, help_text="What it is for and how it came about, in our own words."),
                ),
                (
                    "founded_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: the day, month or year it was founded or first met.",
                        null=True,
                        verbose_name="founded (earliest)",
                    ),
                ),
                (
                    "founded_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: the day, month or year it was founded or first met.",
                        null=True,
                        verbose_name="founded (latest)",
                    ),
                ),
                (
                    "ended_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: the day, month or year it ended; empty while it goes on.",
                        null=True,
                        verbose_name="ended (earliest)",
                    ),
                ),
                (
                    "ended_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: the day, month or year it ended; empty while it goes on.",
                        null=True,
                        verbose_name="ended (latest)",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Where its founding was read.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical grouping",
                "verbose_name_plural": "historical groupings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicalcommitment",
            name="source",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="Where it was read.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="initiatives.source",
            ),
        ),
        migrations.CreateModel(
            name="Grouping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, help_text="When the record was first saved (UTC)."),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When the record was last saved (UTC).")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        db_index=True,
                        default="draft",
                        editable=False,
                        help_text="Draft, in review, published or withdrawn; only published records are public.",
                        max_length=20,
                        verbose_name="editorial state",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When the record was first published (UTC); it stays for ever.",
                        null=True,
                    ),
                ),
                (
                    "state_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Why it was sent back, or withdrawn (this is shown to readers).",
                        verbose_name="reason",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(help_text="The full name.", max_length=500)),
                ("short_name", models.CharField(help_text="The name used in lists and sentences.", max_length=100)),
                (
                    "aliases",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Other names, in any script, as a JSON list; search and text coding know them.",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(blank=True, help_text="What it is for and how it came about, in our own words."),
                ),
                (
                    "founded_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: the day, month or year it was founded or first met.",
                        null=True,
                        verbose_name="founded (earliest)",
                    ),
                ),
                (
                    "founded_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: the day, month or year it was founded or first met.",
                        null=True,
                        verbose_name="founded (latest)",
                    ),
                ),
                (
                    "ended_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: the day, month or year it ended; empty while it goes on.",
                        null=True,
                        verbose_name="ended (earliest)",
                    ),
                ),
                (
                    "ended_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: the day, month or year it ended; empty while it goes on.",
                        null=True,
                        verbose_name="ended (latest)",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where its founding was read.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="groupings",
                        to="initiatives.source",
                    ),
                ),
            ],
            options={
                "ordering": ["short_name"],
            },
        ),
        migrations.AddField(
            model_name="commitment",
            name="source",
            field=models.ForeignKey(
                blank=True,
                help_text="Where it was read.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="commitments",
                to="initiatives.source",
            ),
        ),
        migrations.CreateModel(
            name="State",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, help_text="When the record was first saved (UTC)."),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When the record was last saved (UTC).")),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                (
                    "iso3",
                    models.CharField(
                        help_text="ISO 3166-1 alpha-3, for example KOR. The European Union has the reserved code EUE.",
                        max_length=3,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{3}$", "Three capital letters (ISO 3166-1 alpha-3)."
                            )
                        ],
                        verbose_name="ISO code",
                    ),
                ),
                (
                    "iso2",
                    models.CharField(
                        blank=True,
                        help_text="ISO 3166-1 alpha-2, for example KR.",
                        max_length=2,
                        verbose_name="two-letter code",
                    ),
                ),
                (
                    "numeric",
                    models.CharField(
                        blank=True,
                        help_text="ISO 3166-1 numeric, the same as the UN M49 code.",
                        max_length=3,
                        verbose_name="numeric code",
                    ),
                ),
                ("name", models.CharField(help_text="The common English name.", max_length=100, unique=True)),
                ("official_name", models.CharField(blank=True, help_text="The official English name.", max_length=500)),
                (
                    "aliases",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Other names, in any script, as a JSON list; search and text coding know them.",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("state", "State"), ("territory", "Territory"), ("union", "Union of states")],
                        default="state",
                        help_text="What kind of party it is.",
                        max_length=20,
                    ),
                ),
                (
                    "region",
                    models.CharField(
                        blank=True,
                        help_text="Sub-region of the UN M49 standard, for example Eastern Asia.",
                        max_length=100,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["state", "territory", "union"])),
                        name="state_kind_is_known",
                        violation_error_message="Unknown kind.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, help_text="When the record was first saved (UTC)."),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When the record was last saved (UTC).")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "Lead"),
                            ("participant", "Participant"),
                            ("host", "Host"),
                            ("beneficiary", "Beneficiary"),
                        ],
                        default="participant",
                        help_text="Lead, participant, host or beneficiary, as the text has it.",
                        max_length=20,
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        help_text="What it takes part in.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="initiatives.commitment",
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        help_text="The party.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="initiatives.state",
                    ),
                ),
            ],
            options={
                "ordering": ["state__name", "role"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, help_text="When the record was first saved (UTC)."),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When the record was last saved (UTC).")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("member", "Member"),
                            ("partner", "Partner"),
                            ("observer", "Observer"),
                            ("candidate", "Candidate"),
                        ],
                        default="member",
                        help_text="Member, partner, observer, or candidate that is only discussed.",
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="What a reader should know about this period.")),
                (
                    "joined_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: when this period began; empty when not known.",
                        null=True,
                        verbose_name="joined (earliest)",
                    ),
                ),
                (
                    "joined_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: when this period began; empty when not known.",
                        null=True,
                        verbose_name="joined (latest)",
                    ),
                ),
                (
                    "left_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: when this period ended; empty while it goes on.",
                        null=True,
                        verbose_name="left (earliest)",
                    ),
                ),
                (
                    "left_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: when this period ended; empty while it goes on.",
                        null=True,
                        verbose_name="left (latest)",
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        help_text="The grouping it takes part in.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="initiatives.grouping",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where this was read.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="initiatives.source",
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        help_text="Who takes part.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="initiatives.state",
                    ),
                ),
            ],
            options={
                "ordering": ["grouping__short_name", "state__name", "joined_earliest"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSummit",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When the record was first saved (UTC)."
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, help_text="When the record was last saved (UTC)."),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        db_index=True,
                        default="draft",
                        editable=False,
                        help_text="Draft, in review, published or withdrawn; only published records are public.",
                        max_length=20,
                        verbose_name="editorial state",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When the record was first published (UTC); it stays for ever.",
                        null=True,
                    ),
                ),
                (
                    "state_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Why it was sent back, or withdrawn (this is shown to readers).",
                        verbose_name="reason",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                    ),
                ),
                ("name", models.CharField(help_text="The name of the meeting.", max_length=500)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("leaders", "Leaders"),
                            ("ministers", "Ministers"),
                            ("officials", "Officials"),
                            ("working-group", "Working group"),
                        ],
                        help_text="Who met.",
                        max_length=20,
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        blank=True,
                        choices=[("in-person", "In person"), ("virtual", "Virtual"), ("hybrid", "Hybrid")],
                        help_text="In person, virtual or both.",
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("planned", "Planned"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="held",
                        help_text="Held, planned, postponed or cancelled. Give the reason in the note.",
                        max_length=20,
                    ),
                ),
                (
                    "city",
                    models.CharField(blank=True, help_text="Where it took place or was to take place.", max_length=200),
                ),
                ("venue", models.CharField(blank=True, help_text="The building or address.", max_length=500)),
                (
                    "sidelines_of",
                    models.CharField(
                        blank=True,
                        help_text="The larger meeting, for example UNGA 78.",
                        max_length=500,
                        verbose_name="on the sidelines of",
                    ),
                ),
                (
                    "note",
                    models.TextField(blank=True, help_text="What a reader should know, above all why it was not held."),
                ),
                (
                    "start_earliest",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        help_text="First day of the span: the first day of the meeting, or the day it was planned for.",
                        null=True,
                        verbose_name="start (earliest)",
                    ),
                ),
                (
                    "start_latest",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        help_text="Last day of the span: the first day of the meeting, or the day it was planned for.",
                        null=True,
                        verbose_name="start (latest)",
                    ),
                ),
                (
                    "end_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: the last day of the meeting.",
                        null=True,
                        verbose_name="end (earliest)",
                    ),
                ),
                (
                    "end_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: the last day of the meeting.",
                        null=True,
                        verbose_name="end (latest)",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Whose meeting it is.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.grouping",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Where this was read.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.source",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="In which state.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.state",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical summit",
                "verbose_name_plural": "historical summits",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalParticipation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When the record was first saved (UTC)."
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, help_text="When the record was last saved (UTC)."),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "Lead"),
                            ("participant", "Participant"),
                            ("host", "Host"),
                            ("beneficiary", "Beneficiary"),
                        ],
                        default="participant",
                        help_text="Lead, participant, host or beneficiary, as the text has it.",
                        max_length=20,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="What it takes part in.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.commitment",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The party.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.state",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical participation",
                "verbose_name_plural": "historical participations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMembership",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When the record was first saved (UTC)."
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, help_text="When the record was last saved (UTC)."),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("member", "Member"),
                            ("partner", "Partner"),
                            ("observer", "Observer"),
                            ("candidate", "Candidate"),
                        ],
                        default="member",
                        help_text="Member, partner, observer, or candidate that is only discussed.",
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="What a reader should know about this period.")),
                (
                    "joined_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: when this period began; empty when not known.",
                        null=True,
                        verbose_name="joined (earliest)",
                    ),
                ),
                (
                    "joined_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: when this period began; empty when not known.",
                        null=True,
                        verbose_name="joined (latest)",
                    ),
                ),
                (
                    "left_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: when this period ended; empty while it goes on.",
                        null=True,
                        verbose_name="left (earliest)",
                    ),
                ),
                (
                    "left_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: when this period ended; empty while it goes on.",
                        null=True,
                        verbose_name="left (latest)",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The grouping it takes part in.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.grouping",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Where this was read.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.source",
                    ),
                ),
                (
                    "state",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Who takes part.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.state",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical membership",
                "verbose_name_plural": "historical memberships",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="commitment",
            name="parties",
            field=models.ManyToManyField(
                related_name="commitments", through="initiatives.Participation", to="initiatives.state"
            ),
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, help_text="When the record was first saved (UTC)."),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When the record was last saved (UTC).")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        db_index=True,
                        default="draft",
                        editable=False,
                        help_text="Draft, in review, published or withdrawn; only published records are public.",
                        max_length=20,
                        verbose_name="editorial state",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When the record was first published (UTC); it stays for ever.",
                        null=True,
                    ),
                ),
                (
                    "state_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Why it was sent back, or withdrawn (this is shown to readers).",
                        verbose_name="reason",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                ("title", models.CharField(help_text="The official title, in full.", max_length=500)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("joint-statement", "Joint statement"),
                            ("fact-sheet", "Fact sheet"),
                            ("principles", "Principles"),
                            ("declaration", "Declaration"),
                            ("readout", "Readout"),
                            ("report", "Report"),
                            ("press-release", "Press release"),
                        ],
                        help_text="What kind of text it is.",
                        max_length=20,
                    ),
                ),
                ("issuer", models.CharField(blank=True, help_text="Who published this copy.", max_length=500)),
                (
                    "url",
                    models.URLField(
                        blank=True, help_text="The public address of the text.", max_length=2000, verbose_name="address"
                    ),
                ),
                (
                    "archive_url",
                    models.URLField(
                        blank=True,
                        help_text="The address of an archived copy.",
                        max_length=2000,
                        verbose_name="archive address",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="ISO 639-1 code of this copy's language.",
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2}$", "Two lower-case letters (ISO 639-1), for example “en”."
                            )
                        ],
                    ),
                ),
                (
                    "coding",
                    models.CharField(
                        choices=[
                            ("complete", "Complete"),
                            ("technology-part", "Technology part"),
                            ("not-read", "Not read"),
                        ],
                        default="not-read",
                        help_text="How much of the text was read for commitments.",
                        max_length=20,
                    ),
                ),
                (
                    "issued_on_earliest",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        help_text="First day of the span: the day, month or year of issue; empty when not known.",
                        null=True,
                        verbose_name="issued on (earliest)",
                    ),
                ),
                (
                    "issued_on_latest",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        help_text="Last day of the span: the day, month or year of issue; empty when not known.",
                        null=True,
                        verbose_name="issued on (latest)",
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        help_text="Whose text it is.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="initiatives.grouping",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="The copy that was read.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="initiatives.source",
                    ),
                ),
            ],
            options={
                "ordering": [models.OrderBy(models.F("issued_on_latest"), descending=True, nulls_last=True), "slug"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalFollowUp",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When the record was first saved (UTC)."
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, help_text="When the record was last saved (UTC)."),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        db_index=True,
                        default="draft",
                        editable=False,
                        help_text="Draft, in review, published or withdrawn; only published records are public.",
                        max_length=20,
                        verbose_name="editorial state",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When the record was first published (UTC); it stays for ever.",
                        null=True,
                    ),
                ),
                (
                    "state_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Why it was sent back, or withdrawn (this is shown to readers).",
                        verbose_name="reason",
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        editable=False, help_text="Its permanent number within the commitment; part of its address."
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reaffirmed", "Reaffirmed"),
                            ("expanded", "Expanded"),
                            ("progress", "Progress"),
                            ("completed", "Completed"),
                            ("stalled", "Stalled"),
                            ("superseded", "Superseded"),
                            ("assessed", "Assessed"),
                        ],
                        help_text="What it did.",
                        max_length=20,
                    ),
                ),
                (
                    "supports",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("announced", "Announced"),
                            ("under-way", "Under way"),
                            ("completed", "Completed"),
                            ("stalled", "Stalled"),
                            ("superseded", "Superseded"),
                            ("unknown", "Unknown"),
                            ("none", "No status"),
                        ],
                        help_text="Leave empty for what its kind stands for; choose only where the text says otherwise.",
                        max_length=20,
                        verbose_name="status it supports",
                    ),
                ),
                ("locator", models.CharField(blank=True, help_text="Where in the text.", max_length=500)),
                ("note", models.TextField(blank=True, help_text="What happened, in a sentence or two of our own.")),
                (
                    "date_earliest",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        help_text="First day of the span: when it happened; this decides the order.",
                        null=True,
                        verbose_name="date (earliest)",
                    ),
                ),
                (
                    "date_latest",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        help_text="Last day of the span: when it happened; this decides the order.",
                        null=True,
                        verbose_name="date (latest)",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The commitment it is about.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.commitment",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Where it was read.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.source",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The statement that says so; it may be another grouping's.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.statement",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical follow-up",
                "verbose_name_plural": "historical follow-ups",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicalcommitment",
            name="statement",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The text in which it was first announced.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="initiatives.statement",
            ),
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, help_text="When the record was first saved (UTC)."),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When the record was last saved (UTC).")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        db_index=True,
                        default="draft",
                        editable=False,
                        help_text="Draft, in review, published or withdrawn; only published records are public.",
                        max_length=20,
                        verbose_name="editorial state",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When the record was first published (UTC); it stays for ever.",
                        null=True,
                    ),
                ),
                (
                    "state_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Why it was sent back, or withdrawn (this is shown to readers).",
                        verbose_name="reason",
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        editable=False, help_text="Its permanent number within the commitment; part of its address."
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reaffirmed", "Reaffirmed"),
                            ("expanded", "Expanded"),
                            ("progress", "Progress"),
                            ("completed", "Completed"),
                            ("stalled", "Stalled"),
                            ("superseded", "Superseded"),
                            ("assessed", "Assessed"),
                        ],
                        help_text="What it did.",
                        max_length=20,
                    ),
                ),
                (
                    "supports",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("announced", "Announced"),
                            ("under-way", "Under way"),
                            ("completed", "Completed"),
                            ("stalled", "Stalled"),
                            ("superseded", "Superseded"),
                            ("unknown", "Unknown"),
                            ("none", "No status"),
                        ],
                        help_text="Leave empty for what its kind stands for; choose only where the text says otherwise.",
                        max_length=20,
                        verbose_name="status it supports",
                    ),
                ),
                ("locator", models.CharField(blank=True, help_text="Where in the text.", max_length=500)),
                ("note", models.TextField(blank=True, help_text="What happened, in a sentence or two of our own.")),
                (
                    "date_earliest",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        help_text="First day of the span: when it happened; this decides the order.",
                        null=True,
                        verbose_name="date (earliest)",
                    ),
                ),
                (
                    "date_latest",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        help_text="Last day of the span: when it happened; this decides the order.",
                        null=True,
                        verbose_name="date (latest)",
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        help_text="The commitment it is about.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_ups",
                        to="initiatives.commitment",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where it was read.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="initiatives.source",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        help_text="The statement that says so; it may be another grouping's.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="initiatives.statement",
                    ),
                ),
            ],
            options={
                "verbose_name": "follow-up",
                "ordering": ["commitment__slug", "number"],
            },
        ),
        migrations.AddField(
            model_name="commitment",
            name="statement",
            field=models.ForeignKey(
                help_text="The text in which it was first announced.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="commitments",
                to="initiatives.statement",
            ),
        ),
        migrations.CreateModel(
            name="Summit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, help_text="When the record was first saved (UTC)."),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When the record was last saved (UTC).")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        db_index=True,
                        default="draft",
                        editable=False,
                        help_text="Draft, in review, published or withdrawn; only published records are public.",
                        max_length=20,
                        verbose_name="editorial state",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When the record was first published (UTC); it stays for ever.",
                        null=True,
                    ),
                ),
                (
                    "state_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Why it was sent back, or withdrawn (this is shown to readers).",
                        verbose_name="reason",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(help_text="The name of the meeting.", max_length=500)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("leaders", "Leaders"),
                            ("ministers", "Ministers"),
                            ("officials", "Officials"),
                            ("working-group", "Working group"),
                        ],
                        help_text="Who met.",
                        max_length=20,
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        blank=True,
                        choices=[("in-person", "In person"), ("virtual", "Virtual"), ("hybrid", "Hybrid")],
                        help_text="In person, virtual or both.",
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("planned", "Planned"),
                            ("postponed", "Postponed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="held",
                        help_text="Held, planned, postponed or cancelled. Give the reason in the note.",
                        max_length=20,
                    ),
                ),
                (
                    "city",
                    models.CharField(blank=True, help_text="Where it took place or was to take place.", max_length=200),
                ),
                ("venue", models.CharField(blank=True, help_text="The building or address.", max_length=500)),
                (
                    "sidelines_of",
                    models.CharField(
                        blank=True,
                        help_text="The larger meeting, for example UNGA 78.",
                        max_length=500,
                        verbose_name="on the sidelines of",
                    ),
                ),
                (
                    "note",
                    models.TextField(blank=True, help_text="What a reader should know, above all why it was not held."),
                ),
                (
                    "start_earliest",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        help_text="First day of the span: the first day of the meeting, or the day it was planned for.",
                        null=True,
                        verbose_name="start (earliest)",
                    ),
                ),
                (
                    "start_latest",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        help_text="Last day of the span: the first day of the meeting, or the day it was planned for.",
                        null=True,
                        verbose_name="start (latest)",
                    ),
                ),
                (
                    "end_earliest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="First day of the span: the last day of the meeting.",
                        null=True,
                        verbose_name="end (earliest)",
                    ),
                ),
                (
                    "end_latest",
                    models.DateField(
                        blank=True,
                        editable=False,
                        help_text="Last day of the span: the last day of the meeting.",
                        null=True,
                        verbose_name="end (latest)",
                    ),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        help_text="Whose meeting it is.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="summits",
                        to="initiatives.grouping",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        help_text="In which state.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosted_summits",
                        to="initiatives.state",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where this was read.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="summits",
                        to="initiatives.source",
                    ),
                ),
            ],
            options={
                "ordering": [models.OrderBy(models.F("start_latest"), descending=True, nulls_last=True), "slug"],
            },
        ),
        migrations.AddField(
            model_name="statement",
            name="summit",
            field=models.ForeignKey(
                blank=True,
                help_text="The meeting that issued it, if one did.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="initiatives.summit",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalStatement",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When the record was first saved (UTC)."
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, help_text="When the record was last saved (UTC)."),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in-review", "In review"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        db_index=True,
                        default="draft",
                        editable=False,
                        help_text="Draft, in review, published or withdrawn; only published records are public.",
                        max_length=20,
                        verbose_name="editorial state",
                    ),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When the record was first published (UTC); it stays for ever.",
                        null=True,
                    ),
                ),
                (
                    "state_reason",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Why it was sent back, or withdrawn (this is shown to readers).",
                        verbose_name="reason",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                    ),
                ),
                ("title", models.CharField(help_text="The official title, in full.", max_length=500)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("joint-statement", "Joint statement"),
                            ("fact-sheet", "Fact sheet"),
                            ("principles", "Principles"),
                            ("declaration", "Declaration"),
                            ("readout", "Readout"),
                            ("report", "Report"),
                            ("press-release", "Press release"),
                        ],
                        help_text="What kind of text it is.",
                        max_length=20,
                    ),
                ),
                ("issuer", models.CharField(blank=True, help_text="Who published this copy.", max_length=500)),
                (
                    "url",
                    models.URLField(
                        blank=True, help_text="The public address of the text.", max_length=2000, verbose_name="address"
                    ),
                ),
                (
                    "archive_url",
                    models.URLField(
                        blank=True,
                        help_text="The address of an archived copy.",
                        max_length=2000,
                        verbose_name="archive address",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="ISO 639-1 code of this copy's language.",
                        max_length=2,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2}$", "Two lower-case letters (ISO 639-1), for example “en”."
                            )
                        ],
                    ),
                ),
                (
                    "coding",
                    models.CharField(
                        choices=[
                            ("complete", "Complete"),
                            ("technology-part", "Technology part"),
                            ("not-read", "Not read"),
                        ],
                        default="not-read",
                        help_text="How much of the text was read for commitments.",
                        max_length=20,
                    ),
                ),
                (
                    "issued_on_earliest",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        help_text="First day of the span: the day, month or year of issue; empty when not known.",
                        null=True,
                        verbose_name="issued on (earliest)",
                    ),
                ),
                (
                    "issued_on_latest",
                    models.DateField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        help_text="Last day of the span: the day, month or year of issue; empty when not known.",
                        null=True,
                        verbose_name="issued on (latest)",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "grouping",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Whose text it is.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.grouping",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The copy that was read.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.source",
                    ),
                ),
                (
                    "summit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The meeting that issued it, if one did.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.summit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical statement",
                "verbose_name_plural": "historical statements",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Technology",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, help_text="When the record was first saved (UTC)."),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When the record was last saved (UTC).")),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(help_text="The name shown to readers.", max_length=100, unique=True)),
                (
                    "aliases",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Other names, in any script, as a JSON list; search and text coding know them.",
                    ),
                ),
                (
                    "definition",
                    models.TextField(
                        blank=True, help_text="What belongs here and what does not, in one or two sentences."
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        help_text="The broader technology; a search for it finds this one too.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="initiatives.technology",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "technologies",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTechnology",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="When the record was first saved (UTC)."
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, help_text="When the record was last saved (UTC)."),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
                        max_length=100,
                    ),
                ),
                ("name", models.CharField(db_index=True, help_text="The name shown to readers.", max_length=100)),
                (
                    "aliases",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Other names, in any script, as a JSON list; search and text coding know them.",
                    ),
                ),
                (
                    "definition",
                    models.TextField(
                        blank=True, help_text="What belongs here and what does not, in one or two sentences."
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The broader technology; a search for it finds this one too.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.technology",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical technology",
                "verbose_name_plural": "historical technologies",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCommitment_technologies",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "commitment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.commitment",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="initiatives.historicalcommitment",
                    ),
                ),
                (
                    "technology",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="initiatives.technology",
                    ),
                ),
            ],
            options={
                "verbose_name": "HistoricalCommitment_technologies",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="commitment",
            name="technologies",
            field=models.ManyToManyField(
                help_text="What it is about: the most specific that fit.",
                related_name="commitments",
                to="initiatives.technology",
            ),
        ),
        migrations.CreateModel(
            name="SearchRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "imported_digest",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
                        max_length=64,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, help_text="When the record was first saved (UTC)."),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, help_text="When the record was last saved (UTC).")),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        editable=False, help_text="Its permanent number within the commitment; part of its address."
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("wording", "Wording"),
                            ("locator", "Locator"),
                            ("amount", "Amount"),
                            ("target_date", "Target date"),
                            ("source", "Source"),
                            ("follow_ups", "Follow ups"),
                        ],
                        help_text="Which value was looked for.",
                        max_length=20,
                    ),
                ),
                ("question", models.CharField(help_text="What was to be found out.", max_length=500)),
                ("where", models.TextField(help_text="Which sites, collections and documents were searched.")),
                ("words", models.TextField(blank=True, help_text="The words searched for.")),
                (
                    "languages",
                    models.CharField(blank=True, help_text="In which languages, for example “en, ja”.", max_length=100),
                ),
                ("done_on", models.DateField(help_text="The day of the search; it goes stale after 180 days.")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("nothing-found", "Nothing found"),
                            ("found", "Found"),
                            ("out-of-reach", "Out of reach"),
                        ],
                        help_text="What came of it.",
                        max_length=20,
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        help_text="The commitment it is about.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="search_records",
                        to="initiatives.commitment",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who searched (never shown to readers).",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["commitment__slug", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["nothing-found", "found", "out-of-reach"])),
                        name="search_record_outcome_is_known",
                        violation_error_message="Unknown outcome.",
                    ),
                    models.UniqueConstraint(fields=("commitment", "number"), name="search_record_number_once"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="grouping",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "in-review", "published", "withdrawn"])),
                name="grouping_state_is_known",
                violation_error_message="Unknown state.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grouping",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "in-review"]), ("published_at__isnull", False), _connector="OR"
                ),
                name="grouping_public_has_day",
                violation_error_message="A published or withdrawn record keeps the day of its publication.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grouping",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("founded_earliest__isnull", True), ("founded_latest__isnull", True)),
                    models.Q(
                        ("founded_earliest__isnull", False), ("founded_latest__gte", models.F("founded_earliest"))
                    ),
                    _connector="OR",
                ),
                name="grouping_founded_is_a_span",
                violation_error_message="The founded has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grouping",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_earliest__isnull", True), ("ended_latest__isnull", True)),
                    models.Q(("ended_earliest__isnull", False), ("ended_latest__gte", models.F("ended_earliest"))),
                    _connector="OR",
                ),
                name="grouping_ended_is_a_span",
                violation_error_message="The ended has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grouping",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("founded_earliest__isnull", True),
                    ("ended_latest__isnull", True),
                    ("ended_latest__gte", models.F("founded_earliest")),
                    _connector="OR",
                ),
                name="grouping_ended_not_before_founded",
                violation_error_message="“ended” lies before “founded”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["lead", "participant", "host", "beneficiary"])),
                name="participation_role_is_known",
                violation_error_message="Unknown role.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                fields=("commitment", "state", "role"),
                name="participation_once_per_role",
                violation_error_message="This state has this role already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["member", "partner", "observer", "candidate"])),
                name="membership_role_is_known",
                violation_error_message="Unknown role.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joined_earliest__isnull", True), ("joined_latest__isnull", True)),
                    models.Q(("joined_earliest__isnull", False), ("joined_latest__gte", models.F("joined_earliest"))),
                    _connector="OR",
                ),
                name="membership_joined_is_a_span",
                violation_error_message="The joined has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_earliest__isnull", True), ("left_latest__isnull", True)),
                    models.Q(("left_earliest__isnull", False), ("left_latest__gte", models.F("left_earliest"))),
                    _connector="OR",
                ),
                name="membership_left_is_a_span",
                violation_error_message="The left has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("joined_earliest__isnull", True),
                    ("left_latest__isnull", True),
                    ("left_latest__gte", models.F("joined_earliest")),
                    _connector="OR",
                ),
                name="membership_left_not_before_joined",
                violation_error_message="“left” lies before “joined”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("grouping", "state", "role", "joined_earliest"),
                name="membership_one_per_start",
                violation_error_message="This state has this role from this day already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("joined_earliest__isnull", True)),
                fields=("grouping", "state", "role"),
                name="membership_one_without_start",
                violation_error_message="This state has this role, without a known start, already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "in-review", "published", "withdrawn"])),
                name="follow_up_state_is_known",
                violation_error_message="Unknown state.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "in-review"]), ("published_at__isnull", False), _connector="OR"
                ),
                name="follow_up_public_has_day",
                violation_error_message="A published or withdrawn record keeps the day of its publication.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["reaffirmed", "expanded", "progress", "completed", "stalled", "superseded", "assessed"],
                    )
                ),
                name="follow_up_kind_is_known",
                violation_error_message="Unknown kind.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "supports__in",
                        ["", "none", "announced", "under-way", "completed", "stalled", "superseded", "unknown"],
                    )
                ),
                name="follow_up_supports_is_known",
                violation_error_message="Unknown status.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("date_earliest__isnull", True), ("date_latest__isnull", True)),
                    models.Q(("date_earliest__isnull", False), ("date_latest__gte", models.F("date_earliest"))),
                    _connector="OR",
                ),
                name="follow_up_date_is_a_span",
                violation_error_message="The date has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(fields=("commitment", "number"), name="follow_up_number_once"),
        ),
        migrations.AddConstraint(
            model_name="summit",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "in-review", "published", "withdrawn"])),
                name="summit_state_is_known",
                violation_error_message="Unknown state.",
            ),
        ),
        migrations.AddConstraint(
            model_name="summit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "in-review"]), ("published_at__isnull", False), _connector="OR"
                ),
                name="summit_public_has_day",
                violation_error_message="A published or withdrawn record keeps the day of its publication.",
            ),
        ),
        migrations.AddConstraint(
            model_name="summit",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["leaders", "ministers", "officials", "working-group"])),
                name="summit_level_is_known",
                violation_error_message="Unknown level.",
            ),
        ),
        migrations.AddConstraint(
            model_name="summit",
            constraint=models.CheckConstraint(
                condition=models.Q(("format__in", ["in-person", "virtual", "hybrid", ""])),
                name="summit_format_is_known",
                violation_error_message="Unknown format.",
            ),
        ),
        migrations.AddConstraint(
            model_name="summit",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["held", "planned", "postponed", "cancelled"])),
                name="summit_status_is_known",
                violation_error_message="Unknown status.",
            ),
        ),
        migrations.AddConstraint(
            model_name="summit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("start_earliest__isnull", True), ("start_latest__isnull", True)),
                    models.Q(("start_earliest__isnull", False), ("start_latest__gte", models.F("start_earliest"))),
                    _connector="OR",
                ),
                name="summit_start_is_a_span",
                violation_error_message="The start has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="summit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_earliest__isnull", True), ("end_latest__isnull", True)),
                    models.Q(("end_earliest__isnull", False), ("end_latest__gte", models.F("end_earliest"))),
                    _connector="OR",
                ),
                name="summit_end_is_a_span",
                violation_error_message="The end has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="summit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("start_earliest__isnull", True),
                    ("end_latest__isnull", True),
                    ("end_latest__gte", models.F("start_earliest")),
                    _connector="OR",
                ),
                name="summit_end_not_before_start",
                violation_error_message="“end” lies before “start”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "in-review", "published", "withdrawn"])),
                name="statement_state_is_known",
                violation_error_message="Unknown state.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "in-review"]), ("published_at__isnull", False), _connector="OR"
                ),
                name="statement_public_has_day",
                violation_error_message="A published or withdrawn record keeps the day of its publication.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "joint-statement",
                            "fact-sheet",
                            "principles",
                            "declaration",
                            "readout",
                            "report",
                            "press-release",
                        ],
                    )
                ),
                name="statement_kind_is_known",
                violation_error_message="Unknown kind.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(("coding__in", ["complete", "technology-part", "not-read"])),
                name="statement_coding_is_known",
                violation_error_message="Unknown coding.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issued_on_earliest__isnull", True), ("issued_on_latest__isnull", True)),
                    models.Q(
                        ("issued_on_earliest__isnull", False), ("issued_on_latest__gte", models.F("issued_on_earliest"))
                    ),
                    _connector="OR",
                ),
                name="statement_issued_on_is_a_span",
                violation_error_message="The issued on has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="technology",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="technology_not_its_own_parent",
                violation_error_message="A technology cannot be its own parent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "in-review", "published", "withdrawn"])),
                name="commitment_state_is_known",
                violation_error_message="Unknown state.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "in-review"]), ("published_at__isnull", False), _connector="OR"
                ),
                name="commitment_public_has_day",
                violation_error_message="A published or withdrawn record keeps the day of its publication.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence__in", ["verified", "secondary", "unverified"])),
                name="commitment_evidence_is_known",
                violation_error_message="Unknown evidence.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_bound__in", ["exact", "about", "at-least", "up-to", "target", ""])),
                name="commitment_amount_bound_is_known",
                violation_error_message="Unknown amount bound.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_scope__in", ["whole", "share", "wider", ""])),
                name="commitment_amount_scope_is_known",
                violation_error_message="Unknown amount scope.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("target_date_earliest__isnull", True), ("target_date_latest__isnull", True)),
                    models.Q(
                        ("target_date_earliest__isnull", False),
                        ("target_date_latest__gte", models.F("target_date_earliest")),
                    ),
                    _connector="OR",
                ),
                name="commitment_target_date_is_a_span",
                violation_error_message="The target date has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status_as_of_earliest__isnull", True), ("status_as_of_latest__isnull", True)),
                    models.Q(
                        ("status_as_of_earliest__isnull", False),
                        ("status_as_of_latest__gte", models.F("status_as_of_earliest")),
                    ),
                    _connector="OR",
                ),
                name="commitment_status_as_of_is_a_span",
                violation_error_message="The status as of has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_bound", ""),
                        ("amount_currency", ""),
                        ("amount_scope", ""),
                        ("amount_value__isnull", True),
                    ),
                    models.Q(
                        ("amount_value__gte", 0),
                        models.Q(("amount_currency", ""), _negated=True),
                        models.Q(("amount_bound", ""), _negated=True),
                        models.Q(("amount_scope", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="commitment_amount_is_whole",
                violation_error_message="An amount has a value, a currency, a bound and a scope, or none of them.",
            ),
        ),
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
        migrations.RunPython(
            code=make_engine_index,
            reverse_code=drop_engine_index,
        ),
        migrations.RemoveConstraint(
            model_name="commitment",
            name="commitment_target_date_is_a_span",
        ),
        migrations.RemoveConstraint(
            model_name="commitment",
            name="commitment_status_as_of_is_a_span",
        ),
        migrations.RemoveConstraint(
            model_name="commitment",
            name="commitment_amount_is_whole",
        ),
        migrations.RemoveConstraint(
            model_name="followup",
            name="follow_up_date_is_a_span",
        ),
        migrations.RemoveConstraint(
            model_name="grouping",
            name="grouping_founded_is_a_span",
        ),
        migrations.RemoveConstraint(
            model_name="grouping",
            name="grouping_ended_is_a_span",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_joined_is_a_span",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="membership_left_is_a_span",
        ),
        migrations.RemoveConstraint(
            model_name="source",
            name="source_published_on_is_a_span",
        ),
        migrations.RemoveConstraint(
            model_name="statement",
            name="statement_issued_on_is_a_span",
        ),
        migrations.RemoveConstraint(
            model_name="summit",
            name="summit_start_is_a_span",
        ),
        migrations.RemoveConstraint(
            model_name="summit",
            name="summit_end_is_a_span",
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("target_date_earliest__isnull", True), ("target_date_latest__isnull", True)),
                    models.Q(
                        ("target_date_earliest__isnull", False),
                        ("target_date_latest__isnull", False),
                        ("target_date_latest__gte", models.F("target_date_earliest")),
                    ),
                    _connector="OR",
                ),
                name="commitment_target_date_is_a_span",
                violation_error_message="The target date has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status_as_of_earliest__isnull", True), ("status_as_of_latest__isnull", True)),
                    models.Q(
                        ("status_as_of_earliest__isnull", False),
                        ("status_as_of_latest__isnull", False),
                        ("status_as_of_latest__gte", models.F("status_as_of_earliest")),
                    ),
                    _connector="OR",
                ),
                name="commitment_status_as_of_is_a_span",
                violation_error_message="The status as of has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_bound", ""),
                        ("amount_currency", ""),
                        ("amount_scope", ""),
                        ("amount_value__isnull", True),
                    ),
                    models.Q(
                        ("amount_value__gte", 0),
                        ("amount_value__isnull", False),
                        models.Q(("amount_currency", ""), _negated=True),
                        models.Q(("amount_bound", ""), _negated=True),
                        models.Q(("amount_scope", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="commitment_amount_is_whole",
                violation_error_message="An amount has a value, a currency, a bound and a scope, or none of them.",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("date_earliest__isnull", True), ("date_latest__isnull", True)),
                    models.Q(
                        ("date_earliest__isnull", False),
                        ("date_latest__isnull", False),
                        ("date_latest__gte", models.F("date_earliest")),
                    ),
                    _connector="OR",
                ),
                name="follow_up_date_is_a_span",
                violation_error_message="The date has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grouping",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("founded_earliest__isnull", True), ("founded_latest__isnull", True)),
                    models.Q(
                        ("founded_earliest__isnull", False),
                        ("founded_latest__isnull", False),
                        ("founded_latest__gte", models.F("founded_earliest")),
                    ),
                    _connector="OR",
                ),
                name="grouping_founded_is_a_span",
                violation_error_message="The founded has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="grouping",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_earliest__isnull", True), ("ended_latest__isnull", True)),
                    models.Q(
                        ("ended_earliest__isnull", False),
                        ("ended_latest__isnull", False),
                        ("ended_latest__gte", models.F("ended_earliest")),
                    ),
                    _connector="OR",
                ),
                name="grouping_ended_is_a_span",
                violation_error_message="The ended has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("joined_earliest__isnull", True), ("joined_latest__isnull", True)),
                    models.Q(
                        ("joined_earliest__isnull", False),
                        ("joined_latest__isnull", False),
                        ("joined_latest__gte", models.F("joined_earliest")),
                    ),
                    _connector="OR",
                ),
                name="membership_joined_is_a_span",
                violation_error_message="The joined has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("left_earliest__isnull", True), ("left_latest__isnull", True)),
                    models.Q(
                        ("left_earliest__isnull", False),
                        ("left_latest__isnull", False),
                        ("left_latest__gte", models.F("left_earliest")),
                    ),
                    _connector="OR",
                ),
                name="membership_left_is_a_span",
                violation_error_message="The left has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_on_earliest__isnull", True), ("published_on_latest__isnull", True)),
                    models.Q(
                        ("published_on_earliest__isnull", False),
                        ("published_on_latest__isnull", False),
                        ("published_on_latest__gte", models.F("published_on_earliest")),
                    ),
                    _connector="OR",
                ),
                name="source_published_on_is_a_span",
                violation_error_message="The published on has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issued_on_earliest__isnull", True), ("issued_on_latest__isnull", True)),
                    models.Q(
                        ("issued_on_earliest__isnull", False),
                        ("issued_on_latest__isnull", False),
                        ("issued_on_latest__gte", models.F("issued_on_earliest")),
                    ),
                    _connector="OR",
                ),
                name="statement_issued_on_is_a_span",
                violation_error_message="The issued on has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="summit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("start_earliest__isnull", True), ("start_latest__isnull", True)),
                    models.Q(
                        ("start_earliest__isnull", False),
                        ("start_latest__isnull", False),
                        ("start_latest__gte", models.F("start_earliest")),
                    ),
                    _connector="OR",
                ),
                name="summit_start_is_a_span",
                violation_error_message="The start has a first and a last day in order, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="summit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_earliest__isnull", True), ("end_latest__isnull", True)),
                    models.Q(
                        ("end_earliest__isnull", False),
                        ("end_latest__isnull", False),
                        ("end_latest__gte", models.F("end_earliest")),
                    ),
                    _connector="OR",
                ),
                name="summit_end_is_a_span",
                violation_error_message="The end has a first and a last day in order, or neither.",
            ),
        ),
        migrations.CreateModel(
            name="ImportRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "noun",
                    models.CharField(help_text="What the file was about, for example “commitments”.", max_length=40),
                ),
                ("file_name", models.CharField(help_text="The name of the file.", max_length=500)),
                (
                    "sha256",
                    models.CharField(
                        help_text="The fingerprint of the file’s bytes.", max_length=64, verbose_name="SHA-256"
                    ),
                ),
                ("imported_at", models.DateTimeField(auto_now_add=True, help_text="When it was imported (UTC).")),
                ("reason", models.TextField(blank=True, help_text="Why public records were changed, where they were.")),
                ("new", models.PositiveIntegerField(help_text="Rows that made a new record.")),
                ("changed", models.PositiveIntegerField(help_text="Rows that changed a record.")),
                ("unchanged", models.PositiveIntegerField(help_text="Rows that were as they are in the record.")),
                (
                    "rows",
                    models.JSONField(
                        default=list, help_text="The rows that wrote: number, record, and each value before and after."
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, help_text="When it was undone (UTC).", null=True)),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who undid it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        help_text="Who imported it.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-imported_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.URLField(help_text="The address that was asked for.", max_length=2000, unique=True)),
                ("checked_on", models.DateField(help_text="The day of the last check (UTC).")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("ok", "Answers"),
                            ("redirected", "Answers elsewhere"),
                            ("broken", "Broken"),
                            ("unreachable", "Does not answer"),
                        ],
                        help_text="What came of it.",
                        max_length=20,
                    ),
                ),
                (
                    "code",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="The HTTP status, where one came back.", null=True
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="Why it failed, in a sentence.")),
                ("leads_to", models.TextField(blank=True, help_text="Where it was sent on to, if it was.")),
                (
                    "failures",
                    models.PositiveSmallIntegerField(default=0, help_text="How many checks in a row have failed."),
                ),
                (
                    "digest",
                    models.CharField(
                        blank=True, help_text="SHA-256 of the document as it stands there now.", max_length=64
                    ),
                ),
                (
                    "seen_digest",
                    models.CharField(
                        blank=True, help_text="SHA-256 of the document that an editor expects there.", max_length=64
                    ),
                ),
                (
                    "changed_on",
                    models.DateField(blank=True, help_text="The day on which the change was first noticed.", null=True),
                ),
            ],
            options={
                "verbose_name": "checked address",
                "verbose_name_plural": "checked addresses",
                "ordering": ["address"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["ok", "redirected", "broken", "unreachable"])),
                        name="link_check_outcome_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Distinction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "noun",
                    models.CharField(help_text="The noun of both records, for example “commitment”.", max_length=40),
                ),
                ("one", models.PositiveBigIntegerField(help_text="The key of the record that was entered first.")),
                ("other", models.PositiveBigIntegerField(help_text="The key of the other record.")),
                (
                    "marked_as",
                    models.CharField(
                        help_text="A digest of what both are called and where they are; when that changes, ask again.",
                        max_length=64,
                    ),
                ),
                ("reason", models.TextField(help_text="What tells them apart.")),
                ("said_at", models.DateTimeField(auto_now_add=True, help_text="When it was said (UTC).")),
                (
                    "taken_back_at",
                    models.DateTimeField(blank=True, help_text="When it was taken back (UTC).", null=True),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        help_text="Who said so.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="distinctions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who took it back.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-said_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="distinction_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_back_at__isnull", True), ("taken_back_by__isnull", True)),
                            models.Q(("taken_back_at__isnull", False), ("taken_back_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="distinction_taken_back_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at__isnull", True)),
                        fields=("noun", "one", "other", "marked_as"),
                        name="distinction_stands_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="historicaltechnology",
            name="borderline",
            field=models.TextField(
                blank=True,
                help_text="What is nearly this and is not, or is this and does not look it.",
                verbose_name="borderline case",
            ),
        ),
        migrations.AddField(
            model_name="technology",
            name="borderline",
            field=models.TextField(
                blank=True,
                help_text="What is nearly this and is not, or is this and does not look it.",
                verbose_name="borderline case",
            ),
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.URLField(help_text="Where it was seen.", max_length=2000, unique=True)),
                (
                    "words",
                    models.CharField(blank=True, help_text="Its title, or what it seems to be about.", max_length=500),
                ),
                ("day", models.DateField(blank=True, help_text="The day of the text, where it is known.", null=True)),
                ("note", models.TextField(blank=True, help_text="What whoever codes it should know.")),
                (
                    "noted_at",
                    models.DateTimeField(
                        auto_now_add=True, help_text="When it was entered (UTC).", verbose_name="noted"
                    ),
                ),
                ("reason", models.TextField(blank=True, help_text="Why it is set aside; empty where it is not.")),
                ("settled_at", models.DateTimeField(editable=False, help_text="When that was (UTC).", null=True)),
                (
                    "grouping",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whose text it may be.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="leads",
                        to="initiatives.grouping",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        editable=False,
                        help_text="Who saw it.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        editable=False,
                        help_text="Who coded it or set it aside.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="The source that it was coded as.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="leads",
                        to="initiatives.source",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        help_text="The text that it was coded as.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="leads",
                        to="initiatives.statement",
                    ),
                ),
            ],
            options={
                "ordering": ["-noted_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "noun",
                    models.CharField(help_text="The noun of the record, for example “commitment”.", max_length=40),
                ),
                ("key", models.PositiveBigIntegerField(help_text="The key of the record.")),
                ("said_of", models.CharField(help_text="What the record was called then.", max_length=500)),
                (
                    "field",
                    models.CharField(
                        blank=True,
                        help_text="Which value or rows it is about; empty for all of the record.",
                        max_length=40,
                        verbose_name="about",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("note", "Note"), ("wrong", "Wrong"), ("checked", "Checked and correct")],
                        default="note",
                        help_text="A note, an error, or that somebody compared it with the source.",
                        max_length=20,
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        blank=True,
                        choices=[("minor", "Minor"), ("major", "Major")],
                        help_text="How grave an error is. A major one is named to whoever publishes.",
                        max_length=20,
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="What you want to say. Of what is wrong: what it should be.",
                        verbose_name="remark",
                    ),
                ),
                ("quote", models.TextField(blank=True, help_text="The words of the source that show it.")),
                (
                    "check_again_by",
                    models.DateField(
                        blank=True,
                        help_text="From this day on the desk asks to check it again, until this is resolved.",
                        null=True,
                    ),
                ),
                ("said_at", models.DateTimeField(auto_now_add=True, help_text="When it was said (UTC).")),
                ("resolved_at", models.DateTimeField(blank=True, help_text="When it was resolved (UTC).", null=True)),
                ("resolution", models.TextField(blank=True, help_text="How it was resolved.")),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who resolved it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        help_text="Who said it.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-said_at", "-pk"],
                "indexes": [models.Index(fields=["noun", "key"], name="remark_record")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["note", "wrong", "checked"])), name="remark_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "wrong"), ("severity__in", ["minor", "major"])),
                            models.Q(models.Q(("kind", "wrong"), _negated=True), ("severity", "")),
                            _connector="OR",
                        ),
                        name="remark_severity_of_what_is_wrong",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolution", ""), ("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                            models.Q(
                                ("resolved_at__isnull", False),
                                ("resolved_by__isnull", False),
                                models.Q(("resolution", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="remark_resolved_by_somebody",
                    ),
                ],
            },
        ),
    ]
