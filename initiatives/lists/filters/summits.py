"""The filters of summits."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...models import Statement, Summit
from ...models.vocabularies import SummitFormat, SummitLevel, SummitStatus
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
from .shared import DatedFilterSet, count_subquery, grouping_options, normalize_state_code, state_options, year_options


class SummitFilterSet(DatedFilterSet):
    date_name = "start"
    grouping = ValuesFilter(
        grouping_options,
        lookup_condition("grouping__slug"),
        label=_("Grouping"),
        facet=FacetRule(by_column("grouping__slug"), _("meetings"), long=True),
    )
    level = ValuesFilter(
        vocabulary_options(SummitLevel),
        lookup_condition("level"),
        label=_("Level"),
        facet=FacetRule(by_column("level"), _("meetings, by who met")),
    )
    format = ValuesFilter(
        with_none_option(vocabulary_options(SummitFormat), _("Not known")),
        lookup_condition("format", Q(format="")),
        label=_("Format"),
        facet=FacetRule(by_column("format"), _("meetings")),
    )
    status = ValuesFilter(
        vocabulary_options(SummitStatus),
        lookup_condition("status"),
        label=_("Status"),
        facet=FacetRule(by_column("status"), _("meetings"), shape="meeting-status", before="format"),
    )
    host = ValuesFilter(
        with_none_option(state_options, _("Not known")),
        lookup_condition("host__iso3", Q(host=None)),
        normalize_state_code,
        label=_("Host"),
        facet=FacetRule(by_column("host__iso3"), _("meetings in the state"), long=True),
    )
    year = ValuesFilter(
        with_none_option(lambda: year_options(Summit.objects.published(), "start"), _("Date not known")),
        lookup_condition("start_earliest__year", Q(start_earliest=None)),
        label=_("Year"),
        facet=FacetRule(by_column("start_earliest__year"), _("meetings"), long=True),
    )
    after = DateFilter(label=_("Since"))
    before = DateFilter(label=_("Until"))
    as_of = DateFilter(label=_("As of"))
    orders = {
        "-date": newest_first("start"),
        "date": oldest_first("start"),
        "name": ["name", "slug"],
        "relevance": ["search_rank", *newest_first("start")],
    }
    ordering = OrderFilter(label=_("Order"), orders=list(orders))

    class Meta:
        model = Summit
        fields = []

    def base(self, queryset):
        statements = Statement.objects.published().issued_by(self.as_of_day)
        return queryset.annotate(statement_count=count_subquery(statements, "summit"))
