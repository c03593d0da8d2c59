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
    one_of,
    spell_state,
    state_options,
    title_options,
    vocabulary,
)
from .nouns import DatedFilterSet


class MembershipFilterSet(FilterSet):
    q = None
    grouping = ValuesFilter(grouping_options, one_of("grouping__slug"), label="Grouping")
    state = ValuesFilter(state_options, one_of("state__iso3"), spell_state, label="State")
    role = ValuesFilter(vocabulary(MembershipRole), one_of("role"), label="Role")
    orders = {"name": ["grouping__short_name", "state__name", "role", F("joined_latest").asc(nulls_first=True), "pk"]}
    default_order = "name"
    ordering = OrderFilter(label="Order", orders=list(orders))

    class Meta:
        model = Membership
        fields = []


class FollowUpFilterSet(DatedFilterSet):
    q = None
    date_name = "date"
    commitment = ValuesFilter(title_options(Commitment), one_of("commitment__slug"), label="Commitment")
    grouping = ValuesFilter(grouping_options, one_of("commitment__statement__grouping__slug"), label="Grouping")
    kind = ValuesFilter(vocabulary(FollowUpKind), one_of("kind"), label="Kind")
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
