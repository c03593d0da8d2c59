"""Meetings of a grouping, at any level, held or not."""

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from .base import CODE_LENGTH, TITLE_LENGTH, choice_constraint, slug_field
from .fields import PartialDateField, date_order_constraint, span_constraints
from .grouping import Grouping
from .history_row import HistoryRow
from .publication import EditorialRecord, editorial_constraints
from .source import Source
from .state import State
from .vocabularies import SummitFormat, SummitLevel, SummitStatus


class Summit(EditorialRecord):
    """A meeting of leaders, ministers, officials or a working group; a planned one may be postponed or cancelled."""

    published_with = ("grouping",)

    slug = slug_field()
    grouping = models.ForeignKey(Grouping, models.PROTECT, related_name="summits", help_text="Whose meeting it is.")
    name = models.CharField(max_length=TITLE_LENGTH, help_text="The name of the meeting.")
    level = models.CharField(max_length=CODE_LENGTH, choices=SummitLevel.choices, help_text="Who met.")
    format = models.CharField(
        max_length=CODE_LENGTH, choices=SummitFormat.choices, blank=True, help_text="In person, virtual or both."
    )
    status = models.CharField(
        max_length=CODE_LENGTH,
        choices=SummitStatus.choices,
        default=SummitStatus.HELD,
        help_text="Held, planned, postponed or cancelled. Give the reason in the note.",
    )
    start = PartialDateField("the first day of the meeting, or the day it was planned for.", indexed=True)
    end = PartialDateField("the last day of the meeting.")
    city = models.CharField(max_length=200, blank=True, help_text="Where it took place or was to take place.")
    host = models.ForeignKey(
        State, models.PROTECT, null=True, blank=True, related_name="hosted_summits", help_text="In which state."
    )
    venue = models.CharField(max_length=TITLE_LENGTH, blank=True, help_text="The building or address.")
    sidelines_of = models.CharField(
        "on the sidelines of", max_length=TITLE_LENGTH, blank=True, help_text="The larger meeting, for example UNGA 78."
    )
    note = models.TextField(blank=True, help_text="What a reader should know, above all why it was not held.")
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="summits", help_text="Where this was read."
    )

    history = HistoricalRecords(bases=[HistoryRow])

    class Meta:
        ordering = [models.F("start_latest").desc(nulls_last=True), "slug"]
        constraints = [
            *editorial_constraints("summit"),
            choice_constraint("summit", "level", SummitLevel),
            choice_constraint("summit", "format", SummitFormat, blank=True),
            choice_constraint("summit", "status", SummitStatus),
            *span_constraints("summit", "start", "end"),
            date_order_constraint("summit", "start", "end"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("summit", args=[self.slug])

    @property
    def was_held(self) -> bool:
        return self.status == SummitStatus.HELD

    @property
    def is_muted(self) -> bool:
        return not self.was_held

    @property
    def place(self) -> str:
        return ", ".join(str(part) for part in (self.city, self.host) if part)
