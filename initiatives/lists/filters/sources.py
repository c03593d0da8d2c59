"""The filters of sources."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...models import Commitment, FollowUp, Grouping, Membership, Source, Statement, Summit
from ...models.vocabularies import SourceLevel
from ..facets import FacetRule, by_column
from .base import (
    DateFilter,
    OrderFilter,
    ValuesFilter,
    lookup_condition,
    newest_first,
    oldest_first,
    vocabulary_options,
    with_none_option,
)
from .shared import DatedFilterSet, count_subquery, language_options, year_options


class SourceFilterSet(DatedFilterSet):
    date_name = "published_on"
    level = ValuesFilter(
        vocabulary_options(SourceLevel),
        lookup_condition("level"),
        label=_("Level"),
        facet=FacetRule(by_column("level"), _("sources")),
    )
    language = ValuesFilter(
        language_options(Source),
        lookup_condition("language"),
        label=_("Language"),
        facet=FacetRule(by_column("language"), _("sources")),
    )
    year = ValuesFilter(
        with_none_option(lambda: year_options(Source.objects.published(), "published_on"), _("Date not known")),
        lookup_condition("published_on_earliest__year", Q(published_on_earliest=None)),
        label=_("Year"),
        facet=FacetRule(by_column("published_on_earliest__year"), _("sources"), long=True),
    )
    after = DateFilter(label=_("Since"))
    before = DateFilter(label=_("Until"))
    as_of = DateFilter(label=_("As of"))
    orders = {
        "-date": newest_first("published_on"),
        "date": oldest_first("published_on"),
        "title": ["title", "slug"],
        "relevance": ["search_rank", *newest_first("published_on")],
    }
    ordering = OrderFilter(label=_("Order"), orders=list(orders))

    class Meta:
        model = Source
        fields = []

    def base(self, queryset):
        """``use_count``: how many public rows rest on it, on a past day those that were there by then."""
        first, *rest = (count_subquery(rows, "source") for rows in source_use_querysets(self.as_of_day))
        return queryset.annotate(use_count=sum(rest, first))

    def narrow_dates(self, queryset, possible: bool):
        """A source was there by the day when it was published, or read, by then."""
        day = self.as_of_day
        if day and not possible:
            queryset = queryset.filter(Q(published_on_latest__lte=day) | Q(accessed_on__lte=day))
        elif day:
            may = Q(published_on_earliest__lte=day) | Q(published_on_earliest=None) | Q(accessed_on__lte=day)
            queryset = queryset.filter(may)
        return self.narrow_span(queryset, possible)


DATES_OF_USE = {
    Commitment: "statement__issued_on",
    FollowUp: "date",
    Statement: "issued_on",
    Summit: "start",
    Grouping: "founded",
}


def source_use_querysets(day) -> list:
    """The public rows of each noun that name a source, as far as they are dated by the day."""
    rows = [
        model.objects.published().filter(**({f"{date}_latest__lte": day} if day else {}))
        for model, date in DATES_OF_USE.items()
    ]
    parts = Membership.objects.published()
    return [*rows, parts.begun(day) if day else parts]
