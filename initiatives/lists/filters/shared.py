"""Options, conditions and counts that the filters of several nouns share."""

from collections.abc import Callable

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from ...models import Commitment, Grouping, State, Summit, Technology
from ...models.vocabularies import LANGUAGES
from .base import FilterSet, dated_on_or_after, dated_on_or_before


def grouping_options() -> dict[str, str]:
    return dict(Grouping.objects.published().values_list("slug", "short_name"))


def technology_options() -> dict[str, str]:
    return dict(Technology.objects.values_list("slug", "name"))


def state_options() -> dict[str, str]:
    return dict(State.objects.values_list("iso3", "name"))


def normalize_state_code(text: str) -> str:
    """The ISO code of a state given by code or slug, in any case."""
    if len(text) == 3:
        return text.upper()
    if not text.replace("-", "").isalnum():
        return text  # no slug, and some of it no database could take
    return State.objects.filter(slug=text.lower()).values_list("iso3", flat=True).first() or text


def title_options(model) -> Callable[[], dict]:
    return lambda: dict(model.objects.published().values_list("slug", "name" if model is Summit else "title"))


def year_options(queryset, name: str) -> dict[str, str]:
    found = queryset.exclude(**{f"{name}_earliest": None}).values_list(f"{name}_earliest__year", flat=True).distinct()
    return {str(year): str(year) for year in sorted(set(found), reverse=True)}


def count_subquery(rows, per: str, distinct: str = "pk"):
    """Subquery: how many of ``rows`` belong to each outer row, by the column ``per``; 0 where none do."""
    counted = rows.filter(**{per: OuterRef("pk")}).order_by().values(per).annotate(n=Count(distinct, distinct=True))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), Value(0))


def announced_commitments(filterset):
    """The public commitments, as far as they were announced by the day that the filter set shows."""
    return Commitment.objects.published().announced_by(filterset.as_of_day)


def language_options(model):
    def options():
        codes = model.objects.published().order_by().values_list("language", flat=True).distinct()
        return {code: str(LANGUAGES.get(code, code)) for code in sorted(codes)}

    return options


class DatedFilterSet(FilterSet):
    """A noun with a date of its own, ``date_name``: it is filtered by year and span and sorted newest first."""

    date_name = ""
    dates = ("after", "before", "as_of")
    default_order = "-date"

    def narrow_dates(self, queryset, possible: bool):
        asked = self.picked.get("as_of")
        queryset = dated_on_or_before(queryset, self.date_name, asked, possible) if asked else queryset
        return self.narrow_span(queryset, possible)

    def narrow_span(self, queryset, possible: bool):
        for name, compare in (("after", dated_on_or_after), ("before", dated_on_or_before)):
            if self.picked.get(name):
                queryset = compare(queryset, self.date_name, self.picked[name], possible)
        return queryset
