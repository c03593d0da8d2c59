"""The filters of the other nouns: groupings, states, technologies, summits, statements, sources."""

from functools import cached_property

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from ...analyses.cadence import VERDICTS as RHYTHMS
from ...analyses.cadence import cadences
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
from ...models.statement import with_public_summit
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
    DateFilter,
    DayFilter,
    FilterSet,
    Fixed,
    OrderFilter,
    ValuesFilter,
    after,
    before,
    grouping_options,
    newest,
    oldest,
    one_of,
    spell_state,
    split_none,
    state_options,
    technology_options,
    title_options,
    vocabulary,
    with_none,
    years,
)


def number_of(rows, per: str, distinct: str = "pk"):
    """Subquery: how many of ``rows`` belong to each outer row, by the column ``per``; 0 where none do."""
    counted = rows.filter(**{per: OuterRef("pk")}).order_by().values(per).annotate(n=Count(distinct, distinct=True))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), Value(0))


def announced(filterset):
    """The public commitments, as far as they were announced by the day that the filter set shows."""
    return Commitment.objects.published().announced_by(filterset.as_of_day)


def languages(model):
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
        queryset = before(queryset, self.date_name, asked, possible) if asked else queryset
        return self.narrow_span(queryset, possible)

    def narrow_span(self, queryset, possible: bool):
        for name, compare in (("after", after), ("before", before)):
            if self.picked.get(name):
                queryset = compare(queryset, self.date_name, self.picked[name], possible)
        return queryset


def with_members(values, filterset):
    """Condition: one of the states takes part on the day, in whatever role."""
    held = Membership.objects.held(filterset.as_of_day)
    return Q(Exists(held.filter(grouping=OuterRef("pk"), state__iso3__in=values)))


def grouping_technologies(values, filterset):
    about = announced(filterset).filter(technologies__in=Technology.objects.family(values))
    return Q(Exists(about.filter(statement__grouping=OuterRef("pk"))))


SIZES = {"2": "Two", "3": "Three", "4": "Four", "5-9": "Five to nine", "10+": "Ten or more"}


def of_size(values):
    found = Q(pk__in=[])
    for value in values:
        low, _, high = value.rstrip("+").partition("-")
        if value.endswith("+"):
            found |= Q(member_count__gte=int(low))
        else:
            found |= Q(member_count__gte=int(low), member_count__lte=int(high or low))
    return found


def going_on(values):
    return Q(is_over__in=[value == "ended" for value in values])


def with_rhythm(values, filterset):
    """Condition: the meetings of one of its levels are on time, late, dormant, or too few for a verdict, on the day."""
    return Q(pk__in=[row.grouping.pk for row in filterset.rhythms if row.verdicts & set(values)])


class GroupingFilterSet(FilterSet):
    state = DayFilter(state_options, with_members, spell_state, label="Takes part")
    technology = DayFilter(technology_options, grouping_technologies, label="Technology")
    members = ValuesFilter(Fixed(SIZES), of_size, label="Number of members")
    cadence = DayFilter(Fixed(RHYTHMS), with_rhythm, label="Rhythm of meetings")
    active = ValuesFilter(Fixed({"active": "Goes on", "ended": "Ended"}), going_on, label="State of the grouping")
    as_of = DateFilter(label="As of")
    orders = {
        "name": ["short_name", "slug"],
        "-commitments": ["-commitment_count", "short_name", "slug"],
        "-date": newest("founded"),
        "date": oldest("founded"),
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
        return cadences(Grouping.objects.published(), self.as_of_day)

    def base(self, queryset):
        """``is_over``: it has ended, on a past day by then; an end that is ahead is no end yet on that day."""
        day = self.as_of_day
        members = Membership.objects.held(day).filter(role=MembershipRole.MEMBER)
        ended = Q(ended_latest__lte=day) if day else Q(ended_latest__isnull=False)
        return queryset.annotate(
            member_count=number_of(members, "grouping", "state"),
            commitment_count=number_of(announced(self), "statement__grouping"),
            is_over=Case(When(ended, then=True), default=False),
        )

    def narrow_dates(self, queryset, possible: bool):
        asked = self.picked.get("as_of")
        return before(queryset, "founded", asked, possible) if asked else queryset


def parts_held(filterset):
    """The public parts that the outer state holds on the day."""
    return Membership.objects.published().held(filterset.as_of_day).filter(state=OuterRef("pk"))


def in_groupings(values, filterset):
    return Q(Exists(parts_held(filterset).filter(grouping__slug__in=values)))


def in_roles(values, filterset):
    return Q(Exists(parts_held(filterset).filter(role__in=values)))


def regions():
    return {name: name for name in State.objects.exclude(region="").order_by("region").values_list("region", flat=True)}


class StateFilterSet(FilterSet):
    grouping = DayFilter(grouping_options, in_groupings, label="In the grouping")
    role = DayFilter(vocabulary(MembershipRole), in_roles, label="Role in a grouping")
    region = ValuesFilter(regions, one_of("region"), label="Region")
    party = ValuesFilter(vocabulary(StateKind), one_of("kind"), label="Kind of party")
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
        taken = Participation.objects.filter(commitment__in=announced(self))
        return queryset.annotate(
            grouping_count=number_of(parts, "state", "grouping"),
            commitment_count=number_of(taken, "state", "commitment"),
        )


def technology_groupings(values, filterset):
    about = announced(filterset).filter(statement__grouping__slug__in=values)
    return Q(Exists(about.filter(technologies=OuterRef("pk"))))


class TechnologyFilterSet(FilterSet):
    grouping = DayFilter(grouping_options, technology_groupings, label="Grouping")
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
    grouping = ValuesFilter(grouping_options, one_of("grouping__slug"), label="Grouping")
    level = ValuesFilter(vocabulary(SummitLevel), one_of("level"), label="Level")
    format = ValuesFilter(
        with_none(vocabulary(SummitFormat), "Not known"), one_of("format", Q(format="")), label="Format"
    )
    status = ValuesFilter(vocabulary(SummitStatus), one_of("status"), label="Status")
    host = ValuesFilter(
        with_none(state_options, "Not known"), one_of("host__iso3", Q(host=None)), spell_state, label="Host"
    )
    year = ValuesFilter(
        with_none(lambda: years(Summit.objects.published(), "start"), "Date not known"),
        one_of("start_earliest__year", Q(start_earliest=None)),
        label="Year",
    )
    after = DateFilter(label="Since")
    before = DateFilter(label="Until")
    as_of = DateFilter(label="As of")
    orders = {
        "-date": newest("start"),
        "date": oldest("start"),
        "name": ["name", "slug"],
        "relevance": ["search_rank", *newest("start")],
    }
    ordering = OrderFilter(label="Order", orders=list(orders))

    class Meta:
        model = Summit
        fields = []

    def base(self, queryset):
        statements = Statement.objects.published().issued_by(self.as_of_day)
        return queryset.annotate(statement_count=number_of(statements, "summit"))


def coded(values):
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


def of_public_summit(values):
    named, none = split_none(values)
    found = with_public_summit() & Q(summit__slug__in=named)
    return found | ~with_public_summit() if none else found


class StatementFilterSet(DatedFilterSet):
    date_name = "issued_on"
    grouping = ValuesFilter(grouping_options, one_of("grouping__slug"), label="Grouping")
    kind = ValuesFilter(vocabulary(StatementKind), one_of("kind"), label="Kind")
    coding = ValuesFilter(vocabulary(CodingShown), coded, label="How far it is coded")
    summit = ValuesFilter(with_none(title_options(Summit), "No meeting"), of_public_summit, label="Meeting")
    year = ValuesFilter(
        with_none(lambda: years(Statement.objects.published(), "issued_on"), "Date not known"),
        one_of("issued_on_earliest__year", Q(issued_on_earliest=None)),
        label="Year",
    )
    language = ValuesFilter(languages(Statement), one_of("language"), label="Language")
    after = DateFilter(label="Since")
    before = DateFilter(label="Until")
    as_of = DateFilter(label="As of")
    orders = {
        "-date": newest("issued_on"),
        "date": oldest("issued_on"),
        "title": ["title", "slug"],
        "-commitments": ["-commitment_count", *newest("issued_on")],
        "relevance": ["search_rank", *newest("issued_on")],
    }
    ordering = OrderFilter(label="Order", orders=list(orders))

    class Meta:
        model = Statement
        fields = []

    def base(self, queryset):
        return queryset.with_records().annotate(commitment_count=number_of(Commitment.objects.published(), "statement"))


class SourceFilterSet(DatedFilterSet):
    date_name = "published_on"
    level = ValuesFilter(vocabulary(SourceLevel), one_of("level"), label="Level")
    language = ValuesFilter(languages(Source), one_of("language"), label="Language")
    year = ValuesFilter(
        with_none(lambda: years(Source.objects.published(), "published_on"), "Date not known"),
        one_of("published_on_earliest__year", Q(published_on_earliest=None)),
        label="Year",
    )
    after = DateFilter(label="Since")
    before = DateFilter(label="Until")
    as_of = DateFilter(label="As of")
    orders = {
        "-date": newest("published_on"),
        "date": oldest("published_on"),
        "title": ["title", "slug"],
        "relevance": ["search_rank", *newest("published_on")],
    }
    ordering = OrderFilter(label="Order", orders=list(orders))

    class Meta:
        model = Source
        fields = []

    def base(self, queryset):
        """``use_count``: how many public rows rest on it, on a past day those that were there by then."""
        first, *rest = (number_of(rows, "source") for rows in supported(self.as_of_day))
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


def supported(day) -> list:
    """The public rows of each noun that name a source, as far as they are dated by the day."""
    rows = [
        model.objects.published().filter(**({f"{date}_latest__lte": day} if day else {}))
        for model, date in DATES_OF_USE.items()
    ]
    parts = Membership.objects.published()
    return [*rows, parts.begun(day) if day else parts]
