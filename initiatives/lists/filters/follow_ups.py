"""The filters of follow-ups, which have files and no list page."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from ...models import Commitment, FollowUp
from ...models.vocabularies import FollowUpKind
from .base import DateFilter, OrderFilter, ValuesFilter, lookup_condition, vocabulary_options
from .shared import DatedFilterSet, grouping_options, title_options


class FollowUpFilterSet(DatedFilterSet):
    q = None
    date_name = "date"
    commitment = ValuesFilter(title_options(Commitment), lookup_condition("commitment__slug"), label=_("Commitment"))
    grouping = ValuesFilter(
        grouping_options, lookup_condition("commitment__statement__grouping__slug"), label=_("Grouping")
    )
    kind = ValuesFilter(vocabulary_options(FollowUpKind), lookup_condition("kind"), label=_("Kind"))
    after = DateFilter(label=_("Since"))
    before = DateFilter(label=_("Until"))
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
    ordering = OrderFilter(label=_("Order"), orders=list(orders))

    class Meta:
        model = FollowUp
        fields = []
