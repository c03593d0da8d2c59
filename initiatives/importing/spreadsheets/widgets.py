"""What the cells of a column hold: text to value and back, a widget of django-import-export for each kind.

``clean`` raises ValueError with a sentence for the curator; ``render`` gives text. Relations are found by key in a
``Lookup``, which is filled once for a whole file.
"""

import datetime as dt
import re
from decimal import Decimal

from django.db import models
from import_export.widgets import ManyToManyWidget, Widget

from ...models import Commitment, Mode, State
from ...models.dates import PartialDate
from ...models.vocabularies import Blank
from .cells import join, split

EMPTY = "It may not be empty."
BATCH = 500  # keys in one query
KEYS = {State: ("iso3", "slug"), Mode: ("code",)}  # the first is written, all are read; other nouns go by slug
NEEDED = {Commitment: ["statement"]}  # what rules of a row read of the record that it names


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


def tidy(text: str) -> str:
    """As a form would take it: without spaces around, lines ended by one sign."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class Text(Widget):
    def clean(self, value, row=None, **kwargs):
        return tidy(value)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else str(value)


class Choice(Text):
    """A code of a vocabulary."""

    def __init__(self, field: models.Field):
        self.codes, self.blank = [code for code, _ in field.choices if code], field.blank

    def clean(self, value, row=None, **kwargs):
        code = tidy(value)
        if not code and not self.blank:
            raise ValueError(EMPTY)
        if code and code not in self.codes:
            raise ValueError(f"“{code}” is none of {', '.join(self.codes)}.")
        return code


class Span(Text):
    """A day, a month or a year."""

    def clean(self, value, row=None, **kwargs):
        return PartialDate.of(tidy(value))

    def render(self, value, obj=None, **kwargs):
        return value.isoformat() if value else ""


class Day(Text):
    def __init__(self, field: models.DateField):
        self.null = field.null

    def clean(self, value, row=None, **kwargs):
        text = tidy(value)
        if not text and not self.null:
            raise ValueError(EMPTY)
        if text and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError(f"“{text}” is not a day; write 2023-05-20.")
        try:
            return dt.date.fromisoformat(text) if text else None
        except ValueError:
            raise ValueError(f"“{text}” is not a day of the calendar.") from None


class Number(Text):
    """A number without separators: whole, or with the places of its field."""

    def __init__(self, field: models.Field):
        self.places = getattr(field, "decimal_places", 0)

    def clean(self, value, row=None, **kwargs):
        text = tidy(value)
        if text and not re.fullmatch(r"-?\d{1,30}(\.\d{1,20})?" if self.places else r"\d{1,9}", text, re.ASCII):
            raise ValueError(f"“{text}” is not a {'number' if self.places else 'whole number'}; write it as 8000000.")
        if not text:
            return None
        return Decimal(text) if self.places else int(text)

    def render(self, value, obj=None, **kwargs):
        return "" if value is None else f"{value:.{self.places}f}"


class Link(Text):
    """The key of another record."""

    def __init__(self, field: models.ForeignKey, lookup: Lookup):
        self.null, self.lookup = field.null, lookup

    def named(self, value: str) -> list[str]:
        return [tidy(value)] if tidy(value) else []

    def clean(self, value, row=None, **kwargs):
        key = tidy(value)
        if not key and not self.null:
            raise ValueError(EMPTY)
        return self.lookup.get(key) if key else None

    def render(self, value, obj=None, **kwargs):
        return self.lookup.key_of(value) if value else ""


class Links(ManyToManyWidget):
    """The keys of several records."""

    def __init__(self, field: models.ManyToManyField, lookup: Lookup):
        super().__init__(lookup.model)
        self.blank, self.lookup = field.blank, lookup

    def named(self, value: str) -> list[str]:
        return split(value)

    def clean(self, value, row=None, **kwargs):
        keys = list(dict.fromkeys(split(value)))
        if not keys and not self.blank:
            raise ValueError(EMPTY)
        return [self.lookup.get(key) for key in keys]

    def render(self, value, obj=None, **kwargs):
        records = value.all() if isinstance(value, models.Manager) else value or []
        return join(sorted(map(self.lookup.key_of, records)))


class Names(Text):
    """Aliases: several short texts."""

    def clean(self, value, row=None, **kwargs):
        return split(value)

    def render(self, value, obj=None, **kwargs):
        return join(map(str, value)) if isinstance(value, list) else ""


class Reasons(Text):
    """Blanks: for each empty value why it is empty, as ``amount:silent``."""

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


def widget_for(field: models.Field, lookup) -> Widget:
    """The widget of a model field; ``lookup(model)`` gives the shared lookup of a related model."""
    if isinstance(field, models.ManyToManyField):
        return Links(field, lookup(field.related_model))
    if isinstance(field, models.ForeignKey):
        return Link(field, lookup(field.related_model))
    if isinstance(field, models.JSONField):
        return Reasons() if field.name == "blanks" else Names()
    if isinstance(field, models.DateField):
        return Day(field)
    if isinstance(field, models.DecimalField | models.IntegerField):
        return Number(field)
    return Choice(field) if field.choices else Text()
