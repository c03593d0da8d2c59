"""The filters of commitments, the heart of the site; ``docs/filters.md`` says them for readers."""

from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from ...analyses import gone_quiet
from ...analyses.due import STATES as DUE_STATES
from ...analyses.due import due_condition
from ...models import Commitment, FollowUp, Participation, Statement, Summit, Technology
from ...models.dates import today
from ...models.statement import with_public_summit
from ...models.vocabularies import Evidence, Mode, ParticipationRole, StatementKind, Status, SummitLevel
from .base import (
    DateFilter,
    DayFilter,
    FilterSet,
    Fixed,
    OrderFilter,
    Picked,
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

AT_PUBLIC_SUMMIT = with_public_summit("statement__")


def commitment_years() -> dict[str, str]:
    return years(Statement.objects.filter(commitments__in=Commitment.objects.published()), "issued_on")


def followed_years() -> dict[str, str]:
    return years(FollowUp.objects.published(), "date")


def target_years() -> dict[str, str]:
    return years(Commitment.objects.published(), "target_date")


def in_family(slugs):
    """Condition: about one of the technologies or anything below them."""
    through = Commitment.technologies.through.objects.filter(commitment=OuterRef("pk"))
    return Q(Exists(through.filter(technology__in=Technology.objects.family(slugs))))


def in_mode(codes):
    return Q(Exists(Commitment.modes.through.objects.filter(commitment=OuterRef("pk"), mode__code__in=codes)))


def takes_part(states=(), roles=()):
    """Condition: one participation has one of the states (if any are named) and one of the roles (if any are named)."""
    rows = Participation.objects.filter(commitment=OuterRef("pk"))
    rows = rows.filter(state__iso3__in=states) if states else rows
    return Q(Exists(rows.filter(role__in=roles) if roles else rows))


def at_level(values):
    named, none = split_none(values)
    found = AT_PUBLIC_SUMMIT & Q(statement__summit__level__in=named)
    return found | ~AT_PUBLIC_SUMMIT if none else found


def of_summit(values):
    named, none = split_none(values)
    found = AT_PUBLIC_SUMMIT & Q(statement__summit__slug__in=named)
    return found | ~AT_PUBLIC_SUMMIT if none else found


def silent(values, filterset):
    """Condition: one of the verdicts; there is none on what was not certainly announced by the day."""
    if gone_quiet.NO_VERDICT in values:
        return ~Q(pk__in=[pk for pk, verdict in filterset.silence.items() if verdict not in values])
    return Q(pk__in=[pk for pk, verdict in filterset.silence.items() if verdict in values])


def due_on_the_day(values, filterset):
    return due_condition(values, filterset.as_of_day or today())


def followed(values, filterset):
    """Condition: a follow-up of one of the years, as known on the day; ``none`` stands for one without a date."""
    named, none = split_none(values)
    rows = FollowUp.objects.public_rows().filter(commitment=OuterRef("pk"))
    wanted = Q(date_earliest__year__in=named)
    if none and not filterset.as_of_day:
        wanted |= Q(date_earliest=None)
    if filterset.as_of_day:
        wanted &= Q(date_latest__lte=filterset.as_of_day)
    return Q(Exists(rows.filter(wanted)))


class CommitmentFilterSet(FilterSet):
    """The filters of ``/commitments/``; ``docs/filters.md`` says them for readers."""

    grouping = ValuesFilter(grouping_options, one_of("statement__grouping__slug"), label="Grouping")
    technology = ValuesFilter(technology_options, in_family, label="Technology")
    state = ValuesFilter(state_options, lambda values: takes_part(values), spell_state, label="State")
    all_states = ValuesFilter(
        state_options, lambda values: takes_part(values), spell_state, label="All of these states"
    )
    role = ValuesFilter(
        vocabulary(ParticipationRole), lambda values: takes_part(roles=values), label="Role of the state"
    )
    mode = ValuesFilter(vocabulary(Mode), in_mode, label="Mode of cooperation")
    status = ValuesFilter(vocabulary(Status), one_of("status"), label="Status")
    level = ValuesFilter(with_none(vocabulary(SummitLevel), "No meeting"), at_level, label="Level of the meeting")
    kind = ValuesFilter(vocabulary(StatementKind), one_of("statement__kind"), label="Kind of statement")
    summit = ValuesFilter(with_none(title_options(Summit), "No meeting"), of_summit, label="Meeting")
    statement = ValuesFilter(title_options(Statement), one_of("statement__slug"), label="Statement")
    year = ValuesFilter(
        with_none(commitment_years, "Date not known"),
        one_of("statement__issued_on_earliest__year", Q(statement__issued_on_earliest=None)),
        label="Year announced",
    )
    followed_in = DayFilter(with_none(followed_years, "Date not known"), followed, label="Year of a follow-up")
    target_date = ValuesFilter(
        with_none(target_years, "No target date"),
        one_of("target_date_earliest__year", Q(target_date_earliest=None)),
        label="Target date",
    )
    evidence = ValuesFilter(vocabulary(Evidence), one_of("evidence"), label="Grade of evidence")
    quiet = DayFilter(Fixed(gone_quiet.VERDICTS), silent, label="Silence of later texts")
    due = DayFilter(Fixed(DUE_STATES), due_on_the_day, label="Target date and completion")
    announced_after = DateFilter(label="Announced since")
    announced_before = DateFilter(label="Announced until")
    as_of = DateFilter(label="As of")

    orders = {
        "-announced": newest("statement__issued_on"),
        "announced": oldest("statement__issued_on"),
        "title": ["title", "slug"],
        "status": ["status_rank", *newest("statement__issued_on")],
        "-updated": ["-changed_at", "slug"],
        "relevance": ["search_rank", *newest("statement__issued_on")],
    }
    default_order = "-announced"
    ordering = OrderFilter(label="Order", orders=list(orders))
    dates = ("announced_after", "announced_before", "as_of")

    class Meta:
        model = Commitment
        fields = []

    @cached_property
    def silence(self) -> dict[int, str]:
        """Whether later texts are silent, for each public commitment; asked once, however often rows are selected."""
        return gone_quiet.verdicts(Commitment.objects.published(), self.as_of_day)

    def base(self, queryset):
        return queryset.with_status(on=self.as_of_day)

    def ordered(self, queryset):
        if self.order == "status":
            queryset = queryset.with_status_rank()
        if self.order == "-updated":
            queryset = queryset.with_changed_at()
        return super().ordered(queryset)

    def select(self, without: tuple[str, ...] = (), possible: bool = False):
        """``state`` and ``role`` together mean one participation; ``all_states`` that each of them takes part."""
        queryset = super().select((*without, "state", "role", "all_states"), possible)
        state, role, every = (
            self.picked.get(name, Picked()) if name not in without else Picked()
            for name in ("state", "role", "all_states")
        )
        if state.any_of or role.any_of:
            queryset = queryset.filter(takes_part(state.any_of, role.any_of))
        for iso3 in every.any_of:
            queryset = queryset.filter(takes_part([iso3]))
        if state.none_of or every.none_of:
            queryset = queryset.exclude(takes_part([*state.none_of, *every.none_of]))
        if role.none_of:
            queryset = queryset.exclude(takes_part(state.any_of, role.none_of))
        return queryset

    def narrow_dates(self, queryset, possible: bool):
        asked = self.picked
        if asked.get("announced_after"):
            queryset = after(queryset, "statement__issued_on", asked["announced_after"], possible)
        for name in ("announced_before", "as_of"):
            if asked.get(name):
                queryset = before(queryset, "statement__issued_on", asked[name], possible)
        return queryset
