"""The publications that were read, by what cites them and what became of their addresses."""

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from .base import (
    CODE_LENGTH,
    TITLE_LENGTH,
    KeyedQuerySet,
    Record,
    address_field,
    choice_constraint,
    language_code,
    slug_field,
    title_language,
)
from .fields import PartialDateField, span_constraints
from .history_row import HistoryRow
from .link_check import LinkedQuerySet, archive_links
from .source_visibility import is_cited
from .vocabularies import LANGUAGES, SourceLevel


class SourceQuerySet(LinkedQuerySet, KeyedQuerySet):
    """Sources, by what cites them and by what became of their addresses."""

    def published(self):
        """The sources that a public record cites; a source has no editorial state."""
        return self.filter(is_cited(self.model))


class Source(Record):
    """A publication that was read; every fact of the record names one. It is public while something public cites it."""

    address_fields = ("url", "archive_url", "read_at")

    slug = slug_field()
    title = models.CharField(max_length=TITLE_LENGTH, help_text="The title of the publication.")
    publisher = models.CharField(max_length=TITLE_LENGTH, help_text="Who published it.")
    url = address_field("The public address of the publication itself.")
    archive_url = address_field(
        "The address of an archived copy, for example in the Internet Archive.", "archive address"
    )
    read_at = address_field(
        "The address of the copy that was read, where it was not the publication itself.", "copy read at"
    )
    published_on = PartialDateField("the day, month or year it was published.")
    accessed_on = models.DateField(null=True, blank=True, help_text="The day on which it was read.")
    language = models.CharField(
        max_length=2, default="en", validators=[language_code], help_text="ISO 639-1 code of its language."
    )
    level = models.CharField(
        max_length=CODE_LENGTH, choices=SourceLevel.choices, help_text="A primary source, or one that reports on it."
    )

    history = HistoricalRecords(bases=[HistoryRow])
    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [choice_constraint("source", "level", SourceLevel), *span_constraints("source", "published_on")]

    def __str__(self):
        return f"{self.title} ({self.publisher})"

    def get_absolute_url(self):
        return reverse("source", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return type(self).objects.published().filter(pk=self.pk).exists()

    @property
    def was_public(self) -> bool:
        """Whether readers can see it: a source that no public record cites is not public."""
        return self.is_public

    @property
    def title_language(self) -> str:
        return title_language(self.title, self.language)

    @property
    def language_name(self) -> str:
        return str(LANGUAGES.get(self.language, self.language))

    @property
    def best_url(self) -> str:
        """Where a reader can see it: the publication, else an archived copy, else the copy that was read."""
        return self.url or self.archive_url or self.read_at

    @property
    def best_url_label(self) -> str:
        if self.url:
            return "publication"
        return "archived copy" if self.archive_url else "copy that was read" if self.read_at else ""

    @property
    def archive_links(self) -> dict[str, str]:
        """Where to look for an archived copy, while there is none in the record."""
        return {} if self.archive_url else archive_links(self.url)
