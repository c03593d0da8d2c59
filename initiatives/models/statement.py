"""Texts that a grouping issues."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from .base import CODE_LENGTH, TITLE_LENGTH, address_field, choice_constraint, language_code, slug_field, title_language
from .fields import PartialDateField, span_constraints
from .grouping import Grouping
from .history_row import HistoryRow
from .link_check import LinkedQuerySet
from .publication import EditorialQuerySet, EditorialRecord, editorial_constraints
from .source import Source
from .summit import Summit
from .vocabularies import LANGUAGES, Coding, CodingShown, StatementKind


def public_summit_condition(path: str = "") -> Q:
    """Condition: ``Statement.public_summit`` is there. ``path`` leads to the statement (``"statement__"``)."""
    return Q(**{f"{path}summit__isnull": False}) & Summit.public(f"{path}summit__")


class StatementQuerySet(LinkedQuerySet, EditorialQuerySet):
    def issued_by(self, day: dt.date | None):
        """Those that were certainly issued by the day; all of them without one."""
        return self.filter(issued_on_latest__lte=day) if day else self

    def with_records(self):
        """Adds ``has_records``: whether public commitments were announced in the text; ``coding_shown`` needs it."""
        from .commitment import Commitment

        return self.annotate(has_records=Exists(Commitment.objects.published().filter(statement=OuterRef("pk"))))


class Statement(EditorialRecord):
    """A joint statement, fact sheet, readout or other text, as issued by one of its issuers."""

    published_with = ("grouping",)
    address_fields = ("url", "archive_url")

    slug = slug_field()
    grouping = models.ForeignKey(Grouping, models.PROTECT, related_name="statements", help_text="Whose text it is.")
    summit = models.ForeignKey(
        Summit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        help_text="The meeting that issued it, if one did.",
    )
    title = models.CharField(max_length=TITLE_LENGTH, help_text="The official title, in full.")
    kind = models.CharField(max_length=CODE_LENGTH, choices=StatementKind.choices, help_text="What kind of text it is.")
    issued_on = PartialDateField("the day, month or year of issue; empty when not known.", indexed=True)
    issuer = models.CharField(max_length=TITLE_LENGTH, blank=True, help_text="Who published this copy.")
    url = address_field("The public address of the text.")
    archive_url = address_field("The address of an archived copy.", "archive address")
    language = models.CharField(
        max_length=2, default="en", validators=[language_code], help_text="ISO 639-1 code of this copy's language."
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="statements", help_text="The copy that was read."
    )
    coding = models.CharField(
        max_length=CODE_LENGTH,
        choices=Coding.choices,
        default=Coding.NOT_READ,
        help_text="How much of the text was read for commitments.",
    )

    history = HistoricalRecords(bases=[HistoryRow])
    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = [models.F("issued_on_latest").desc(nulls_last=True), "slug"]
        constraints = [
            *editorial_constraints("statement"),
            choice_constraint("statement", "kind", StatementKind),
            choice_constraint("statement", "coding", Coding),
            *span_constraints("statement", "issued_on"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("statement", args=[self.slug])

    @property
    def public_summit(self) -> Summit | None:
        """The meeting that issued it, if readers may know of it."""
        return self.summit if self.summit and self.summit.is_public else None

    @property
    def membership_day(self) -> dt.date | None:
        """The day whose members it is compared with: the last of its date; None, for today, without one.

        For a text that is older than its grouping, such as one that announces it, that is the day of the founding.
        """
        founded = self.grouping.founded
        if self.issued_on and founded:
            return max(self.issued_on.latest, founded.latest)
        return self.issued_on and self.issued_on.latest

    @property
    def title_language(self) -> str:
        return title_language(self.title, self.language)

    @property
    def language_name(self) -> str:
        return str(LANGUAGES.get(self.language, self.language))

    @property
    def coding_shown(self) -> CodingShown:
        """How far it is coded, as shown; after ``with_records``."""
        return CodingShown.of(self.coding, self.has_records)

    @property
    def best_url(self) -> str:
        """Where a reader can see it: its own address, else its source's."""
        return self.url or self.archive_url or (self.source.best_url if self.source else "")

    @property
    def best_url_label(self) -> str:
        if self.url:
            return "text as issued"
        if self.archive_url:
            return "archived copy"
        return f"source: {self.source.best_url_label}" if self.source and self.source.best_url else ""
