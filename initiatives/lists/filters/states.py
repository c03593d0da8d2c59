"""The filters of states."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from ...models import Membership, Participation, State
from ...models.vocabularies import MembershipRole, StateKind
from ..facets import FacetRule, by_column, by_membership
from .base import (
    AsOfValuesFilter,
    DateFilter,
    FilterSet,
    OrderFilter,
    ValuesFilter,
    lookup_condition,
    vocabulary_options,
)
from .shared import announced_commitments, count_subquery, grouping_options


def held_memberships_of_state(filterset):
    """The public parts that the outer state holds on the day."""
    return Membership.objects.published().held(filterset.as_of_day).filter(state=OuterRef("pk"))


def state_grouping_condition(values, filterset):
    return Q(Exists(held_memberships_of_state(filterset).filter(grouping__slug__in=values)))


def state_role_condition(values, filterset):
    return Q(Exists(held_memberships_of_state(filterset).filter(role__in=values)))


def region_options():
    return {name: name for name in State.objects.exclude(region="").order_by("region").values_list("region", flat=True)}


class StateFilterSet(FilterSet):
    grouping = AsOfValuesFilter(
        grouping_options,
        state_grouping_condition,
        label=_("In the grouping"),
        facet=FacetRule(
            by_membership("state", "grouping__slug"),
            _("states that take part today"),
            _("states that take part on that day"),
            long=True,
        ),
    )
    role = AsOfValuesFilter(
        vocabulary_options(MembershipRole),
        state_role_condition,
        label=_("Role in a grouping"),
        facet=FacetRule(
            by_membership("state", "role"),
            _("states with this role in some grouping today"),
            _("states with this role in some grouping on that day"),
        ),
    )
    region = ValuesFilter(
        region_options,
        lookup_condition("region"),
        label=_("Region"),
        facet=FacetRule(by_column("region"), _("states and other parties"), long=True),
    )
    party = ValuesFilter(
        vocabulary_options(StateKind),
        lookup_condition("kind"),
        label=_("Kind of party"),
        facet=FacetRule(by_column("kind"), _("parties")),
    )
    as_of = DateFilter(label=_("As of"))
    orders = {
        "name": ["name", "slug"],
        "-commitments": ["-commitment_count", "name", "slug"],
        "relevance": ["search_rank", "name", "slug"],
    }
    default_order = "name"
    ordering = OrderFilter(label=_("Order"), orders=list(orders))
    dates = ("as_of",)

    class Meta:
        model = State
        fields = []

    def base(self, queryset):
        parts = Membership.objects.published().held(self.as_of_day)
        taken = Participation.objects.filter(commitment__in=announced_commitments(self))
        return queryset.annotate(
            grouping_count=count_subquery(parts, "state", "grouping"),
            commitment_count=count_subquery(taken, "state", "commitment"),
        )
