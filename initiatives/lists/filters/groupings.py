"""The filters of groupings."""

from functools import cached_property

from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _

from ...analyses.cadence import CADENCE_VERDICT_LABELS as RHYTHMS
from ...analyses.cadence import grouping_cadences
from ...models import Grouping, Membership, Technology
from ...models.vocabularies import MembershipRole
from ..facets import FacetRule, by_commitment, by_membership, by_value
from .base import (
    AsOfValuesFilter,
    DateFilter,
    FilterSet,
    FixedOptions,
    OrderFilter,
    ValuesFilter,
    dated_on_or_before,
    newest_first,
    oldest_first,
)
from .shared import announced_commitments, count_subquery, normalize_state_code, state_options, technology_options


def membership_condition(values, filterset):
    """Condition: one of the states takes part on the day, in whatever role."""
    held = Membership.objects.held(filterset.as_of_day)
    return Q(Exists(held.filter(grouping=OuterRef("pk"), state__iso3__in=values)))


def grouping_technology_condition(values, filterset):
    about = announced_commitments(filterset).filter(technologies__in=Technology.objects.family(values))
    return Q(Exists(about.filter(statement__grouping=OuterRef("pk"))))


MEMBER_COUNT_CLASSES = {
    "2": _("Two"),
    "3": _("Three"),
    "4": _("Four"),
    "5-9": _("Five to nine"),
    "10+": _("Ten or more"),
}


def member_count_condition(values):
    found = Q(pk__in=[])
    for value in values:
        low, _, high = value.rstrip("+").partition("-")
        if value.endswith("+"):
            found |= Q(member_count__gte=int(low))
        else:
            found |= Q(member_count__gte=int(low), member_count__lte=int(high or low))
    return found


def member_count_class(members: int) -> str:
    """The key of ``MEMBER_COUNT_CLASSES`` that a number of members falls into; empty below two."""
    for size in MEMBER_COUNT_CLASSES:
        low, _, high = size.rstrip("+").partition("-")
        if int(low) <= members and (size.endswith("+") or members <= int(high or low)):
            return size
    return ""


def active_condition(values):
    return Q(is_over__in=[value == "ended" for value in values])


def cadence_condition(values, filterset):
    """Condition: the meetings of one of its levels are on time, late, dormant, or too few for a verdict, on the day."""
    return Q(pk__in=[row.grouping.pk for row in filterset.rhythms if row.verdicts & set(values)])


class GroupingFilterSet(FilterSet):
    state = AsOfValuesFilter(
        state_options,
        membership_condition,
        normalize_state_code,
        label=_("Takes part"),
        facet=FacetRule(
            by_membership("grouping", "state__iso3"),
            _("groupings it takes part in today"),
            _("groupings it takes part in on that day"),
            long=True,
        ),
    )
    technology = AsOfValuesFilter(
        technology_options,
        grouping_technology_condition,
        label=_("Technology"),
        facet=FacetRule(
            by_commitment("statement__grouping", "technologies"),
            _("groupings with a commitment on it or anything below it"),
            long=True,
            tree=True,
        ),
    )
    members = ValuesFilter(
        FixedOptions(MEMBER_COUNT_CLASSES),
        member_count_condition,
        label=_("Number of members"),
        facet=FacetRule(
            by_value(("member_count",), member_count_class),
            _("groupings, by members today"),
            _("groupings, by members on that day"),
        ),
    )
    cadence = AsOfValuesFilter(FixedOptions(RHYTHMS), cadence_condition, label=_("Rhythm of meetings"))
    active = ValuesFilter(
        FixedOptions({"active": _("Goes on"), "ended": _("Ended")}),
        active_condition,
        label=_("State of the grouping"),
        facet=FacetRule(by_value(("is_over",), lambda is_over: "ended" if is_over else "active"), _("groupings")),
    )
    as_of = DateFilter(label=_("As of"))
    orders = {
        "name": ["short_name", "slug"],
        "-commitments": ["-commitment_count", "short_name", "slug"],
        "-date": newest_first("founded"),
        "date": oldest_first("founded"),
        "relevance": ["search_rank", "short_name", "slug"],
    }
    default_order = "name"
    ordering = OrderFilter(label=_("Order"), orders=list(orders))
    dates = ("as_of",)

    class Meta:
        model = Grouping
        fields = []

    @cached_property
    def rhythms(self) -> list:
        """The cadence of each public grouping; read once for all selections."""
        return grouping_cadences(Grouping.objects.published(), self.as_of_day)

    def base(self, queryset):
        """``is_over``: it has ended, on a past day by then; an end that is ahead is no end yet on that day."""
        day = self.as_of_day
        members = Membership.objects.held(day).filter(role=MembershipRole.MEMBER)
        ended = Q(ended_latest__lte=day) if day else Q(ended_latest__isnull=False)
        return queryset.annotate(
            member_count=count_subquery(members, "grouping", "state"),
            commitment_count=count_subquery(announced_commitments(self), "statement__grouping"),
            is_over=Case(When(ended, then=True), default=False),
        )

    def narrow_dates(self, queryset, possible: bool):
        asked = self.picked.get("as_of")
        return dated_on_or_before(queryset, "founded", asked, possible) if asked else queryset
