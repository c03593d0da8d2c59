"""What a researcher looked up and found, or did not find."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from .base import CODE_LENGTH, TITLE_LENGTH, KeyedQuerySet, Record, choice_constraint
from .commitment import Commitment
from .dates import today
from .follow_up import NumberedRow
from .history_row import HistoryRow
from .vocabularies import STALE_AFTER_DAYS, SearchOutcome


class SearchLogEntryQuerySet(KeyedQuerySet):
    def published(self):
        return self.filter(commitment__in=Commitment.objects.published())

    def live(self, on: dt.date | None = None):
        """Those done within the last 180 days."""
        return self.filter(done_on__gt=(on or today()) - dt.timedelta(days=STALE_AFTER_DAYS))


class SearchLogEntry(NumberedRow, Record):
    """One entry of the search log: what somebody looked for about a commitment, where, and with which outcome."""

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="search_log_entries", help_text="The commitment it is about."
    )
    field = models.CharField(
        max_length=CODE_LENGTH,
        choices=[(name, name.replace("_", " ").capitalize()) for name in Commitment.BLANKABLE],
        help_text="Which value was looked for.",
    )
    question = models.CharField(max_length=TITLE_LENGTH, help_text="What was to be found out.")
    where = models.TextField(help_text="Which sites, collections and documents were searched.")
    words = models.TextField(blank=True, help_text="The words searched for.")
    languages = models.CharField(max_length=100, blank=True, help_text="In which languages, for example “en, ja”.")
    done_on = models.DateField(help_text="The day of the search; it goes stale after 180 days.")
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        help_text="Who searched (never shown to readers).",
    )
    outcome = models.CharField(max_length=CODE_LENGTH, choices=SearchOutcome.choices, help_text="What came of it.")

    history = HistoricalRecords(bases=[HistoryRow])
    objects = SearchLogEntryQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "search log entry", "search log entries"
        ordering = ["commitment__slug", "number"]
        constraints = [
            choice_constraint("search_log_entry", "outcome", SearchOutcome),
            models.UniqueConstraint(name="search_log_entry_number_once", fields=["commitment", "number"]),
        ]

    def __str__(self):
        return f"{self.get_field_display()}, searched {self.done_on:%-d %B %Y}"

    def clean(self):
        if self.done_on and self.done_on > today():
            raise ValidationError({"done_on": "A search is recorded once it is done; this day is yet to come."})

    @property
    def is_stale(self) -> bool:
        return (today() - self.done_on).days >= STALE_AFTER_DAYS
