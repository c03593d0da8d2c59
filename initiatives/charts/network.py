"""Who works with whom: states linked to groupings, or to each other, by the commitments that both ends have in common.

The drawing follows from the data alone, so that two readers see the same picture: groupings stand in a column opposite the
states, states by themselves stand on an oval. Their order brings together what is linked strongly.
"""

from dataclasses import dataclass, field
from math import sqrt

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..lists.result_list import ResultList
from ..models import Membership
from ..models.vocabularies import MembershipRole
from .axes import AXES
from .drawing import text_width
from .small import chart_caption

NETWORK_VIEWS = {"groupings": _("States and groupings"), "states": _("States with each other")}
LINK_THRESHOLDS = (1, 2, 3, 5, 10, 20, 50)
MAX_LEGIBLE_LINKS = 100
MAX_THRESHOLD = 9999
PARTNERS = 10


@dataclass
class Node:
    """A state or a grouping, the commitments of the list that it has, and the list of them."""

    code: str
    name: str
    count: int
    url: str

    @property
    def label(self) -> str:
        return f"{self.name} {self.count}"


@dataclass
class NetworkLink:
    """The commitments that both ends have; ``member``: the state is or was a member of the grouping."""

    one: Node
    two: Node
    count: int
    url: str = ""
    member: bool = False


@dataclass
class Network:
    """``states`` and, in the view of groupings, ``groupings``, in the order they are drawn; links, heaviest first.

    ``least``: the weight from which links are shown; ``weaker``: how many are not. ``centre``: the state it is about, if any.
    """

    view: str
    least: int
    states: list[Node] = field(default_factory=list)
    groupings: list[Node] = field(default_factory=list)
    links: list[NetworkLink] = field(default_factory=list)
    weaker: int = 0
    centre: str = ""


def network(listing: ResultList, view: str, least: int | None) -> Network:
    """The network of the listing's commitments.

    Without ``least`` it is the smallest of a few round numbers that leaves a legible number of links.
    """
    commitments = listing.filterset.select()
    nodes, members = {}, {}
    for name in ("state", "grouping") if view == "groupings" else ("state",):
        axis = AXES[name]
        members[name] = axis.members(commitments)
        nodes[name] = {
            value.code: Node(
                value.code,
                value.label,
                len(members[name][value.code]),
                listing.narrowed(**{axis.filter: value.code}),
            )
            for value in axis.values()
            if members[name].get(value.code)
        }
    both = _with_groupings if view == "groupings" else _among_states
    links = both(listing, nodes, members)
    least = least or _legible([link.count for link in links])
    shown = [link for link in links if link.count >= least]
    shown.sort(key=lambda link: (-link.count, link.one.code, link.two.code))
    found = Network(view, least, links=shown, weaker=len(links) - len(shown))
    if view == "groupings":
        found.states, found.groupings = _two_columns(shown)
    else:
        found.states = _oval_order(shown)
    return found


def ego_network(listing: ResultList, code: str) -> Network:
    """The network of a state: those it shares the most commitments with, and what these have in common in turn.

    The listing holds the state's own commitments.
    """
    found = network(listing, "states", 1)
    own = [{link.one.code, link.two.code} for link in found.links if code in (link.one.code, link.two.code)]
    kept = set().union(*own[:PARTNERS])
    links = [link for link in found.links if {link.one.code, link.two.code} <= kept]
    return Network("states", 1, _oval_order(links), links=links, weaker=len(own) - len(own[:PARTNERS]), centre=code)


def ego_network_context(listing: ResultList, code: str) -> dict | None:
    """The small network of a state's page, with the address of the whole one; None without a partner."""
    drawn = ego_network(listing, code)
    if not drawn.links:
        return None
    partners = len(drawn.states) - 1
    if drawn.weaker:
        caption = _(
            "%(caption)s. The network shows the %(partners)d states with the most commitments in common; a line is the "
            "commitments that both ends take part in. One commitment can be in several lines."
        )
    else:
        caption = _(
            "%(caption)s. The network shows all states; a line is the commitments that both ends take part in. "
            "One commitment can be in several lines."
        )
    return {
        "network": drawn,
        "drawing": network_layout(drawn),
        "caption": caption % {"caption": chart_caption(listing), "partners": partners},
        "full_url": listing.narrowed(reverse("network"), view="states"),
    }


def _with_groupings(listing, nodes, members) -> list[NetworkLink]:
    belonging = _membership_pairs(listing.filterset.as_of_day)
    links = []
    for state in nodes["state"].values():
        for grouping in nodes["grouping"].values():
            if common := members["state"][state.code] & members["grouping"][grouping.code]:
                url = listing.narrowed(all_states=state.code, grouping=grouping.code)
                links.append(NetworkLink(state, grouping, len(common), url, (state.code, grouping.code) in belonging))
    return links


def _among_states(listing, nodes, members) -> list[NetworkLink]:
    states = sorted(nodes["state"].values(), key=lambda node: node.code)
    links = []
    for place, one in enumerate(states):
        for two in states[place + 1 :]:
            if common := members["state"][one.code] & members["state"][two.code]:
                url = listing.narrowed(all_states=[one.code, two.code])
                links.append(NetworkLink(one, two, len(common), url))
    return links


def _membership_pairs(day) -> set[tuple[str, str]]:
    """State and grouping of every membership there is or was, up to the day."""
    rows = Membership.objects.published().filter(role=MembershipRole.MEMBER)
    rows = rows.begun(day) if day else rows
    return set(rows.order_by().values_list("state__iso3", "grouping__slug"))


def _legible(counts: list[int]) -> int:
    for least in LINK_THRESHOLDS:
        if sum(count >= least for count in counts) <= MAX_LEGIBLE_LINKS:
            return least
    return LINK_THRESHOLDS[-1]


# --- order


def _ends(links: list[NetworkLink], end: str) -> list[Node]:
    """The nodes at one end, the ones with the most commitments first."""
    found = {node.code: node for node in (getattr(link, end) for link in links)}
    return sorted(found.values(), key=lambda node: (-node.count, node.code))


SWEEPS = 16


def _two_columns(links: list[NetworkLink]) -> tuple[list[Node], list[Node]]:
    """Both columns ordered by turns, each node at the mean height of what it is linked to; the shortest links win."""
    states, groupings = _ends(links, "one"), _ends(links, "two")

    def heights(nodes):
        return {node.code: (place + 0.5) / len(nodes) for place, node in enumerate(nodes)}

    def settled(nodes, end, other, others):
        at, total, weight = heights(others), {}, {}
        for link in links:
            code, pull = getattr(link, end).code, sqrt(link.count)
            total[code] = total.get(code, 0) + pull * at[getattr(link, other).code]
            weight[code] = weight.get(code, 0) + pull
        return sorted(nodes, key=lambda node: (round(total[node.code] / weight[node.code], 9), -node.count, node.code))

    def length():
        one, two = heights(states), heights(groupings)
        return round(sum(sqrt(link.count) * abs(one[link.one.code] - two[link.two.code]) for link in links), 6)

    best = (length(), states, groupings)
    for _sweep in range(SWEEPS):
        groupings = settled(groupings, "two", "one", states)
        states = settled(states, "one", "two", groupings)
        if (now := length()) < best[0]:
            best = (now, states, groupings)
    return best[1], best[2]


def _oval_order(links: list[NetworkLink]) -> list[Node]:
    """The states around the oval: each next to what it is linked to most, then neighbours change places while it helps.

    Weights count relative to how much both ends are linked at all; else all would crowd around the best linked.
    """
    nodes = {node.code: node for end in ("one", "two") for node in _ends(links, end)}
    strength = dict.fromkeys(nodes, 0)
    for link in links:
        for node in (link.one, link.two):
            strength[node.code] += link.count
    near: dict[str, dict[str, float]] = {code: {} for code in nodes}
    for link in links:
        pull = link.count / sqrt(strength[link.one.code] * strength[link.two.code])
        near[link.one.code][link.two.code] = near[link.two.code][link.one.code] = pull
    left = sorted(nodes, key=lambda code: (-strength[code], code))
    order: list[str] = []
    while left:
        lately = order[-4:]
        left.sort(key=lambda code: (-sum(near[code].get(other, 0) for other in lately), -strength[code], code))
        order.append(left.pop(0))
    _swap_neighbours(order, near)
    return [nodes[code] for code in order]


def _swap_neighbours(order: list[str], near: dict[str, dict[str, float]]):
    size = len(order)
    place = {code: index for index, code in enumerate(order)}

    def reach(code, at, without):
        steps = ((abs(place[other] - at), pull) for other, pull in near[code].items() if other != without)
        return sum(pull * min(step, size - step) for step, pull in steps)

    for _turn in range(size):
        moved = False
        for index in range(size):
            after = (index + 1) % size
            one, two = order[index], order[after]
            now = reach(one, index, two) + reach(two, after, one)
            then = reach(one, after, two) + reach(two, index, one)
            if then < now - 1e-9:
                order[index], order[after] = two, one
                place[one], place[two] = after, index
                moved = True
        if not moved:
            return


# --- measures of the drawing ---

MARGIN, GAP, ROW, LABEL = 10, 520, 24, 8
BIG, SMALLEST, THICK, THIN = 11, 3, 10, 1.2


def network_layout(drawn: Network) -> dict:
    """Where nodes and links are drawn, in pixels."""
    return _measured_columns(drawn) if drawn.view == "groupings" else _measured_oval(drawn)


def _sizes(drawn: Network) -> dict[str, float]:
    top = max((node.count for node in (*drawn.states, *drawn.groupings)), default=1)
    return {
        node.code: round(max(SMALLEST, BIG * sqrt(node.count / top)), 1) for node in (*drawn.states, *drawn.groupings)
    }


def line_width(count: int, top: int) -> float:
    return round(max(THIN, THICK * sqrt(count / top)), 1)


def _lines(drawn: Network, curve) -> list[dict]:
    """The links with their curves; the heavy ones are drawn first, so that the thin ones lie above them."""
    top = max((link.count for link in drawn.links), default=1)
    return [{"link": link, "width": line_width(link.count, top), "d": curve(link)} for link in drawn.links]


def _measured_columns(drawn: Network) -> dict:
    sizes = _sizes(drawn)
    rows = max(len(drawn.states), len(drawn.groupings), 1)
    height = rows * ROW
    left = MARGIN + max((text_width(node.label) for node in drawn.states), default=0) + LABEL + BIG
    right = left + GAP
    points, places = {}, []
    for nodes, x, sign in ((drawn.states, left, -1), (drawn.groupings, right, 1)):
        for place, node in enumerate(nodes):
            y = round(MARGIN + height * (place + 0.5) / len(nodes), 1)
            points[node.code] = (x, y)
            words_x = x + sign * (BIG + LABEL)
            places.append(_place(node, x, y, sizes[node.code], words_x, sign))
    middle = (left + right) // 2

    def curve(link):
        (x, y), (other_x, other_y) = points[link.one.code], points[link.two.code]
        return f"M{x} {y}C{middle} {y} {middle} {other_y} {other_x} {other_y}"

    width = right + BIG + LABEL + max((text_width(node.label) for node in drawn.groupings), default=0) + MARGIN
    return {"width": width, "height": height + 2 * MARGIN, "nodes": places, "lines": _lines(drawn, curve)}


def _place(node, x, y, size, words_x, sign) -> dict:
    anchor = "end" if sign < 0 else "start"
    return {"node": node, "x": x, "y": y, "r": size, "words_x": words_x, "base": round(y + 4.5, 1), "anchor": anchor}


def _measured_oval(drawn: Network) -> dict:
    """Half the states down the right side and the others up the left, at even heights, so that no label meets another."""
    sizes, count = _sizes(drawn), len(drawn.states)
    first = (count + 1) // 2
    sides = (drawn.states[:first], drawn.states[first:][::-1])
    step = min(46, max(ROW, round(460 / max(first, 1))))
    height = max(first, 1) * step
    radius = max(200, min(300, height // 2))
    left = MARGIN + max((text_width(node.label) for node in sides[1]), default=0) + LABEL + BIG
    centre_x, centre_y = left + radius, MARGIN + height / 2
    points, places = {}, []
    for nodes, sign in ((sides[0], 1), (sides[1], -1)):
        for place, node in enumerate(nodes):
            share = (place + 0.5) / len(nodes) * 2 - 1
            x = round(centre_x + sign * radius * sqrt(1 - share * share * 0.97), 1)
            y = round(centre_y + share * height / 2, 1)
            points[node.code] = (x, y)
            places.append(_place(node, x, y, sizes[node.code], round(x + sign * (BIG + LABEL), 1), sign))

    def curve(link):
        (x, y), (other_x, other_y) = points[link.one.code], points[link.two.code]
        bend_x = round((x + other_x) / 2 * 0.45 + centre_x * 0.55, 1)
        bend_y = round((y + other_y) / 2 * 0.45 + centre_y * 0.55, 1)
        return f"M{x} {y}Q{bend_x} {bend_y} {other_x} {other_y}"

    width = left + 2 * radius + BIG + LABEL + max((text_width(node.label) for node in sides[0]), default=0) + MARGIN
    return {"width": width, "height": height + 2 * MARGIN, "nodes": places, "lines": _lines(drawn, curve)}
