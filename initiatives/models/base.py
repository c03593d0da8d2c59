"""What every record of Minilat has: a stable key, what the import last wrote, and an editorial state.

``Record`` is for reference data and for parts of a record; ``EditorialRecord`` for what is drafted, reviewed and
published. The moves between editorial states are made in ``editorial.py`` alone.
"""

import re
from functools import reduce
from operator import or_

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest

from .vocabularies import EditorialState

ADDRESS_LENGTH, SLUG_LENGTH, TITLE_LENGTH, CODE_LENGTH = 2000, 100, 500, 20

CJK_PATTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
language_code = RegexValidator(r"^[a-z]{2}$", "Two lower-case letters (ISO 639-1), for example “en”.")


class KeyedQuerySet(models.QuerySet):
    """Finds records by the natural key that fixtures, imports and addresses use."""

    def get_by_natural_key(self, *key):
        return self.get(**dict(zip(self.model.key_fields, key, strict=True)))

    def published(self):
        """Reference data is public; editorial nouns and sources narrow this."""
        return self.all()

    def gone(self):
        """What was public and was withdrawn; editorial nouns alone can be."""
        return self.none()

    def with_changed_at(self):
        """Adds ``changed_at``: when what readers see of the record was last changed, itself or a part of it.

        Feeds, harvests, sitemaps and the order “-updated” go by it; the column ``updated`` is the record's own time.
        """
        moments = [Coalesce(_last_part_change(self.model, name), "updated_at") for name in self.model.changed_with]
        return self.annotate(changed_at=Greatest("updated_at", *moments) if moments else F("updated_at"))


def _last_part_change(model, name: str) -> Subquery:
    """When a part that readers see was last changed, or was withdrawn; ``name`` is the relation to the parts."""
    relation = model._meta.get_field(name)
    part, owner = relation.related_model, relation.field.name
    if issubclass(part, EditorialRecord):
        seen = part.objects.filter(state__in=(EditorialState.PUBLISHED, EditorialState.WITHDRAWN))
    else:
        seen = part.objects.published()
    rows = seen.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    return Subquery(rows.annotate(last=Max("updated_at")).values("last"))


class Record(models.Model):
    """A row with a natural key (``key_fields``, lookups from the model) and a memory of its last import.

    ``changed_with`` names the parts that change what readers see of it.
    """

    key_fields: tuple[str, ...] = ("slug",)
    changed_with: tuple[str, ...] = ()
    partial_dates: dict = {}

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
        return tuple(reduce(getattr, field.split("__"), self) for field in self.key_fields)


class EditorialQuerySet(KeyedQuerySet):
    def published(self):
        """What the public may see."""
        return self.filter(self.model.public())

    def gone(self):
        """What was public and is withdrawn, itself or with what it hangs on."""
        paths = ["", *(f"{path}__" for path in self.model.published_with)]
        withdrawn = reduce(or_, (Q(**{f"{path}state": EditorialState.WITHDRAWN}) for path in paths))
        return self.filter(withdrawn, **{f"{path}published_at__isnull": False for path in paths})


class EditorialRecord(Record):
    """A record that is drafted, reviewed, published and perhaps withdrawn, never deleted once it was public."""

    published_with: tuple[str, ...] = ()

    state = models.CharField(
        "editorial state",
        max_length=CODE_LENGTH,
        choices=EditorialState.choices,
        default=EditorialState.DRAFT,
        editable=False,
        db_index=True,
        help_text="Draft, in review, published or withdrawn; only published records are public.",
    )
    published_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the record was first published (UTC); it stays for ever."
    )
    state_reason = models.TextField(
        "reason", blank=True, editable=False, help_text="Why it was sent back, or withdrawn (this is shown to readers)."
    )

    objects = EditorialQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def public(cls, path: str = "") -> Q:
        """Condition: published itself, and so is each record that it hangs on (``published_with``).

        ``path`` leads here from the rows that are asked (``"statement__"``).
        """
        states = [f"{path}state", *(f"{path}{above}__state" for above in cls.published_with)]
        return Q(**dict.fromkeys(states, EditorialState.PUBLISHED))

    @property
    def is_public(self) -> bool:
        """Whether ``public()`` holds for this record, told from the record and its parents in memory."""
        chain = [self, *(reduce(getattr, path.split("__"), self) for path in self.published_with)]
        return all(record.state == EditorialState.PUBLISHED for record in chain)

    @property
    def is_draft(self) -> bool:
        return self.state in (EditorialState.DRAFT, EditorialState.IN_REVIEW)

    @property
    def was_public(self) -> bool:
        return self.published_at is not None


def choice_constraint(model: str, field: str, vocabulary, blank: bool = False) -> models.CheckConstraint:
    """For ``Meta.constraints``: the column holds a code of the vocabulary (or nothing, where it may be blank)."""
    values = [*vocabulary.values, *([""] if blank else [])]
    return models.CheckConstraint(
        name=f"{model}_{field}_is_known",
        condition=Q(**{f"{field}__in": values}),
        violation_error_message=f"Unknown {field.replace('_', ' ')}.",
    )


def editorial_constraints(model: str) -> list[models.CheckConstraint]:
    """For ``Meta.constraints``: a known state, and a day of publication on whatever is or was public."""
    return [
        choice_constraint(model, "state", EditorialState),
        models.CheckConstraint(
            name=f"{model}_public_has_day",
            condition=Q(state__in=[EditorialState.DRAFT, EditorialState.IN_REVIEW]) | Q(published_at__isnull=False),
            violation_error_message="A published or withdrawn record keeps the day of its publication.",
        ),
    ]


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
