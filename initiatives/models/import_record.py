"""Which files were imported: by whom, when, and what became of each row."""

from django.conf import settings
from django.db import models

from .base import TITLE_LENGTH


class ImportRecord(models.Model):
    """One file that was imported, with the rows that it made and changed. It is written once and never edited."""

    noun = models.CharField(max_length=40, help_text="What the file was about, for example “commitments”.")
    file_name = models.CharField(max_length=TITLE_LENGTH, help_text="The name of the file.")
    sha256 = models.CharField("SHA-256", max_length=64, help_text="The fingerprint of the file’s bytes.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports", help_text="Who imported it."
    )
    imported_at = models.DateTimeField(auto_now_add=True, help_text="When it was imported (UTC).")
    reason = models.TextField(blank=True, help_text="Why public records were changed, where they were.")
    new = models.PositiveIntegerField(help_text="Rows that made a new record.")
    changed = models.PositiveIntegerField(help_text="Rows that changed a record.")
    unchanged = models.PositiveIntegerField(help_text="Rows that were as they are in the record.")
    rows = models.JSONField(
        default=list, help_text="The rows that wrote: number, record, and each value before and after."
    )
    undone_at = models.DateTimeField(null=True, blank=True, help_text="When it was undone (UTC).")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", help_text="Who undid it."
    )

    class Meta:
        ordering = ["-imported_at", "-pk"]
        verbose_name = "import"

    def __str__(self):
        return f"{self.file_name} ({self.noun})"
