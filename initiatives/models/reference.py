"""Reference data that editors keep: states, technologies, modes of cooperation, and the sources that were read."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from simple_history.models import HistoricalRecords

from .base import (
    CODE_LENGTH,
    TITLE_LENGTH,
    KeyedQuerySet,
    Record,
    address_field,
    aliases_field,
    choice_constraint,
    language_code,
    slug_field,
    title_language,
)
from .fields import PartialDateField, span_constraints
from .link_check import LinkedQuerySet, archive_links
from .source_visibility import first_cited_at, is_cited
from .vocabularies import LANGUAGES, SourceLevel, StateKind


class State(Record):
    """A state, or another party that takes part in its own name (a territory, a union such as the EU)."""

    changed_with = ("memberships",)

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

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [choice_constraint("state", "kind", StateKind)]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("state", args=[self.slug])


class TechnologyQuerySet(KeyedQuerySet):
    def family(self, slugs) -> set[int]:
        """Primary keys of the named technologies and of everything below them in the tree."""
        children: dict[int | None, list[int]] = {}
        found = []
        for pk, slug, parent in self.model.objects.values_list("pk", "slug", "parent"):
            children.setdefault(parent, []).append(pk)
            if slug in slugs:
                found.append(pk)
        seen: set[int] = set()
        while found:
            pk = found.pop()
            if pk not in seen:
                seen.add(pk)
                found += children.get(pk, [])
        return seen


class Technology(Record):
    """A node of the technology vocabulary; a broader technology is its parent."""

    slug = slug_field()
    name = models.CharField(max_length=100, unique=True, help_text="The name shown to readers.")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text="The broader technology; a search for it finds this one too.",
    )
    aliases = aliases_field()
    definition = models.TextField(blank=True, help_text="What belongs here and what does not, in one or two sentences.")
    borderline = models.TextField(
        "borderline case", blank=True, help_text="What is nearly this and is not, or is this and does not look it."
    )

    history = HistoricalRecords()
    objects = TechnologyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "technologies"
        constraints = [
            models.CheckConstraint(
                name="technology_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message="A technology cannot be its own parent.",
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        above, seen = self.parent, [self]
        while above:
            if above in seen:
                raise ValidationError({"parent": f"“{above}” stands below this technology already."})
            seen.append(above)
            above = above.parent

    def get_absolute_url(self):
        return reverse("technology", args=[self.slug])


class Mode(models.Model):
    """A way of cooperating. The rows follow ``vocabularies.Mode`` after each migrate; nobody edits them."""

    key_fields = ("code",)

    code = models.SlugField(max_length=CODE_LENGTH * 2, unique=True, help_text="The code used in addresses and data.")
    name = models.CharField(max_length=100, help_text="The name shown to readers.")
    definition = models.TextField(help_text="What belongs here and what does not.")
    position = models.PositiveSmallIntegerField(help_text="Its place in lists.")

    objects = KeyedQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = "mode of cooperation"
        verbose_name_plural = "modes of cooperation"

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.code,)


class SourceQuerySet(LinkedQuerySet, KeyedQuerySet):
    """Sources, by what cites them and by what became of their addresses."""

    def published(self):
        """A source knows no states: it is public while something public cites it."""
        return self.filter(is_cited(self.model))

    def with_public_since(self):
        """Adds ``public_since``: when the public ones became so."""
        return self.annotate(public_since=first_cited_at(self.model))

    def with_changed_at(self):
        """Adds ``changed_at``; readers see a source for the first time when something public cites it."""
        return self.with_public_since().annotate(changed_at=Greatest("updated_at", "public_since"))


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

    history = HistoricalRecords()
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
        """What nothing public cites, readers have never heard of, or not any more."""
        return self.is_public

    @property
    def title_language(self) -> str:
        return title_language(self.title, self.language)

    @property
    def language_name(self) -> str:
        return LANGUAGES.get(self.language, self.language)

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
