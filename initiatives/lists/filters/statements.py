"""The filters of statements."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...models import Commitment, Statement, Summit
from ...models.statement import public_summit_condition
from ...models.vocabularies import CodingShown, StatementKind
from ..facets import FacetRule, by_column, by_value
from .base import (
    DateFilter,
    OrderFilter,
    ValuesFilter,
    lookup_condition,
    newest_first,
    oldest_first,
    split_none,
    vocabulary_options,
    with_none_option,
)
from .shared import DatedFilterSet, count_subquery, grouping_options, language_options, title_options, year_options


def coding_condition(values):
    """Condition on the coding as shown: an unread text with records is coded from another source."""
    found = Q(pk__in=[])
    for value in values:
        if value == CodingShown.OTHER_SOURCE:
            found |= Q(coding="not-read", has_records=True)
        elif value == CodingShown.NOT_BEGUN:
            found |= Q(coding="not-read", has_records=False)
        else:
            found |= Q(coding=value)
    return found


def statement_summit_condition(values):
    named, none = split_none(values)
    found = public_summit_condition() & Q(summit__slug__in=named)
    return found | ~public_summit_condition() if none else found


class StatementFilterSet(DatedFilterSet):
    date_name = "issued_on"
    grouping = ValuesFilter(
        grouping_options,
        lookup_condition("grouping__slug"),
        label=_("Grouping"),
        facet=FacetRule(by_column("grouping__slug"), _("statements"), long=True),
    )
    kind = ValuesFilter(
        vocabulary_options(StatementKind),
        lookup_condition("kind"),
        label=_("Kind"),
        facet=FacetRule(by_column("kind"), _("statements")),
    )
    coding = ValuesFilter(
        vocabulary_options(CodingShown),
        coding_condition,
        label=_("How far it is coded"),
        facet=FacetRule(by_value(("coding", "has_records"), CodingShown.of), _("statements, by what was read")),
    )
    summit = ValuesFilter(
        with_none_option(title_options(Summit), _("No meeting")), statement_summit_condition, label=_("Meeting")
    )
    year = ValuesFilter(
        with_none_option(lambda: year_options(Statement.objects.published(), "issued_on"), _("Date not known")),
        lookup_condition("issued_on_earliest__year", Q(issued_on_earliest=None)),
        label=_("Year"),
        facet=FacetRule(by_column("issued_on_earliest__year"), _("statements"), long=True),
    )
    language = ValuesFilter(
        language_options(Statement),
        lookup_condition("language"),
        label=_("Language"),
        facet=FacetRule(by_column("language"), _("statements")),
    )
    after = DateFilter(label=_("Since"))
    before = DateFilter(label=_("Until"))
    as_of = DateFilter(label=_("As of"))
    orders = {
        "-date": newest_first("issued_on"),
        "date": oldest_first("issued_on"),
        "title": ["title", "slug"],
        "-commitments": ["-commitment_count", *newest_first("issued_on")],
        "relevance": ["search_rank", *newest_first("issued_on")],
    }
    ordering = OrderFilter(label=_("Order"), orders=list(orders))

    class Meta:
        model = Statement
        fields = []

    def base(self, queryset):
        return queryset.with_records().annotate(
            commitment_count=count_subquery(Commitment.objects.published(), "statement")
        )
