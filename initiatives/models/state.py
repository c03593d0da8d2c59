"""States and other parties that take part in their own name."""

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from .base import CODE_LENGTH, TITLE_LENGTH, Record, aliases_field, choice_constraint, slug_field
from .history_row import HistoryRow
from .vocabularies import StateKind


class State(Record):
    """A state, or another party that takes part in its own name (a territory, a union such as the EU)."""

    slug = slug_field()
    iso3 = models.CharField(
        "ISO code",
        max_length=3,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{3}$", "Three capital letters (ISO 3166-1 alpha-3).")],
        help_text="ISO 3166-1 alpha-3, for example KOR. The European Union has the reserved code EUE.",
    )
    iso2 = models.CharField(
        "two-letter code", max_length=2, blank=True, help_text="ISO 3166-1 alpha-2, for example KR."
    )
    numeric = models.CharField(
        "numeric code", max_length=3, blank=True, help_text="ISO 3166-1 numeric, the same as the UN M49 code."
    )
    name = models.CharField(max_length=100, unique=True, help_text="The common English name.")
    official_name = models.CharField(max_length=TITLE_LENGTH, blank=True, help_text="The official English name.")
    aliases = aliases_field()
    kind = models.CharField(
        max_length=CODE_LENGTH,
        choices=StateKind.choices,
        default=StateKind.STATE,
        help_text="What kind of party it is.",
    )
    region = models.CharField(
        max_length=100, blank=True, help_text="Sub-region of the UN M49 standard, for example Eastern Asia."
    )

    history = HistoricalRecords(bases=[HistoryRow])

    class Meta:
        ordering = ["name"]
        constraints = [choice_constraint("state", "kind", StateKind)]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("state", args=[self.slug])
