"""Counts beside a list: for each facet, how many rows each value would give.

A facet is counted with every other filter applied and its own left out. The result is plain data; addresses are added by
``listing.py``. ``count_facets`` is the one entry point, so the way of counting can be replaced without touching callers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Case, Count, Exists, OuterRef, Value, When

from .filters import PUBLIC_SUMMIT, CommitmentFilterSet, FilterSet, Picked
from .models import Commitment, Participation, Technology
from .vocabularies import RESERVED_NONE

SHOWN = 8


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
    more_url: str = ""
    less_url: str = ""


@dataclass(frozen=True)
class FacetRule:
    """How one filter is counted: ``count(filterset)`` gives value and number of rows; ``long`` lists are cut."""

    name: str
    count: Callable
    note: str = "commitments"
    long: bool = False
    tree: bool = False


def by_column(name: str, lookup: str):
    def count(filterset) -> dict[str, int]:
        rows = (
            filterset.select(without=(name,)).order_by().values_list(lookup).annotate(rows=Count("pk", distinct=True))
        )
        return {RESERVED_NONE if value is None else str(value): number for value, number in rows}

    return count


def by_state(filterset) -> dict[str, int]:
    """Together with a role, a state counts where it takes part in that role, as the list has it."""
    role = filterset.picked.get("role") or Picked()
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
    above = technology_ancestors()
    found: dict[str, set[int]] = {}
    for commitment, technology in through.values_list("commitment_id", "technology_id"):
        for slug in above[technology]:
            found.setdefault(slug, set()).add(commitment)
    return {slug: len(members) for slug, members in found.items()}


def technology_ancestors() -> dict[int, list[str]]:
    """For each technology, by primary key, the slugs of itself and of everything above it."""
    rows = {pk: (slug, parent) for pk, slug, parent in Technology.objects.values_list("pk", "slug", "parent")}

    def line(pk):
        slug, parent = rows[pk]
        return [slug, *(line(parent) if parent else [])]

    return {pk: line(pk) for pk in rows}


def by_level(filterset) -> dict[str, int]:
    level = Case(When(PUBLIC_SUMMIT, then="statement__summit__level"), default=Value(RESERVED_NONE))
    rows = filterset.select(without=("level",)).order_by().annotate(public_level=level)
    return dict(rows.values_list("public_level").annotate(Count("pk", distinct=True)))


COMMITMENT_FACETS = (
    FacetRule("technology", by_technology, "commitments on the technology or anything below it", long=True, tree=True),
    FacetRule("grouping", by_column("grouping", "statement__grouping__slug"), long=True),
    FacetRule("state", by_state, "commitments in which the state takes part, in any role", long=True),
    FacetRule("mode", by_mode, "commitments with this mode; one may have several", long=True),
    FacetRule("status", by_column("status", "status")),
    FacetRule("level", by_level, "commitments, by who met"),
    FacetRule("kind", by_column("kind", "statement__kind"), "commitments, by the kind of text"),
    FacetRule("year", by_column("year", "statement__issued_on_earliest__year"), long=True),
)
RULES: dict[type[FilterSet], tuple[FacetRule, ...]] = {CommitmentFilterSet: COMMITMENT_FACETS}


def count_facets(filterset: FilterSet, show_all: tuple[str, ...] = ()) -> list[Facet]:
    """The facets of a list, each counted with its own filter left out; ``show_all`` names those shown uncut."""
    return [_facet(filterset, rule, rule.name in show_all) for rule in RULES.get(type(filterset), ())]


def _facet(filterset: FilterSet, rule: FacetRule, show_all: bool) -> Facet:
    declared, picked = filterset.filters[rule.name], filterset.picked.get(rule.name)
    counts = rule.count(filterset)
    any_of, none_of = picked or ((), ())
    options = [
        Option(value, label, counts.get(value, 0), value in any_of, value in none_of)
        for value, label in declared.options().items()
    ]
    shown = _arrange_tree(options, show_all) if rule.tree else _arrange(options, rule.long, show_all)
    return Facet(rule.name, declared.label, rule.note, shown, len(options) - len(shown))


def _kept(option: Option) -> bool:
    return option.selected or option.excluded


def _arrange(options: list[Option], long: bool, show_all: bool) -> list[Option]:
    """Short lists as they are; long ones the most frequent first, cut, but never without what is selected."""
    if not long or show_all:
        return options
    ranked = sorted(options, key=lambda option: -option.count)
    return [option for place, option in enumerate(ranked) if _kept(option) or (place < SHOWN and option.count)]


def _arrange_tree(options: list[Option], show_all: bool) -> list[Option]:
    """Broader technologies with the narrower ones under them.

    Cut, it holds the most frequent broadest ones, and opens those under which something is selected.
    """
    parents = dict(Technology.objects.values_list("slug", "parent__slug"))
    below: dict[str | None, list[Option]] = {}
    for option in options:
        below.setdefault(parents[option.value], []).append(option)
    opened: set[str] = set()
    for option in filter(_kept, options):
        slug = option.value
        while slug:
            opened.add(slug)
            slug = parents[slug]

    def walk(level: list[Option], depth: int):
        for option in level:
            option.depth = depth
            yield option
            if show_all or option.value in opened:
                shown = [child for child in below.get(option.value, []) if show_all or child.count or _kept(child)]
                yield from walk(shown, depth + 1)

    roots = below.get(None, [])
    if not show_all:
        ranked = sorted(roots, key=lambda option: -option.count)
        roots = [root for place, root in enumerate(ranked) if root.value in opened or (place < SHOWN and root.count)]
    return list(walk(roots, 0))
