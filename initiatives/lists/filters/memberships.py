"""The filters of memberships, which have files and no list page."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ...models import Membership
from ...models.vocabularies import MembershipRole
from .base import FilterSet, OrderFilter, ValuesFilter, lookup_condition, vocabulary_options
from .shared import grouping_options, normalize_state_code, state_options


class MembershipFilterSet(FilterSet):
    q = None
    grouping = ValuesFilter(grouping_options, lookup_condition("grouping__slug"), label=_("Grouping"))
    state = ValuesFilter(state_options, lookup_condition("state__iso3"), normalize_state_code, label=_("State"))
    role = ValuesFilter(vocabulary_options(MembershipRole), lookup_condition("role"), label=_("Role"))
    orders = {"name": ["grouping__short_name", "state__name", "role", F("joined_latest").asc(nulls_first=True), "pk"]}
    default_order = "name"
    ordering = OrderFilter(label=_("Order"), orders=list(orders))

    class Meta:
        model = Membership
        fields = []
