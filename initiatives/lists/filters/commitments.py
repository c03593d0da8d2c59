"""The filters of commitments; ``docs/filters.md`` describes them to readers."""

from functools import cached_property

from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from ...analyses import gone_quiet
from ...analyses.due import DUE_STATE_LABELS as DUE_STATES
from ...analyses.due import due_condition
from ...models import Commitment, FollowUp, Participation, Statement, Summit, Technology
from ...models.dates import today
from ...models.statement import public_summit_condition
from ...models.vocabularies import RESERVED_NONE, Evidence, Mode, ParticipationRole, StatementKind, Status, SummitLevel
from ..facets import FacetRule, by_column, technology_counts
from .base import (
    AsOfValuesFilter,
    DateFilter,
    FilterSet,
    FixedOptions,
    OrderFilter,
    PickedValues,
    ValuesFilter,
    dated_on_or_after,
    dated_on_or_before,
    lookup_condition,
    newest_first,
    oldest_first,
    split_none,
    vocabulary_options,
    with_none_option,
)
from .shared import (
    grouping_options,
    normalize_state_code,
    state_options,
    technology_options,
    title_options,
    year_options,
)

AT_PUBLIC_SUMMIT = public_summit_condition("statement__")


def announced_year_options() -> dict[str, str]:
    return year_options(Statement.objects.filter(commitments__in=Commitment.objects.published()), "issued_on")


def follow_up_year_options() -> dict[str, str]:
    return year_options(FollowUp.objects.published(), "date")


def target_year_options() -> dict[str, str]:
    return year_options(Commitment.objects.published(), "target_date")


def technology_condition(slugs):
    """Condition: about one of the technologies or anything below them."""
    through = Commitment.technologies.through.objects.filter(commitment=OuterRef("pk"))
    return Q(Exists(through.filter(technology__in=Technology.objects.family(slugs))))


def mode_condition(codes):
    return Q(Exists(Commitment.modes.through.objects.filter(commitment=OuterRef("pk"), mode__code__in=codes)))


def participation_condition(states=(), roles=()):
    """Condition: one participation has one of the states (if any are named) and one of the roles (if any are named)."""
    rows = Participation.objects.filter(commitment=OuterRef("pk"))
    rows = rows.filter(state__iso3__in=states) if states else rows
    return Q(Exists(rows.filter(role__in=roles) if roles else rows))


def level_condition(values):
    named, none = split_none(values)
    found = AT_PUBLIC_SUMMIT & Q(statement__summit__level__in=named)
    return found | ~AT_PUBLIC_SUMMIT if none else found


def summit_condition(values):
    named, none = split_none(values)
    found = AT_PUBLIC_SUMMIT & Q(statement__summit__slug__in=named)
    return found | ~AT_PUBLIC_SUMMIT if none else found


def silence_condition(values, filterset):
    """Condition: one of the verdicts; there is none on what was not certainly announced by the day."""
    if gone_quiet.NO_VERDICT in values:
        return ~Q(pk__in=[pk for pk, verdict in filterset.silence.items() if verdict not in values])
    return Q(pk__in=[pk for pk, verdict in filterset.silence.items() if verdict in values])


def due_on_day_condition(values, filterset):
    return due_condition(values, filterset.as_of_day or today())


def follow_up_year_condition(values, filterset):
    """Condition: a follow-up of one of the years, as known on the day; ``none`` stands for one without a date."""
    named, none = split_none(values)
    rows = FollowUp.objects.public_rows().filter(commitment=OuterRef("pk"))
    wanted = Q(date_earliest__year__in=named)
    if none and not filterset.as_of_day:
        wanted |= Q(date_earliest=None)
    if filterset.as_of_day:
        wanted &= Q(date_latest__lte=filterset.as_of_day)
    return Q(Exists(rows.filter(wanted)))


def by_state(filterset, name) -> dict[str, int]:
    """Together with a role, a state counts where it takes part in that role, as the list has it."""
    role = filterset.picked.get("role") or PickedValues()
    found = filterset.select(without=(name, "role"))
    rows = Participation.objects.filter(commitment__in=found.order_by().values("pk"))
    if role.any_of:
        rows = rows.filter(role__in=role.any_of)
    if role.none_of:
        same = Participation.objects.filter(commitment=OuterRef("commitment"), state=OuterRef("state"))
        rows = rows.exclude(Exists(same.filter(role__in=role.none_of)))
    return dict(rows.order_by().values_list("state__iso3").annotate(Count("commitment", distinct=True)))


def by_mode(filterset, name) -> dict[str, int]:
    found = filterset.select(without=(name,)).order_by().values("pk")
    through = Commitment.modes.through.objects.filter(commitment__in=found)
    return dict(through.order_by().values_list("mode__code").annotate(Count("commitment", distinct=True)))


def by_technology(filterset, name) -> dict[str, int]:
    return technology_counts(filterset.select(without=(name,)))


def by_level(filterset, name) -> dict[str, int]:
    level = Case(When(AT_PUBLIC_SUMMIT, then="statement__summit__level"), default=Value(RESERVED_NONE))
    rows = filterset.select(without=(name,)).order_by().annotate(public_level=level)
    return dict(rows.values_list("public_level").annotate(Count("pk", distinct=True)))


class CommitmentFilterSet(FilterSet):
    grouping = ValuesFilter(
        grouping_options,
        lookup_condition("statement__grouping__slug"),
        label=_("Grouping"),
        facet=FacetRule(by_column("statement__grouping__slug"), long=True),
    )
    technology = ValuesFilter(
        technology_options,
        technology_condition,
        label=_("Technology"),
        facet=FacetRule(
            by_technology,
            _("commitments on the technology or anything below it"),
            long=True,
            tree=True,
            before="grouping",
        ),
    )
    state = ValuesFilter(
        state_options,
        lambda values: participation_condition(values),
        normalize_state_code,
        label=_("State"),
        facet=FacetRule(by_state, _("commitments in which the state takes part, in any role"), long=True),
    )
    all_states = ValuesFilter(
        state_options,
        lambda values: participation_condition(values),
        normalize_state_code,
        label=_("All of these states"),
    )
    role = ValuesFilter(
        vocabulary_options(ParticipationRole),
        lambda values: participation_condition(roles=values),
        label=_("Role of the state"),
    )
    mode = ValuesFilter(
        vocabulary_options(Mode),
        mode_condition,
        label=_("Mode of cooperation"),
        facet=FacetRule(by_mode, _("commitments with this mode; one may have several"), long=True),
    )
    status = ValuesFilter(
        vocabulary_options(Status),
        lookup_condition("status"),
        label=_("Status"),
        facet=FacetRule(by_column("status"), shape="status"),
    )
    level = ValuesFilter(
        with_none_option(vocabulary_options(SummitLevel), _("No meeting")),
        level_condition,
        label=_("Level of the meeting"),
        facet=FacetRule(by_level, _("commitments, by who met")),
    )
    kind = ValuesFilter(
        vocabulary_options(StatementKind),
        lookup_condition("statement__kind"),
        label=_("Kind of statement"),
        facet=FacetRule(by_column("statement__kind"), _("commitments, by the kind of text")),
    )
    summit = ValuesFilter(
        with_none_option(title_options(Summit), _("No meeting")), summit_condition, label=_("Meeting")
    )
    statement = ValuesFilter(title_options(Statement), lookup_condition("statement__slug"), label=_("Statement"))
    year = ValuesFilter(
        with_none_option(announced_year_options, _("Date not known")),
        lookup_condition("statement__issued_on_earliest__year", Q(statement__issued_on_earliest=None)),
        label=_("Year announced"),
        facet=FacetRule(by_column("statement__issued_on_earliest__year"), long=True),
    )
    followed_in = AsOfValuesFilter(
        with_none_option(follow_up_year_options, _("Date not known")),
        follow_up_year_condition,
        label=_("Year of a follow-up"),
    )
    target_date = ValuesFilter(
        with_none_option(target_year_options, _("No target date")),
        lookup_condition("target_date_earliest__year", Q(target_date_earliest=None)),
        label=_("Target date"),
    )
    evidence = ValuesFilter(vocabulary_options(Evidence), lookup_condition("evidence"), label=_("Grade of evidence"))
    quiet = AsOfValuesFilter(
        FixedOptions(gone_quiet.SILENCE_VERDICT_LABELS), silence_condition, label=_("Silence of later texts")
    )
    due = AsOfValuesFilter(FixedOptions(DUE_STATES), due_on_day_condition, label=_("Target date and completion"))
    announced_after = DateFilter(label=_("Announced since"))
    announced_before = DateFilter(label=_("Announced until"))
    as_of = DateFilter(label=_("As of"))

    orders = {
        "-announced": newest_first("statement__issued_on"),
        "announced": oldest_first("statement__issued_on"),
        "title": ["title", "slug"],
        "status": ["status_rank", *newest_first("statement__issued_on")],
        "-updated": ["-changed_at", "slug"],
        "relevance": ["search_rank", *newest_first("statement__issued_on")],
    }
    default_order = "-announced"
    ordering = OrderFilter(label=_("Order"), orders=list(orders))
    dates = ("announced_after", "announced_before", "as_of")

    class Meta:
        model = Commitment
        fields = []

    @cached_property
    def silence(self) -> dict[int, str]:
        """The verdict on silence by primary key of each public commitment; read once for all selections."""
        return gone_quiet.verdicts_by_commitment(Commitment.objects.published(), self.as_of_day)

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
            self.picked.get(name, PickedValues()) if name not in without else PickedValues()
            for name in ("state", "role", "all_states")
        )
        if state.any_of or role.any_of:
            queryset = queryset.filter(participation_condition(state.any_of, role.any_of))
        for iso3 in every.any_of:
            queryset = queryset.filter(participation_condition([iso3]))
        if state.none_of or every.none_of:
            queryset = queryset.exclude(participation_condition([*state.none_of, *every.none_of]))
        if role.none_of:
            queryset = queryset.exclude(participation_condition(state.any_of, role.none_of))
        return queryset

    def narrow_dates(self, queryset, possible: bool):
        asked = self.picked
        if asked.get("announced_after"):
            queryset = dated_on_or_after(queryset, "statement__issued_on", asked["announced_after"], possible)
        for name in ("announced_before", "as_of"):
            if asked.get(name):
                queryset = dated_on_or_before(queryset, "statement__issued_on", asked[name], possible)
        return queryset
