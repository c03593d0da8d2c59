"""What every record has: a stable key, and what the import last wrote."""

import re

from django.apps import apps
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from .natural_keys import find_by_natural_key, natural_key_of

ADDRESS_LENGTH, SLUG_LENGTH, TITLE_LENGTH, CODE_LENGTH = 2000, 100, 500, 20

CJK_PATTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
language_code = RegexValidator(r"^[a-z]{2}$", "Two lower-case letters (ISO 639-1), for example “en”.")


class KeyedQuerySet(models.QuerySet):
    """Finds records by the natural key that fixtures, imports and addresses use."""

    def get_by_natural_key(self, *key):
        return find_by_natural_key(self, key)

    def published(self):
        """Reference data is public; editorial nouns and sources narrow this."""
        return self.all()

    def gone(self):
        """What was public and was withdrawn; editorial nouns alone can be."""
        return self.none()

    def is_known(self, **key) -> bool:
        """Whether readers can see the record with this key, or saw it before it was withdrawn."""
        return any(rows.filter(**key).exists() for rows in (self.published(), self.gone()))

    def with_changed_at(self):
        """Adds ``changed_at``: when what readers see of the record was last changed, itself or a part of it (UTC).

        Feeds, harvests, sitemaps and the order “-updated” go by it; the column ``updated`` is the record's own time.
        """
        return self.annotate(changed_at=Coalesce(_latest_version_at(self.model), "updated_at"))


def _latest_version_at(model) -> Subquery:
    """When the latest public version of the row of the outer query was written; null where the model has no versions."""
    versions = apps.get_model("initiatives", "PublicVersion").objects
    first, *more = (Cast(OuterRef(name), CharField()) for name in model.key_fields)
    key = Concat(first, *(part for name in more for part in (Value("/"), name))) if more else OuterRef("slug")
    rows = versions.filter(noun=model._meta.model_name, key=key).order_by("-number")
    return Subquery(rows.values("at")[:1])


class Record(models.Model):
    """A row with a natural key (``key_fields``, lookups from the model) and a memory of its last import."""

    key_fields: tuple[str, ...] = ("slug",)
    partial_dates: dict = {}
    title_language = ""  # of a title that is not English
    is_muted = False  # whether tables show it as past

    imported_digest = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Digest of the values as the research import last wrote them; empty for what was entered by hand.",
    )
    created_at = models.DateTimeField(auto_now_add=True, help_text="When the record was first saved (UTC).")
    updated_at = models.DateTimeField(auto_now=True, help_text="When the record was last saved (UTC).")

    objects = KeyedQuerySet.as_manager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple:
        return natural_key_of(self)


def choice_constraint(model: str, field: str, vocabulary, blank: bool = False) -> models.CheckConstraint:
    """For ``Meta.constraints``: the column holds a code of the vocabulary (or nothing, where it may be blank)."""
    values = [*vocabulary.values, *([""] if blank else [])]
    return models.CheckConstraint(
        name=f"{model}_{field}_is_known",
        condition=Q(**{f"{field}__in": values}),
        violation_error_message=f"Unknown {field.replace('_', ' ')}.",
    )


def title_language(title: str, language: str) -> str:
    """The language that a title is written in, where it is not English; empty where it is.

    Titles of Korean and Japanese publications are often given in English, so those count only by their script.
    """
    if language in ("ko", "ja", "zh"):
        return language if CJK_PATTERN.search(title) else ""
    return "" if language == "en" else language


def slug_field() -> models.SlugField:
    return models.SlugField(
        max_length=SLUG_LENGTH,
        unique=True,
        help_text="The record's permanent address: lower-case words with hyphens. Do not change it once it is public.",
    )


class AddressField(models.URLField):
    """An address of the web; one that is typed without a scheme is taken as https."""

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})

    def deconstruct(self):
        """For migrations a plain URLField: the database knows no difference."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


def address_field(help_text: str, name: str = "address") -> models.URLField:
    return AddressField(name, max_length=ADDRESS_LENGTH, blank=True, help_text=help_text)


def aliases_field() -> models.JSONField:
    return models.JSONField(
        default=list,
        blank=True,
        help_text="Other names, in any script, as a JSON list; search and text coding know them.",
    )
