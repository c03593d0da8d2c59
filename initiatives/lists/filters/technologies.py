"""The filters of technologies."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ...models import Technology
from ..facets import FacetRule, by_commitment
from .base import AsOfValuesFilter, DateFilter, FilterSet, OrderFilter
from .shared import announced_commitments, grouping_options


def technology_grouping_condition(values, filterset):
    about = announced_commitments(filterset).filter(statement__grouping__slug__in=values)
    return Q(Exists(about.filter(technologies=OuterRef("pk"))))


class TechnologyFilterSet(FilterSet):
    grouping = AsOfValuesFilter(
        grouping_options,
        technology_grouping_condition,
        label=_("Grouping"),
        facet=FacetRule(
            by_commitment("technologies", "statement__grouping__slug"),
            _("technologies that its commitments name"),
            long=True,
        ),
    )
    as_of = DateFilter(label=_("As of"))
    orders = {"name": ["name", "slug"], "relevance": ["search_rank", "name", "slug"]}
    default_order = "name"
    ordering = OrderFilter(label=_("Order"), orders=list(orders))
    dates = ("as_of",)

    class Meta:
        model = Technology
        fields = []
