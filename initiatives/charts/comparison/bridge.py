"""A state beside a grouping that it is not in: what both work on, with whom it works already, and what it would join.

“Elsewhere” is what the state takes part in outside the grouping. Nothing here says that a state should or will join.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse

from ...lists.result_list import ResultList
from ...models import Commitment, Grouping, Membership, State, Technology
from ...models.vocabularies import MembershipRole
from ..axes import AXES, shown_values
from .lines import ComparisonCell, Line, filterset_of_url, memberships_held, newest_of

NEWEST_JOINABLE = 10


@dataclass
class LinkingGrouping:
    """Another grouping in which the state sits with members of the grouping."""

    grouping: Grouping
    role: Membership
    members: list[State]
    commitments: ComparisonCell


@dataclass
class Bridge:
    """What lies between the state and the grouping. Lines of technologies have two cells, the state’s and the grouping’s."""

    state: State
    grouping: Grouping
    roles: list[Membership]
    is_member: bool
    elsewhere: ComparisonCell
    own: ComparisonCell
    joined: ComparisonCell
    technologies: list[Line] = field(default_factory=list)
    partners: list[Line] = field(default_factory=list)
    would_join: ComparisonCell | None = None
    joinable: list[Commitment] = field(default_factory=list)
    links: list[LinkingGrouping] = field(default_factory=list)

    @property
    def grouping_words(self) -> str:
        """Its short name inside a sentence: “the Quad”."""
        return f"the {self.grouping.short_name}" if self.grouping.name.startswith("The ") else self.grouping.short_name


def bridge(listing: ResultList, iso3: str, slug: str) -> Bridge:
    """The bridge between a state and a grouping, on the day of the listing or today."""
    state, grouping = State.objects.get(iso3=iso3), Grouping.objects.published().get(slug=slug)
    lists = _CommitmentLists(listing, state, grouping)
    parts = Membership.objects.published().filter(Q(state=state) | Q(grouping=grouping))
    day = listing.filterset.as_of_day
    held = memberships_held(parts, day)
    periods = [row for row in _known_by(parts, day) if row.state_id == state.pk and row.grouping_id == grouping.pk]
    elsewhere, own = lists.keys("elsewhere"), lists.keys("own")
    found = Bridge(
        state,
        grouping,
        periods,
        is_member=any(
            row.state_id == state.pk and row.grouping_id == grouping.pk and row.role == MembershipRole.MEMBER
            for row in held
        ),
        elsewhere=ComparisonCell(state.name, len(elsewhere), lists.url("elsewhere")),
        own=ComparisonCell(grouping.short_name, len(own), lists.url("own")),
        joined=ComparisonCell(state.name, len(lists.keys("joined")), lists.url("joined")),
    )
    members = [row.state for row in held if row.grouping_id == grouping.pk and row.role == MembershipRole.MEMBER]
    members = list(dict.fromkeys(member for member in members if member != state))
    _add_technologies(found, lists, elsewhere, own)
    _add_partners(found, lists, elsewhere, members)
    _add_links(found, lists, held, members, elsewhere)
    return found


class _CommitmentLists:
    """The lists of commitments behind the bridge's numbers, and what is on them."""

    def __init__(self, listing: ResultList, state: State, grouping: Grouping):
        self.listing = listing
        self.filters = {
            "elsewhere": {"state": [state.iso3], "grouping": [f"-{grouping.slug}"]},
            "own": {"state": [], "grouping": [grouping.slug]},
            "joined": {"state": [state.iso3], "grouping": [grouping.slug]},
            "open": {"state": [f"-{state.iso3}"], "grouping": [grouping.slug]},
        }

    def url(self, name: str, **more) -> str:
        return self.listing.narrowed(**{**self.filters[name], **more})

    def rows(self, url: str):
        return filterset_of_url(self.listing, url)

    def keys(self, name: str) -> set[int]:
        return set(self.rows(self.url(name)).select().values_list("pk", flat=True))


def _known_by(parts, day) -> list[Membership]:
    """Every period; on an earlier day those that had begun by then."""
    rows = parts.begun(day) if day else parts.with_period()
    return list(rows.select_related("state", "grouping", "source").order_by("pk"))


def _add_technologies(found: Bridge, lists: _CommitmentLists, elsewhere: set[int], own: set[int]):
    """What both work on: a technology that both name, or the narrowest that holds something of both."""
    axis, everything = AXES["technology"], Commitment.objects.filter(pk__in=elsewhere | own)
    members = axis.members(everything)
    through = Commitment.technologies.through.objects.filter(commitment__in=everything.values("pk"))
    named = defaultdict(set)
    for slug, pk in through.values_list("technology__slug", "commitment_id"):
        named[slug].add(pk)
    values = shown_values(axis, lists.listing.filterset.picked, members)
    both = [value for value in values if members[value.code] & elsewhere and members[value.code] & own]
    broader = {value.parent for value in both}
    shown = [
        value
        for value in both
        if value.code not in broader or (named[value.code] & elsewhere and named[value.code] & own)
    ]
    for value in shown:
        cells = [
            ComparisonCell(label, len(members[value.code] & keys), lists.url(name, technology=value.code))
            for label, keys, name in (
                (found.state.name, elsewhere, "elsewhere"),
                (found.grouping.short_name, own, "own"),
            )
        ]
        url = reverse("technology", args=[value.code])
        found.technologies.append(Line(value.label, cells, url, code=value.code))
    found.technologies.sort(key=lambda line: -min(cell.count for cell in line.cells))
    if shown:
        _add_joinable(found, lists, shown)


def _add_joinable(found: Bridge, lists: _CommitmentLists, shown: list):
    """The grouping's commitments on these technologies in which the state takes no part yet."""
    parents = dict(Technology.objects.values_list("slug", "parent__slug"))
    codes = {value.code for value in shown}

    def covered(code):
        """A broader one of the list holds it already, so that the address stays short."""
        while code := parents[code]:
            if code in codes:
                return True
        return False

    url = lists.url("open", technology=[value.code for value in shown if not covered(value.code)])
    rows = lists.rows(url)
    found.would_join = ComparisonCell(found.grouping.short_name, rows.select().count(), url)
    found.joinable = newest_of(rows, NEWEST_JOINABLE, "technologies")


def _add_partners(found: Bridge, lists: _CommitmentLists, elsewhere: set[int], members: list[State]):
    """The grouping's members, with what the state does with each of them outside the grouping."""
    together = AXES["state"].members(Commitment.objects.filter(pk__in=elsewhere))
    for member in members:
        url = lists.url("elsewhere", all_states=member.iso3)
        count = len(together[member.iso3])
        cell = ComparisonCell(member.name, count, url if count else "")
        found.partners.append(Line(member.name, [cell], member.get_absolute_url(), code=member.iso3))
    found.partners.sort(key=lambda line: -line.cells[0].count)


def _add_links(found: Bridge, lists: _CommitmentLists, held, members: list[State], elsewhere: set[int]):
    """Other groupings in which the state has a part and members of the grouping are members."""
    mine = {
        row.grouping_id: row for row in held if row.state_id == found.state.pk and row.grouping_id != found.grouping.pk
    }
    theirs = defaultdict(list)
    rows = Membership.objects.filter(grouping__in=mine, state__in=members, role=MembershipRole.MEMBER)
    for row in memberships_held(rows, lists.listing.filterset.as_of_day):
        theirs[row.grouping_id].append(row.state)
    counts = AXES["grouping"].members(Commitment.objects.filter(pk__in=elsewhere))
    for pk, states in theirs.items():
        role = mine[pk]
        count = len(counts[role.grouping.slug])
        url = lists.url("joined", grouping=[role.grouping.slug]) if count else ""
        found.links.append(
            LinkingGrouping(
                role.grouping, role, list(dict.fromkeys(states)), ComparisonCell(found.state.name, count, url)
            )
        )
    found.links.sort(key=lambda link: (-len(link.members), -link.commitments.count, link.grouping.short_name))
