"""Counts beside a list: for each facet, how many rows each value would give.

A facet is declared on the filter that it counts (``facet=FacetRule(...)``). It is counted with every other filter applied and
its own left out. The result is plain data; ``result_list.py`` adds addresses.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from ..models import Commitment, Membership, Technology
from ..models.vocabularies import RESERVED_NONE

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
    """How a filter is counted.

    ``count(filterset, name)`` gives the number of rows by value, for the filter of that name. ``note`` says what the number
    counts, ``note_on_day`` says it for a list as of a day. A ``long`` list is cut, a ``tree`` is shown as one, ``shape`` names
    the mark beside each value. The facets stand in the order of the filters, or ``before`` the facet of that name.
    """

    count: Callable
    note: str = _("commitments")
    note_on_day: str = ""
    long: bool = False
    tree: bool = False
    shape: str = ""
    before: str = ""


def by_column(lookup: str):
    def count(filterset, name) -> dict[str, int]:
        rows = (
            filterset.select(without=(name,)).order_by().values_list(lookup).annotate(rows=Count("pk", distinct=True))
        )
        return {RESERVED_NONE if value in (None, "") else str(value): number for value, number in rows}

    return count


def by_value(fields: tuple[str, ...], value_of: Callable):
    """Count by a value that is worked out in Python from annotated columns; for nouns with hundreds of rows."""

    def count(filterset, name) -> dict[str, int]:
        rows = filterset.select(without=(name,)).values_list(*fields)
        return Counter(value_of(*row) for row in rows)

    return count


def by_membership(owner: str, value: str):
    """Count groupings by the states in them on the day, or states by the groupings they are in, or by role."""

    def count(filterset, name) -> dict[str, int]:
        rows = filterset.select(without=(name,)).order_by().values("pk")
        held = Membership.objects.published().held(filterset.as_of_day).filter(**{f"{owner}__in": rows})
        return dict(held.order_by().values_list(value).annotate(Count(owner, distinct=True)))

    return count


def by_commitment(owner: str, value: str):
    """Count by what the public commitments behind each row name; ``owner`` leads from a commitment to the row."""

    def count(filterset, name) -> dict[str, int]:
        rows = filterset.select(without=(name,)).order_by().values("pk")
        named = Commitment.objects.published().announced_by(filterset.as_of_day).filter(**{f"{owner}__in": rows})
        pairs = named.order_by().values_list(value, owner).distinct()
        return count_with_ancestors(pairs) if value == "technologies" else Counter(key for key, _ in pairs)

    return count


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


def count_facets(filterset, show_all: tuple[str, ...] = (), only: tuple[str, ...] | None = None) -> list[Facet]:
    """The facets of a FilterSet, each counted with its own filter left out.

    ``show_all`` names those shown uncut; ``only`` those that are wanted, where it is not all.
    """
    wanted = {name: rule for name, rule in filterset.facet_rules().items() if only is None or name in only}
    return [_facet(filterset, name, rule, name in show_all) for name, rule in wanted.items()]


def _facet(filterset, name: str, rule: FacetRule, show_all: bool) -> Facet:
    declared, counts = filterset.filters[name], rule.count(filterset, name)
    any_of, none_of = filterset.picked.get(name) or ((), ())
    options = [
        Option(value, label, counts.get(value, 0), value in any_of, value in none_of)
        for value, label in declared.options().items()
    ]
    shown = _arrange_tree(options, show_all) if rule.tree else _arrange(options, rule.long, show_all)
    note = rule.note_on_day if rule.note_on_day and filterset.as_of_day else rule.note
    return Facet(name, str(declared.label), str(note), shown, len(options) - len(shown), rule.shape)


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
