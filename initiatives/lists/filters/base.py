"""The base of every noun's FilterSet: fields, filters and conditions.

Several values of a filter mean “any of”; a value with a leading ``-`` excludes; ``none`` selects the rows without a value.
``FilterSet.select(without=…)`` gives the rows with some filters left out; facets count them. An unknown value is a form error
that names the allowed values; ``result_list.py`` turns it into a notice on pages.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ... import search
from ...models.dates import PartialDate
from ...models.vocabularies import RESERVED_NONE
from ..facets import FacetRule

MAX_VALUES_IN_ERROR = 12
MAX_VALUES = 50
MAX_SEARCH_CHARACTERS = 500


class PickedValues(NamedTuple):
    """The values picked in one filter: rows with any of the first, and with none of the second."""

    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    def __bool__(self):
        return bool(self.any_of or self.none_of)


def unknown_value_error(message: str, values: list[str]) -> ValidationError:
    """The error of a filter field; ``params`` hold what was not understood, so the message is no format any more."""
    return ValidationError(message.replace("%", "%%"), code="unknown", params={"unknown": values})


class ValuesField(forms.Field):
    """Repeated values out of a vocabulary (``options``: a callable giving value and label), each perhaps excluded."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *args, options, spell, **kwargs):
        super().__init__(*args, **kwargs)
        self.options, self.spell = options, spell

    def clean(self, value) -> PickedValues:
        asked = [text.strip() for text in value or [] if text.strip()]
        if len(asked) > MAX_VALUES:
            raise ValidationError(f"At most {MAX_VALUES} values; these are {len(asked)}.", code="too-many")
        if not asked:
            return PickedValues()
        known, any_of, none_of, unknown = self.options(), [], [], []
        for text in asked:
            target, plain = (none_of, text[1:]) if text.startswith("-") else (any_of, text)
            code = self.spell(plain)
            if code not in known:
                unknown.append(text)
            elif code not in target:
                target.append(code)
        if unknown:
            allowed = ", ".join(list(known)[:MAX_VALUES_IN_ERROR]) + (" …" if len(known) > MAX_VALUES_IN_ERROR else "")
            raise unknown_value_error(f"Unknown: {', '.join(unknown)}. Known are {allowed}.", unknown)
        return PickedValues(tuple(any_of), tuple(none_of))


class ValuesFilter(django_filters.Filter):
    """A filter over a vocabulary.

    ``options()`` gives an ordered dict of value and label; ``condition(values)`` the Q of rows that have any of them;
    ``spell(text)`` the value as the options have it (so that ``KOR``, ``kor`` and ``south-korea`` are one); ``facet`` says how
    the values are counted beside the list, if they are.
    """

    field_class = ValuesField

    def __init__(
        self,
        options: Callable[[], dict],
        condition: Callable,
        spell: Callable = str,
        facet: FacetRule | None = None,
        **kwargs,
    ):
        self._options, self.condition, self.spell, self.facet, self._cache = options, condition, spell, facet, None
        super().__init__(options=self.options, spell=self._spell, **kwargs)

    def options(self) -> dict[str, str]:
        """Value and label; read once by a filter set, anew by the class's own filter, which outlives every request."""
        if not hasattr(self, "parent"):
            return dict(self._options())
        if self._cache is None:
            self._cache = dict(self._options())
        return self._cache

    @property
    def has_fixed_options(self) -> bool:
        return isinstance(self._options, FixedOptions)

    def _spell(self, text: str) -> str:
        return self.spell(text)

    def narrow(self, queryset, picked: PickedValues):
        if picked.any_of:
            queryset = queryset.filter(self.condition(picked.any_of))
        if picked.none_of:
            queryset = queryset.exclude(self.condition(picked.none_of))
        return queryset


class AsOfValuesFilter(ValuesFilter):
    """A filter whose meaning depends on the day that the filter set shows: ``condition(values, filterset)``."""

    def narrow(self, queryset, picked: PickedValues):
        if picked.any_of:
            queryset = queryset.filter(self.condition(picked.any_of, self.parent))
        if picked.none_of:
            queryset = queryset.exclude(self.condition(picked.none_of, self.parent))
        return queryset


class DateField(forms.Field):
    """A day, month or year in ISO 8601."""

    def clean(self, value) -> PartialDate | None:
        try:
            return PartialDate.of(value.strip() if value else None)
        except ValueError as error:
            raise unknown_value_error(str(error), [value.strip()]) from None


class DateFilter(django_filters.Filter):
    field_class = DateField


def normalize_whitespace(text: str) -> str:
    """Words with one space between them, without what no database takes."""
    return " ".join(text.replace("\x00", " ").split())


class SearchTextField(forms.CharField):
    def clean(self, value) -> str:
        words = normalize_whitespace(value or "")
        if len(words) > MAX_SEARCH_CHARACTERS:
            raise ValidationError(
                f"At most {MAX_SEARCH_CHARACTERS} characters; these are {len(words)}.", code="too-long"
            )
        return words


class SearchTextFilter(django_filters.Filter):
    field_class = SearchTextField


class OrderField(forms.Field):
    def __init__(self, *args, orders, **kwargs):
        super().__init__(*args, **kwargs)
        self.orders = orders

    def clean(self, value) -> str:
        if value and value not in self.orders:
            raise unknown_value_error(f"Unknown: {value}. Known are {', '.join(self.orders)}.", [value.strip()])
        return value or ""


class OrderFilter(django_filters.Filter):
    """``ordering=``: a name out of the FilterSet's ``orders``."""

    field_class = OrderField


@dataclass(frozen=True)
class FixedOptions:
    """Options that stand in the code and not in the database, so that the API can name them in its schema."""

    words: dict[str, str]

    def __call__(self) -> dict[str, str]:
        return self.words


def vocabulary_options(words) -> FixedOptions:
    return FixedOptions(dict(words.choices))


def with_none_option(options: Callable[[], dict], label: str) -> Callable[[], dict]:
    """The options and, last, the reserved value for rows that have no value."""
    if isinstance(options, FixedOptions):
        return FixedOptions({**options(), RESERVED_NONE: label})
    return lambda: {**options(), RESERVED_NONE: label}


def split_none(values) -> tuple[list[str], bool]:
    return [value for value in values if value != RESERVED_NONE], RESERVED_NONE in values


def lookup_condition(lookup: str, missing: Q | None = None):
    """Condition: ``lookup`` holds one of the values, or ``missing`` is true where ``none`` is among them."""

    def condition(values):
        named, none = split_none(values)
        found = Q(**{f"{lookup}__in": named})
        return found | missing if none and missing is not None else found

    return condition


class FilterSet(django_filters.FilterSet):
    """Base of every noun's filters.

    ``orders`` maps the names that ``ordering=`` takes to database orderings (each ends with the key, so that the
    order is total); ``default_order`` is one of them. ``dates`` names the filters that compare with a date.
    """

    orders: dict[str, list] = {}
    default_order = ""
    dates: tuple[str, ...] = ()
    q = SearchTextFilter(label=_("Words"))

    @property
    def picked(self) -> dict:
        return self.form.cleaned_data if self.form.is_valid() else {}

    @property
    def words(self) -> str:
        return self.picked.get("q", "")

    @property
    def as_of_day(self) -> dt.date | None:
        """The last day of ``as_of``: what was true by then, whichever day of a month or year is meant."""
        return self.picked["as_of"].latest if self.picked.get("as_of") else None

    @property
    def order(self) -> str:
        asked = self.picked.get("ordering")
        if asked == "relevance" and not self.words:
            asked = ""
        return asked or ("relevance" if self.words else self.default_order)

    def filter_queryset(self, queryset):
        return self.ordered(self.select())

    def ordered(self, queryset):
        return queryset.order_by(*self.orders[self.order])

    def select(self, without: tuple[str, ...] = (), possible: bool = False):
        """The rows, unordered; ``without`` leaves filters out, ``possible`` takes dates that may match as matching."""
        queryset = self.annotated.all()
        for name, declared in self.filters.items():
            if name not in without and isinstance(declared, ValuesFilter) and self.picked.get(name):
                queryset = declared.narrow(queryset, self.picked[name])
        queryset = self.narrow_dates(queryset, possible)
        return search.filter_by_words(queryset, self.words) if self.words and "q" not in without else queryset

    @cached_property
    def annotated(self):
        """The rows with what ``base`` adds; made once, since a page selects from them once for each facet."""
        return self.base(self.queryset)

    def base(self, queryset):
        """What is done to the rows before any filter; for annotations that filters need."""
        return queryset

    def narrow_dates(self, queryset, possible: bool):
        return queryset

    @property
    def possible_match_count(self) -> int:
        """How many more rows could match the dates asked for but are dated too coarsely to say."""
        if not any(self.picked.get(name) for name in self.dates):
            return 0
        return self.select(possible=True).count() - self.select().count()

    @classmethod
    def parameters(cls) -> list[str]:
        return list(cls.base_filters)

    @classmethod
    def facet_rules(cls) -> dict[str, FacetRule]:
        """The filters that are counted beside the list, by name and in the order of the page."""
        found: dict[str, FacetRule] = {}
        for name, declared in cls.base_filters.items():
            if rule := getattr(declared, "facet", None):
                places = list(found.items())
                places.insert(list(found).index(rule.before) if rule.before else len(places), (name, rule))
                found = dict(places)
        return found


def dated_on_or_after(queryset, name: str, date: PartialDate, possible: bool):
    """Rows whose whole span lies on or after the date; with ``possible``, also those that may."""
    if possible:
        return queryset.filter(Q(**{f"{name}_latest__gte": date.earliest}) | Q(**{f"{name}_latest": None}))
    return queryset.filter(**{f"{name}_earliest__gte": date.earliest})


def dated_on_or_before(queryset, name: str, date: PartialDate, possible: bool):
    """Rows whose whole span lies on or before the date; with ``possible``, also those that may."""
    if possible:
        return queryset.filter(Q(**{f"{name}_earliest__lte": date.latest}) | Q(**{f"{name}_latest": None}))
    return queryset.filter(**{f"{name}_latest__lte": date.latest})


def newest_first(name: str) -> list:
    return [F(f"{name}_latest").desc(nulls_last=True), F(f"{name}_earliest").desc(nulls_last=True), "slug"]


def oldest_first(name: str) -> list:
    return [F(f"{name}_latest").asc(nulls_last=True), F(f"{name}_earliest").asc(nulls_last=True), "slug"]
