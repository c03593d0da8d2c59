"""Counts beside a list: for each facet, how many rows each value would give.

A facet is counted with every other filter applied and its own left out. The result is plain data; ``listing.py`` adds
addresses. ``count_facets`` is the one entry point, so that the way of counting can change without touching callers.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Case, Count, Exists, OuterRef, Value, When

from ..models import Commitment, Membership, Participation, Technology
from ..models.vocabularies import RESERVED_NONE, CodingShown
from .filters import (
    CommitmentFilterSet,
    FilterSet,
    GroupingFilterSet,
    PickedValues,
    SourceFilterSet,
    StateFilterSet,
    StatementFilterSet,
    SummitFilterSet,
    TechnologyFilterSet,
)
from .filters.commitments import AT_PUBLIC_SUMMIT
from .filters.groupings import MEMBER_COUNT_CLASSES

MAX_OPTIONS_SHOWN = 8


@dataclass
class Option:
    """One value of a facet. ``depth`` is its place in a tree; addresses are filled in by the page."""

    value: str
    label: str
    count: int
    selected: bool = False
    excluded: bool = False
    depth: int = 0
    toggle_url: str = ""
    exclude_url: str = ""


@dataclass
class Facet:
    """A filter's values with their counts; ``hidden`` says how many more there are than shown."""

    name: str
    label: str
    note: str
    options: list[Option] = field(default_factory=list)
    hidden: int = 0
    shape: str = ""
    more_url: str = ""
    less_url: str = ""


@dataclass(frozen=True)
class FacetRule:
    """How one filter is counted: ``count(filterset)`` gives value and number of rows; ``long`` lists are cut.

    ``note`` says what the number counts; ``{today}`` in it becomes the day that the list shows.
    """

    name: str
    count: Callable
    note: str = "commitments"
    long: bool = False
    tree: bool = False
    shape: str = ""


def by_column(name: str, lookup: str):
    def count(filterset) -> dict[str, int]:
        rows = (
            filterset.select(without=(name,)).order_by().values_list(lookup).annotate(rows=Count("pk", distinct=True))
        )
        return {RESERVED_NONE if value in (None, "") else str(value): number for value, number in rows}

    return count


def by_value(name: str, fields: tuple[str, ...], value_of: Callable):
    """Count by a value that is worked out in Python from annotated columns; for nouns with hundreds of rows."""

    def count(filterset) -> dict[str, int]:
        rows = filterset.select(without=(name,)).values_list(*fields)
        return Counter(value_of(*row) for row in rows)

    return count


def by_membership(name: str, owner: str, value: str):
    """Count groupings by the states in them on the day, or states by the groupings they are in, or by role."""

    def count(filterset) -> dict[str, int]:
        rows = filterset.select(without=(name,)).order_by().values("pk")
        held = Membership.objects.published().held(filterset.as_of_day).filter(**{f"{owner}__in": rows})
        return dict(held.order_by().values_list(value).annotate(Count(owner, distinct=True)))

    return count


def by_commitment(name: str, owner: str, value: str):
    """Count by what the public commitments behind each row name; ``owner`` leads from a commitment to the row."""

    def count(filterset) -> dict[str, int]:
        rows = filterset.select(without=(name,)).order_by().values("pk")
        named = Commitment.objects.published().announced_by(filterset.as_of_day).filter(**{f"{owner}__in": rows})
        pairs = named.order_by().values_list(value, owner).distinct()
        return count_with_ancestors(pairs) if value == "technologies" else Counter(key for key, _ in pairs)

    return count


def by_state(filterset) -> dict[str, int]:
    """Together with a role, a state counts where it takes part in that role, as the list has it."""
    role = filterset.picked.get("role") or PickedValues()
    found = filterset.select(without=("state", "role"))
    rows = Participation.objects.filter(commitment__in=found.order_by().values("pk"))
    if role.any_of:
        rows = rows.filter(role__in=role.any_of)
    if role.none_of:
        same = Participation.objects.filter(commitment=OuterRef("commitment"), state=OuterRef("state"))
        rows = rows.exclude(Exists(same.filter(role__in=role.none_of)))
    return dict(rows.order_by().values_list("state__iso3").annotate(Count("commitment", distinct=True)))


def by_mode(filterset) -> dict[str, int]:
    found = filterset.select(without=("mode",)).order_by().values("pk")
    through = Commitment.modes.through.objects.filter(commitment__in=found)
    return dict(through.order_by().values_list("mode__code").annotate(Count("commitment", distinct=True)))


def by_technology(filterset) -> dict[str, int]:
    return technology_counts(filterset.select(without=("technology",)))


def technology_counts(commitments) -> dict[str, int]:
    """Rolled up the tree: a commitment counts once for each of its technologies and once for each one above them."""
    through = Commitment.technologies.through.objects.filter(commitment__in=commitments.order_by().values("pk"))
    return count_with_ancestors(through.values_list("technology_id", "commitment_id"))


def count_with_ancestors(pairs) -> dict[str, int]:
    """Pairs of technology and row: how many rows each technology has, its own and those of what is below it."""
    above = technology_ancestors()
    found: dict[str, set[int]] = {}
    for technology, row in pairs:
        for slug in above.get(technology, ()):
            found.setdefault(slug, set()).add(row)
    return {slug: len(members) for slug, members in found.items()}


def technology_ancestors() -> dict[int, list[str]]:
    """For each technology, by primary key, the slugs of itself and of everything above it."""
    rows = {pk: (slug, parent) for pk, slug, parent in Technology.objects.values_list("pk", "slug", "parent")}

    def line(pk):
        slug, parent = rows[pk]
        return [slug, *(line(parent) if parent else [])]

    return {pk: line(pk) for pk in rows}


def by_level(filterset) -> dict[str, int]:
    level = Case(When(AT_PUBLIC_SUMMIT, then="statement__summit__level"), default=Value(RESERVED_NONE))
    rows = filterset.select(without=("level",)).order_by().annotate(public_level=level)
    return dict(rows.values_list("public_level").annotate(Count("pk", distinct=True)))


def member_count_class(members: int) -> str:
    """The size class of ``filters.nouns.SIZES`` that a number of members falls into; empty below two."""
    for size in MEMBER_COUNT_CLASSES:
        low, _, high = size.rstrip("+").partition("-")
        if int(low) <= members and (size.endswith("+") or members <= int(high or low)):
            return size
    return ""


COMMITMENT_FACETS = (
    FacetRule("technology", by_technology, "commitments on the technology or anything below it", long=True, tree=True),
    FacetRule("grouping", by_column("grouping", "statement__grouping__slug"), long=True),
    FacetRule("state", by_state, "commitments in which the state takes part, in any role", long=True),
    FacetRule("mode", by_mode, "commitments with this mode; one may have several", long=True),
    FacetRule("status", by_column("status", "status"), shape="status"),
    FacetRule("level", by_level, "commitments, by who met"),
    FacetRule("kind", by_column("kind", "statement__kind"), "commitments, by the kind of text"),
    FacetRule("year", by_column("year", "statement__issued_on_earliest__year"), long=True),
)
GROUPING_FACETS = (
    FacetRule(
        "state", by_membership("state", "grouping", "state__iso3"), "groupings it takes part in {today}", long=True
    ),
    FacetRule(
        "technology",
        by_commitment("technology", "statement__grouping", "technologies"),
        "groupings with a commitment on it or anything below it",
        long=True,
        tree=True,
    ),
    FacetRule("members", by_value("members", ("member_count",), member_count_class), "groupings, by members {today}"),
    FacetRule(
        "active", by_value("active", ("is_over",), lambda is_over: "ended" if is_over else "active"), "groupings"
    ),
)
STATE_FACETS = (
    FacetRule(
        "grouping", by_membership("grouping", "state", "grouping__slug"), "states that take part {today}", long=True
    ),
    FacetRule("role", by_membership("role", "state", "role"), "states with this role in some grouping {today}"),
    FacetRule("region", by_column("region", "region"), "states and other parties", long=True),
    FacetRule("party", by_column("party", "kind"), "parties"),
)
TECHNOLOGY_FACETS = (
    FacetRule(
        "grouping",
        by_commitment("grouping", "technologies", "statement__grouping__slug"),
        "technologies that its commitments name",
        long=True,
    ),
)
SUMMIT_FACETS = (
    FacetRule("grouping", by_column("grouping", "grouping__slug"), "meetings", long=True),
    FacetRule("level", by_column("level", "level"), "meetings, by who met"),
    FacetRule("status", by_column("status", "status"), "meetings", shape="meeting-status"),
    FacetRule("format", by_column("format", "format"), "meetings"),
    FacetRule("host", by_column("host", "host__iso3"), "meetings in the state", long=True),
    FacetRule("year", by_column("year", "start_earliest__year"), "meetings", long=True),
)
STATEMENT_FACETS = (
    FacetRule("grouping", by_column("grouping", "grouping__slug"), "statements", long=True),
    FacetRule("kind", by_column("kind", "kind"), "statements"),
    FacetRule("coding", by_value("coding", ("coding", "has_records"), CodingShown.of), "statements, by what was read"),
    FacetRule("year", by_column("year", "issued_on_earliest__year"), "statements", long=True),
    FacetRule("language", by_column("language", "language"), "statements"),
)
SOURCE_FACETS = (
    FacetRule("level", by_column("level", "level"), "sources"),
    FacetRule("language", by_column("language", "language"), "sources"),
    FacetRule("year", by_column("year", "published_on_earliest__year"), "sources", long=True),
)
FACET_RULES: dict[type[FilterSet], tuple[FacetRule, ...]] = {
    CommitmentFilterSet: COMMITMENT_FACETS,
    GroupingFilterSet: GROUPING_FACETS,
    StateFilterSet: STATE_FACETS,
    TechnologyFilterSet: TECHNOLOGY_FACETS,
    SummitFilterSet: SUMMIT_FACETS,
    StatementFilterSet: STATEMENT_FACETS,
    SourceFilterSet: SOURCE_FACETS,
}


def count_facets(
    filterset: FilterSet, show_all: tuple[str, ...] = (), only: tuple[str, ...] | None = None
) -> list[Facet]:
    """The facets of a list, each counted with its own filter left out.

    ``show_all`` names those shown uncut; ``only`` those that are wanted, where it is not all.
    """
    rules = FACET_RULES.get(type(filterset), ())
    wanted = [rule for rule in rules if only is None or rule.name in only]
    return [_facet(filterset, rule, rule.name in show_all) for rule in wanted]


def _facet(filterset: FilterSet, rule: FacetRule, show_all: bool) -> Facet:
    declared, picked = filterset.filters[rule.name], filterset.picked.get(rule.name)
    counts = rule.count(filterset)
    any_of, none_of = picked or ((), ())
    options = [
        Option(value, label, counts.get(value, 0), value in any_of, value in none_of)
        for value, label in declared.options().items()
    ]
    shown = _arrange_tree(options, show_all) if rule.tree else _arrange(options, rule.long, show_all)
    note = rule.note.format(today="on that day" if filterset.as_of_day else "today")
    return Facet(rule.name, declared.label, note, shown, len(options) - len(shown), rule.shape)


def _is_picked(option: Option) -> bool:
    return option.selected or option.excluded


def _arrange(options: list[Option], long: bool, show_all: bool) -> list[Option]:
    """Short lists as they are; long ones the most frequent first, cut, but never without what is selected."""
    if not long or show_all:
        return options
    ranked = sorted(options, key=lambda option: -option.count)
    return [
        option
        for place, option in enumerate(ranked)
        if _is_picked(option) or (place < MAX_OPTIONS_SHOWN and option.count)
    ]


def _arrange_tree(options: list[Option], show_all: bool) -> list[Option]:
    """Broader technologies with the narrower ones under them.

    Cut, it holds the most frequent broadest ones, and opens those under which something is selected.
    """
    parents = dict(Technology.objects.values_list("slug", "parent__slug"))
    below: dict[str | None, list[Option]] = {}
    for option in options:
        below.setdefault(parents[option.value], []).append(option)
    opened: set[str] = set()
    for option in filter(_is_picked, options):
        slug = option.value
        while slug:
            opened.add(slug)
            slug = parents[slug]

    def walk(level: list[Option], depth: int):
        for option in level:
            option.depth = depth
            yield option
            if show_all or option.value in opened:
                shown = [child for child in below.get(option.value, []) if show_all or child.count or _is_picked(child)]
                yield from walk(shown, depth + 1)

    roots = below.get(None, [])
    if not show_all:
        ranked = sorted(roots, key=lambda option: -option.count)
        roots = [
            root
            for place, root in enumerate(ranked)
            if root.value in opened or (place < MAX_OPTIONS_SHOWN and root.count)
        ]
    return list(walk(roots, 0))
