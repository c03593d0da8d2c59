"""The filters of the other nouns: groupings, states, technologies, summits, statements, sources."""

from functools import cached_property

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from ...analyses.cadence import CADENCE_VERDICT_LABELS as RHYTHMS
from ...analyses.cadence import grouping_cadences
from ...models import (
    Commitment,
    FollowUp,
    Grouping,
    Membership,
    Participation,
    Source,
    State,
    Statement,
    Summit,
    Technology,
)
from ...models.statement import public_summit_condition
from ...models.vocabularies import (
    LANGUAGES,
    CodingShown,
    MembershipRole,
    SourceLevel,
    StateKind,
    StatementKind,
    SummitFormat,
    SummitLevel,
    SummitStatus,
)
from .base import (
    AsOfValuesFilter,
    DateFilter,
    FilterSet,
    FixedOptions,
    OrderFilter,
    ValuesFilter,
    dated_on_or_after,
    dated_on_or_before,
    grouping_options,
    lookup_condition,
    newest_first,
    normalize_state_code,
    oldest_first,
    split_none,
    state_options,
    technology_options,
    title_options,
    vocabulary_options,
    with_none_option,
    year_options,
)


def count_subquery(rows, per: str, distinct: str = "pk"):
    """Subquery: how many of ``rows`` belong to each outer row, by the column ``per``; 0 where none do."""
    counted = rows.filter(**{per: OuterRef("pk")}).order_by().values(per).annotate(n=Count(distinct, distinct=True))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), Value(0))


def announced_commitments(filterset):
    """The public commitments, as far as they were announced by the day that the filter set shows."""
    return Commitment.objects.published().announced_by(filterset.as_of_day)


def language_options(model):
    def options():
        codes = model.objects.published().order_by().values_list("language", flat=True).distinct()
        return {code: LANGUAGES.get(code, code) for code in sorted(codes)}

    return options


class DatedFilterSet(FilterSet):
    """A noun with a date of its own, ``date_name``: it is filtered by year and span and sorted newest first."""

    date_name = ""
    dates = ("after", "before", "as_of")
    default_order = "-date"

    def narrow_dates(self, queryset, possible: bool):
        asked = self.picked.get("as_of")
        queryset = dated_on_or_before(queryset, self.date_name, asked, possible) if asked else queryset
        return self.narrow_span(queryset, possible)

    def narrow_span(self, queryset, possible: bool):
        for name, compare in (("after", dated_on_or_after), ("before", dated_on_or_before)):
            if self.picked.get(name):
                queryset = compare(queryset, self.date_name, self.picked[name], possible)
        return queryset


def membership_condition(values, filterset):
    """Condition: one of the states takes part on the day, in whatever role."""
    held = Membership.objects.held(filterset.as_of_day)
    return Q(Exists(held.filter(grouping=OuterRef("pk"), state__iso3__in=values)))


def grouping_technology_condition(values, filterset):
    about = announced_commitments(filterset).filter(technologies__in=Technology.objects.family(values))
    return Q(Exists(about.filter(statement__grouping=OuterRef("pk"))))


MEMBER_COUNT_CLASSES = {"2": "Two", "3": "Three", "4": "Four", "5-9": "Five to nine", "10+": "Ten or more"}


def member_count_condition(values):
    found = Q(pk__in=[])
    for value in values:
        low, _, high = value.rstrip("+").partition("-")
        if value.endswith("+"):
            found |= Q(member_count__gte=int(low))
        else:
            found |= Q(member_count__gte=int(low), member_count__lte=int(high or low))
    return found


def active_condition(values):
    return Q(is_over__in=[value == "ended" for value in values])


def cadence_condition(values, filterset):
    """Condition: the meetings of one of its levels are on time, late, dormant, or too few for a verdict, on the day."""
    return Q(pk__in=[row.grouping.pk for row in filterset.rhythms if row.verdicts & set(values)])


class GroupingFilterSet(FilterSet):
    state = AsOfValuesFilter(state_options, membership_condition, normalize_state_code, label="Takes part")
    technology = AsOfValuesFilter(technology_options, grouping_technology_condition, label="Technology")
    members = ValuesFilter(FixedOptions(MEMBER_COUNT_CLASSES), member_count_condition, label="Number of members")
    cadence = AsOfValuesFilter(FixedOptions(RHYTHMS), cadence_condition, label="Rhythm of meetings")
    active = ValuesFilter(
        FixedOptions({"active": "Goes on", "ended": "Ended"}), active_condition, label="State of the grouping"
    )
    as_of = DateFilter(label="As of")
    orders = {
        "name": ["short_name", "slug"],
        "-commitments": ["-commitment_count", "short_name", "slug"],
        "-date": newest_first("founded"),
        "date": oldest_first("founded"),
        "relevance": ["search_rank", "short_name", "slug"],
    }
    default_order = "name"
    ordering = OrderFilter(label="Order", orders=list(orders))
    dates = ("as_of",)

    class Meta:
        model = Grouping
        fields = []

    @cached_property
    def rhythms(self) -> list:
        """How often each public grouping meets; asked once, however often rows are selected."""
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
    grouping = AsOfValuesFilter(grouping_options, state_grouping_condition, label="In the grouping")
    role = AsOfValuesFilter(vocabulary_options(MembershipRole), state_role_condition, label="Role in a grouping")
    region = ValuesFilter(region_options, lookup_condition("region"), label="Region")
    party = ValuesFilter(vocabulary_options(StateKind), lookup_condition("kind"), label="Kind of party")
    as_of = DateFilter(label="As of")
    orders = {
        "name": ["name", "slug"],
        "-commitments": ["-commitment_count", "name", "slug"],
        "relevance": ["search_rank", "name", "slug"],
    }
    default_order = "name"
    ordering = OrderFilter(label="Order", orders=list(orders))
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


def technology_grouping_condition(values, filterset):
    about = announced_commitments(filterset).filter(statement__grouping__slug__in=values)
    return Q(Exists(about.filter(technologies=OuterRef("pk"))))


class TechnologyFilterSet(FilterSet):
    grouping = AsOfValuesFilter(grouping_options, technology_grouping_condition, label="Grouping")
    as_of = DateFilter(label="As of")
    orders = {"name": ["name", "slug"], "relevance": ["search_rank", "name", "slug"]}
    default_order = "name"
    ordering = OrderFilter(label="Order", orders=list(orders))
    dates = ("as_of",)

    class Meta:
        model = Technology
        fields = []


class SummitFilterSet(DatedFilterSet):
    date_name = "start"
    grouping = ValuesFilter(grouping_options, lookup_condition("grouping__slug"), label="Grouping")
    level = ValuesFilter(vocabulary_options(SummitLevel), lookup_condition("level"), label="Level")
    format = ValuesFilter(
        with_none_option(vocabulary_options(SummitFormat), "Not known"),
        lookup_condition("format", Q(format="")),
        label="Format",
    )
    status = ValuesFilter(vocabulary_options(SummitStatus), lookup_condition("status"), label="Status")
    host = ValuesFilter(
        with_none_option(state_options, "Not known"),
        lookup_condition("host__iso3", Q(host=None)),
        normalize_state_code,
        label="Host",
    )
    year = ValuesFilter(
        with_none_option(lambda: year_options(Summit.objects.published(), "start"), "Date not known"),
        lookup_condition("start_earliest__year", Q(start_earliest=None)),
        label="Year",
    )
    after = DateFilter(label="Since")
    before = DateFilter(label="Until")
    as_of = DateFilter(label="As of")
    orders = {
        "-date": newest_first("start"),
        "date": oldest_first("start"),
        "name": ["name", "slug"],
        "relevance": ["search_rank", *newest_first("start")],
    }
    ordering = OrderFilter(label="Order", orders=list(orders))

    class Meta:
        model = Summit
        fields = []

    def base(self, queryset):
        statements = Statement.objects.published().issued_by(self.as_of_day)
        return queryset.annotate(statement_count=count_subquery(statements, "summit"))


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
    grouping = ValuesFilter(grouping_options, lookup_condition("grouping__slug"), label="Grouping")
    kind = ValuesFilter(vocabulary_options(StatementKind), lookup_condition("kind"), label="Kind")
    coding = ValuesFilter(vocabulary_options(CodingShown), coding_condition, label="How far it is coded")
    summit = ValuesFilter(
        with_none_option(title_options(Summit), "No meeting"), statement_summit_condition, label="Meeting"
    )
    year = ValuesFilter(
        with_none_option(lambda: year_options(Statement.objects.published(), "issued_on"), "Date not known"),
        lookup_condition("issued_on_earliest__year", Q(issued_on_earliest=None)),
        label="Year",
    )
    language = ValuesFilter(language_options(Statement), lookup_condition("language"), label="Language")
    after = DateFilter(label="Since")
    before = DateFilter(label="Until")
    as_of = DateFilter(label="As of")
    orders = {
        "-date": newest_first("issued_on"),
        "date": oldest_first("issued_on"),
        "title": ["title", "slug"],
        "-commitments": ["-commitment_count", *newest_first("issued_on")],
        "relevance": ["search_rank", *newest_first("issued_on")],
    }
    ordering = OrderFilter(label="Order", orders=list(orders))

    class Meta:
        model = Statement
        fields = []

    def base(self, queryset):
        return queryset.with_records().annotate(
            commitment_count=count_subquery(Commitment.objects.published(), "statement")
        )


class SourceFilterSet(DatedFilterSet):
    date_name = "published_on"
    level = ValuesFilter(vocabulary_options(SourceLevel), lookup_condition("level"), label="Level")
    language = ValuesFilter(language_options(Source), lookup_condition("language"), label="Language")
    year = ValuesFilter(
        with_none_option(lambda: year_options(Source.objects.published(), "published_on"), "Date not known"),
        lookup_condition("published_on_earliest__year", Q(published_on_earliest=None)),
        label="Year",
    )
    after = DateFilter(label="Since")
    before = DateFilter(label="Until")
    as_of = DateFilter(label="As of")
    orders = {
        "-date": newest_first("published_on"),
        "date": oldest_first("published_on"),
        "title": ["title", "slug"],
        "relevance": ["search_rank", *newest_first("published_on")],
    }
    ordering = OrderFilter(label="Order", orders=list(orders))

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
