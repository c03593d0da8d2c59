"""The axes that commitments can be counted along: technology, grouping, state, mode, year, status.

An axis gives its values in order and, for a set of commitments, which of them have which value. ``narrow`` says which filter of
the list leads to the commitments of a value, so that a mark and the list behind it agree.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ..lists.facets import technology_ancestors
from ..models import Commitment, FollowUp, Grouping, Mode, Participation, State, Technology
from ..models.vocabularies import RESERVED_NONE, Status

MembersByValue = dict[str, set[int]]  # value -> primary keys of the commitments that have it


@dataclass
class AxisValue:
    """One value of an axis: its code in addresses, its label, and its place in a tree."""

    code: str
    label: str
    depth: int = 0
    parent: str | None = None


@dataclass(frozen=True)
class Axis:
    """``values()`` in order; ``members(commitments)`` by value; ``filter``: the parameter that a value is asked with.

    ``limited``: one commitment can have several values, and the axis shows only those picked in the filter.
    """

    name: str
    label: str
    plural: str
    values: Callable[[], list[AxisValue]]
    members: Callable[..., MembersByValue]
    filter_name: str = ""
    limited: bool = False
    tree: bool = False

    @property
    def filter(self) -> str:
        return self.filter_name or self.name


def technology_values() -> list[AxisValue]:
    """In tree order, each under its parent."""
    rows = Technology.objects.in_tree_order()
    return [AxisValue(row.slug, row.name, row.depth, row.parent.slug if row.parent else None) for row in rows]


def technology_members(commitments) -> MembersByValue:
    above, members = technology_ancestors(), defaultdict(set)
    through = Commitment.technologies.through.objects.filter(commitment__in=commitments.order_by().values("pk"))
    for commitment, technology in through.values_list("commitment_id", "technology_id"):
        for slug in above[technology]:
            members[slug].add(commitment)
    return members


def members_by_lookup(lookup: str):
    """Members by a column of the commitment or of what it belongs to."""

    def members(commitments) -> MembersByValue:
        found = defaultdict(set)
        for pk, value in commitments.order_by().values_list("pk", lookup):
            found[RESERVED_NONE if value is None else str(value)].add(pk)
        return found

    return members


def members_by_rows(model, lookup: str):
    """Members by rows that hang on the commitments."""

    def members(commitments) -> MembersByValue:
        found = defaultdict(set)
        rows = model.objects.filter(commitment__in=commitments.order_by().values("pk")).order_by()
        for pk, value in rows.values_list("commitment_id", lookup):
            found[value].add(pk)
        return found

    return members


def record_values(rows, code: str, label: str):
    """A value for each of the rows, in their order."""
    return lambda: [AxisValue(*row) for row in rows.values_list(code, label)]


def status_values() -> list[AxisValue]:
    return [AxisValue(status.value, status.label) for status in Status]


def year_values() -> list[AxisValue]:
    lookup = "statement__issued_on_earliest__year"
    found = set(Commitment.objects.published().order_by().values_list(lookup, flat=True))
    known = [AxisValue(str(year), str(year)) for year in sorted(found - {None})]
    return [*known, AxisValue(RESERVED_NONE, str(_("Date not known")))] if None in found else known


AXES = {
    axis.name: axis
    for axis in (
        Axis(
            "technology",
            _("Technology"),
            "technologies",
            technology_values,
            technology_members,
            limited=True,
            tree=True,
        ),
        Axis(
            "grouping",
            _("Grouping"),
            "groupings",
            record_values(Grouping.objects.published(), "slug", "short_name"),
            members_by_lookup("statement__grouping__slug"),
        ),
        Axis(
            "state",
            _("State"),
            "states",
            record_values(State.objects.all(), "iso3", "name"),
            members_by_rows(Participation, "state__iso3"),
            filter_name="all_states",
        ),
        Axis(
            "mode",
            _("Mode of cooperation"),
            "modes",
            record_values(Mode.objects.all(), "code", "name"),
            members_by_rows(Commitment.modes.through, "mode__code"),
            limited=True,
        ),
        Axis(
            "year", _("Year announced"), "years", year_values, members_by_lookup("statement__issued_on_earliest__year")
        ),
        Axis("status", _("Status"), "statuses", status_values, members_by_lookup("status")),
    )
}


def shown_values(axis: Axis, picked, members: MembersByValue) -> list[AxisValue]:
    """The values of the axis that have commitments here, within what was picked of a filter with several values."""
    values = [value for value in axis.values() if members.get(value.code)]
    any_of = set((picked.get(axis.filter) or ((), ()))[0]) if axis.limited else set()
    if not any_of:
        return values
    if not axis.tree:
        return [value for value in values if value.code in any_of]
    parents = {value.code: value.parent for value in axis.values()}

    def within(code):
        while code:
            if code in any_of:
                return True
            code = parents[code]
        return False

    return [value for value in values if within(value.code)]


MAX_FILLED_YEARS = 60


def year_codes(by_year: MembersByValue) -> list[str]:
    """The years in order, those between without any too (unless they are very many), and at the end “not known”."""
    known = sorted(int(code) for code, found in by_year.items() if found and code != RESERVED_NONE)
    if known and known[-1] - known[0] < MAX_FILLED_YEARS:
        known = list(range(known[0], known[-1] + 1))
    ends = [RESERVED_NONE] if by_year.get(RESERVED_NONE) else []
    return [*map(str, known), *ends]


def follow_up_years(listing, commitments, *columns: str):
    """The year of each public follow-up of the commitments, its first possible day, its commitment and its ``columns``.

    Only follow-ups up to the day of the listing, in the years that its filter picked.
    """
    rows = FollowUp.objects.public_rows().filter(commitment__in=commitments.order_by().values("pk")).order_by()
    if day := listing.filterset.as_of_day:
        rows = rows.filter(date_latest__lte=day)
    any_of, none_of = listing.filterset.picked.get("followed_in") or ((), ())
    for earliest, *values in rows.values_list("date_earliest", "commitment_id", *columns):
        code = str(earliest.year) if earliest else RESERVED_NONE
        if code not in none_of and (not any_of or code in any_of):
            yield code, earliest, *values
