"""What the cells of a column hold: text to value and back, a widget of django-import-export for each kind.

``clean`` raises ValueError with a sentence for the curator; ``render`` returns text. Relations are found by key in a
``Lookup``, which is filled once for a whole file.
"""

import re

from django.core.exceptions import ValidationError
from django.db import models
from import_export.fields import Field
from import_export.widgets import Widget

from ...models import Commitment, Mode, State
from ...models.dates import PartialDate
from ...models.vocabularies import Blank

EMPTY = "It may not be empty."
SEPARATOR = "; "  # between the values of a list, as in the public files
BATCH = 500  # keys in one query
KEYS = {State: ("iso3", "slug"), Mode: ("code",)}  # the first is written, all are read; other nouns go by slug
NEEDED = {Commitment: ["statement"]}  # what rules of a row read of the record that it names


def join(values) -> str:
    """Several values in one cell; a semicolon or backslash inside a value is marked with a backslash."""
    return SEPARATOR.join(re.sub(r"([\\;])", r"\\\1", value) for value in values)


def split(text: str) -> list[str]:
    """The values of a list cell, without empty ones."""
    pieces = re.findall(r"(?:[^\\;]|\\.|\\$)+", text, re.DOTALL)
    values = (re.sub(r"\\(.)", r"\1", piece.strip(), flags=re.DOTALL) for piece in pieces)
    return [value for value in values if value]


def tidy(text: str) -> str:
    """As a form would take it: without spaces around, lines ended by one sign."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def batches(values):
    values = sorted(set(values))
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))


class Lookup:
    """The records of one model that a file names."""

    def __init__(self, model: type[models.Model]):
        self.model, self.keys = model, KEYS.get(model, ("slug",))
        self.found: dict[str, models.Model] = {}

    def load(self, texts):
        """Find them all, in a few queries."""
        rows = self.model.objects.select_related(*NEEDED.get(self.model, [])).order_by("pk")
        for key in self.keys:
            for some in batches(texts):
                for record in rows.filter(**{f"{key}__in": some}):
                    self.add(record)

    def add(self, record):
        for key in self.keys:
            self.found.setdefault(getattr(record, key), record)

    def get(self, text: str):
        """The record with this key; ValueError when there is none."""
        if text not in self.found:
            noun = self.model._meta.verbose_name
            raise ValueError(f"There is no {noun} “{text}” ({' or '.join(self.keys)}).")
        return self.found[text]

    def key_of(self, record) -> str:
        return getattr(record, self.keys[0])


class ValueWidget(Widget):
    """A single value, read as its model field reads it."""

    def __init__(self, field: models.Field):
        super().__init__()
        self.field, self.codes = field, [code for code, _ in field.choices or () if code]

    def clean(self, value, row=None, **kwargs):
        text = tidy(value)
        if not text:
            return "" if self.field.empty_strings_allowed else None
        if self.codes and text not in self.codes:
            raise ValueError(f"“{text}” is none of {', '.join(self.codes)}.")
        try:
            return self.field.to_python(text)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from None

    def render(self, value, obj=None, **kwargs):
        if value is not None and isinstance(self.field, models.DecimalField):
            return f"{value:.{self.field.decimal_places}f}"
        return super().render(value)


class PartialDateWidget(Widget):
    """A day, a month or a year."""

    def clean(self, value, row=None, **kwargs):
        return PartialDate.of(tidy(value))

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if value else ""


class KeysWidget(Widget):
    """The keys of several other records."""

    def __init__(self, field: models.ManyToManyField, lookup: Lookup):
        super().__init__()
        self.field, self.lookup = field, lookup

    def keys(self, value: str) -> list[str]:
        """The keys that the cell names."""
        return list(dict.fromkeys(split(value)))

    def clean(self, value, row=None, **kwargs):
        keys = self.keys(value)
        if not keys and not self.field.blank:
            raise ValueError(EMPTY)
        return [self.lookup.get(key) for key in keys]

    def render(self, value, obj=None, **kwargs):
        return join(sorted(map(self.lookup.key_of, value)))


class KeyWidget(KeysWidget):
    """The key of another record."""

    def keys(self, value: str) -> list[str]:
        return list(filter(None, [tidy(value)]))

    def clean(self, value, row=None, **kwargs):
        return next(iter(super().clean(value)), None)

    def render(self, value, obj=None, **kwargs):
        return self.lookup.key_of(value) if value else ""


class AliasesWidget(Widget):
    def clean(self, value, row=None, **kwargs):
        return split(value)

    def render(self, value, obj=None, **kwargs):
        return join(map(str, value)) if isinstance(value, list) else ""


class BlanksWidget(Widget):
    """For each empty value why it is empty, as ``amount:silent``."""

    def clean(self, value, row=None, **kwargs):
        reasons = {}
        for pair in split(value):
            name, _, reason = (part.strip() for part in pair.partition(":"))
            if name not in Commitment.BLANKABLE:
                raise ValueError(f"“{name}” is none of {', '.join(Commitment.BLANKABLE)}.")
            if reason not in Blank.values:
                raise ValueError(f"“{reason}” is none of {', '.join(Blank.values)}.")
            if name in reasons:
                raise ValueError(f"“{name}” has two reasons.")
            if reason != Blank.NOT_ASSESSED:
                reasons[name] = reason
        return reasons

    def render(self, value, obj=None, **kwargs):
        return join(f"{name}:{reason}" for name, reason in sorted(value.items())) if isinstance(value, dict) else ""


class ManyField(Field):
    """A relation to many: the record keeps what a row names in ``named_relations`` until the row is written."""

    def save(self, instance, row, is_m2m=False, **kwargs):
        vars(instance).setdefault("named_relations", {})[self.attribute] = self.clean(row, **kwargs)

    def get_value(self, instance):
        named = vars(instance).get("named_relations", {})
        if self.attribute in named:
            return named[self.attribute]
        return getattr(instance, self.attribute).all() if instance.pk else []


def widget_for(field: models.Field, lookup) -> Widget:
    """The widget of a model field; ``lookup(model)`` gives the shared lookup of a related model."""
    if isinstance(field, models.ManyToManyField):
        return KeysWidget(field, lookup(field.related_model))
    if isinstance(field, models.ForeignKey):
        return KeyWidget(field, lookup(field.related_model))
    if isinstance(field, models.JSONField):
        return BlanksWidget() if field.name == "blanks" else AliasesWidget()
    return ValueWidget(field)
