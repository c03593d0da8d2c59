"""The full-text index, one row per record: what was indexed, as readers see it and as words.

The package ``search`` writes and reads it. Triggers of the database keep the engine's own index equal to it (see
``migrations/0001_record.py``): an FTS5 table fed by triggers on SQLite, a generated ``tsvector`` column on PostgreSQL.
"""

from django.db import models


class SearchText(models.Model):
    """The searchable text of one record, by weight: title, aliases, wording, notes."""

    noun = models.CharField(max_length=20, help_text="Which noun the record is, for example commitment.")
    object_id = models.PositiveBigIntegerField(help_text="The primary key of the record.")
    parts = models.JSONField(
        default=list, help_text="The indexed text as readers see it: a JSON list of pairs of label and text."
    )
    title = models.TextField(blank=True, help_text="Words of its title or names.")
    aliases = models.TextField(blank=True, help_text="Words of other names, and of its technologies and grouping.")
    wording = models.TextField(blank=True, help_text="Words of what it says: summary, wording, purpose, definition.")
    notes = models.TextField(blank=True, help_text="Words of what is said about it: statement, follow-ups, place.")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="search_text_one_per_record", fields=["noun", "object_id"])]

    def __str__(self):
        return f"Search text of {self.noun} {self.object_id}"
