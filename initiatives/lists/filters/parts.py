"""Filters of the parts of records that have files but no list page: memberships and follow-ups."""

from django.db.models import F

from ...models import Commitment, FollowUp, Membership
from ...models.vocabularies import FollowUpKind, MembershipRole
from .base import (
    DateFilter,
    FilterSet,
    OrderFilter,
    ValuesFilter,
    grouping_options,
    lookup_condition,
    normalize_state_code,
    state_options,
    title_options,
    vocabulary_options,
)
from .nouns import DatedFilterSet


class MembershipFilterSet(FilterSet):
    q = None
    grouping = ValuesFilter(grouping_options, lookup_condition("grouping__slug"), label="Grouping")
    state = ValuesFilter(state_options, lookup_condition("state__iso3"), normalize_state_code, label="State")
    role = ValuesFilter(vocabulary_options(MembershipRole), lookup_condition("role"), label="Role")
    orders = {"name": ["grouping__short_name", "state__name", "role", F("joined_latest").asc(nulls_first=True), "pk"]}
    default_order = "name"
    ordering = OrderFilter(label="Order", orders=list(orders))

    class Meta:
        model = Membership
        fields = []


class FollowUpFilterSet(DatedFilterSet):
    q = None
    date_name = "date"
    commitment = ValuesFilter(title_options(Commitment), lookup_condition("commitment__slug"), label="Commitment")
    grouping = ValuesFilter(
        grouping_options, lookup_condition("commitment__statement__grouping__slug"), label="Grouping"
    )
    kind = ValuesFilter(vocabulary_options(FollowUpKind), lookup_condition("kind"), label="Kind")
    after = DateFilter(label="Since")
    before = DateFilter(label="Until")
    orders = {
        "-date": [
            F("date_latest").desc(nulls_last=True),
            F("date_earliest").desc(nulls_last=True),
            "commitment__slug",
            "number",
        ],
        "date": [
            F("date_latest").asc(nulls_last=True),
            F("date_earliest").asc(nulls_last=True),
            "commitment__slug",
            "number",
        ],
    }
    ordering = OrderFilter(label="Order", orders=list(orders))

    class Meta:
        model = FollowUp
        fields = []
