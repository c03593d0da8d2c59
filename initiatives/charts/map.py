"""The states on a map: the commitments of each, its part in the groupings, and those of which it is host or beneficiary.

``scripts/make_map.py`` makes the shapes from Natural Earth; ``initiatives/data/map.json`` has them by ISO code for each view.
A party without a shape, such as the European Union, is listed below the map.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..lists.result_list import ResultList
from ..models import Grouping, Membership, Participation, State
from ..models.vocabularies import MembershipRole, ParticipationRole
from .drawing import SMALL_FONT_SIZE, text_width
from .matrix import SHADES, shade_level
from .small import chart_caption

SHAPES = Path(__file__).resolve().parent.parent / "data" / "map.json"
MAP_VIEWS = {"indo-pacific": _("Indo-Pacific"), "world": _("World")}
MARKED_ROLES = (ParticipationRole.HOST, ParticipationRole.BENEFICIARY)
GUEST = "guest"
PART_LABELS = {
    MembershipRole.MEMBER: _("Member"),
    MembershipRole.PARTNER: _("Partner"),
    MembershipRole.OBSERVER: _("Observer"),
    MembershipRole.CANDIDATE: _("Candidate"),
    GUEST: _("Took part, does not belong"),
}
# How each part is drawn: the plain shade, or a pattern on it.
PART_FILLS = {
    MembershipRole.MEMBER: "plain",
    MembershipRole.PARTNER: "lines",
    MembershipRole.OBSERVER: "lines",
    MembershipRole.CANDIDATE: "slant",
    GUEST: "dots",
}
FILL_LABELS = {
    "plain": _("Member"),
    "lines": _("Partner or observer"),
    "slant": _("Candidate"),
    "dots": _("Took part, does not belong"),
}


@dataclass
class Place:
    """A state with its commitments of the list; ``part``: how it belongs to the groupings; ``roles``: number by role."""

    code: str
    name: str
    count: int
    url: str
    shade: int
    part: str
    roles: dict[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"{self.name} {self.count}" if self.count else self.name

    @property
    def fill(self) -> str:
        return PART_FILLS[self.part]

    @property
    def words(self) -> str:
        """The label of the mark: “Palau: 3, of them 3 as beneficiary. Partner”."""
        values = {"name": self.name, "count": self.count, "part": PART_LABELS[self.part]} | self.roles
        if len(self.roles) == len(MARKED_ROLES):
            text = _("%(name)s: %(count)d, of them %(host)d as host and %(beneficiary)d as beneficiary. %(part)s")
        elif ParticipationRole.HOST in self.roles:
            text = _("%(name)s: %(count)d, of them %(host)d as host. %(part)s")
        elif ParticipationRole.BENEFICIARY in self.roles:
            text = _("%(name)s: %(count)d, of them %(beneficiary)d as beneficiary. %(part)s")
        else:
            text = _("%(name)s: %(count)d. %(part)s")
        return text % values


@dataclass
class WorldMap:
    """The places that take part or belong, the ones with the most commitments first; ``groupings``: how many are meant."""

    places: list[Place]
    groupings: int

    @property
    def top(self) -> int:
        return max((place.count for place in self.places), default=0)


def world_map(listing: ResultList) -> WorldMap:
    """The states of the listing's commitments, and those that belong to its groupings."""
    commitments = listing.filterset.select()
    taking_part, roles = defaultdict(set), defaultdict(lambda: defaultdict(set))
    rows = Participation.objects.filter(commitment__in=commitments.order_by().values("pk")).order_by()
    for pk, code, role in rows.values_list("commitment_id", "state__iso3", "role"):
        taking_part[code].add(pk)
        if role in MARKED_ROLES:
            roles[code][role].add(pk)
    groupings = _groupings(listing, commitments)
    parts = _parts(groupings, listing.filterset.as_of_day)
    top = max(map(len, taking_part.values()), default=0)
    places = []
    for state in State.objects.all():
        count, part = len(taking_part[state.iso3]), parts.get(state.iso3, "")
        if count or part:
            url = listing.narrowed(all_states=state.iso3) if count else state.get_absolute_url()
            numbers = {role: len(roles[state.iso3][role]) for role in MARKED_ROLES if roles[state.iso3][role]}
            tone = shade_level(count, top) if count else 0
            places.append(Place(state.iso3, state.name, count, url, tone, part or GUEST, numbers))
    return WorldMap(sorted(places, key=lambda place: (-place.count, place.name)), len(groupings))


def _groupings(listing: ResultList, commitments) -> set[int]:
    """The groupings that were picked; without such a choice those that the commitments belong to."""
    picked = (listing.filterset.picked.get("grouping") or ((), ()))[0]
    found = Grouping.objects.published()
    found = found.filter(slug__in=picked) if picked else found.filter(statements__commitments__in=commitments)
    return set(found.order_by().values_list("pk", flat=True).distinct())


def _parts(groupings: set[int], day) -> dict[str, str]:
    """The closest part that each state has in one of the groupings on the day, or had when the grouping ended."""
    rows = Membership.objects.filter(grouping__in=groupings)
    rows = rows.begun(day) if day else rows.with_period()
    going_on = Q(end__isnull=True) | Q(end=F("grouping__ended_latest"))
    rows = rows.filter(going_on | Q(end__gt=day) if day else going_on)
    found: dict[str, str] = {}
    order = list(PART_LABELS)
    for code, role in rows.order_by().values_list("state__iso3", "role"):
        found[code] = min(role, found.get(code, role), key=order.index)
    return found


def ranges(top: int) -> list[tuple[int, int, int]]:
    """Shade, and the smallest and largest number that it stands for; shades that no number has are left out."""
    found: dict[int, tuple[int, int]] = {}
    for count in range(1, top + 1):
        tone = shade_level(count, top)
        found[tone] = (found.get(tone, (count, count))[0], count)
    return [(tone, *found[tone]) for tone in range(1, SHADES + 1) if tone in found]


@cache
def shapes() -> dict:
    """The views with their shapes, read once."""
    return json.loads(SHAPES.read_text(encoding="utf-8"))


# --- measures of the drawing ---

DOT, CORE, SIGN, LINE, PAD, MARGIN = 5, 3, 13, 16, 3, 8
BOX_ROW, BOX_SPACE = 28, 10


def map_layout(drawn: WorldMap, view: str) -> dict:
    """Where everything of the map is drawn, in pixels: land, the places' shapes, dots, names, and those without a shape."""
    known = shapes()["views"][view]
    states, width = known["states"], known["width"]
    shown = [place for place in drawn.places if place.code in states]
    marked = {place.code for place in shown}
    land = known["rest"] + "".join(shape[0] for code, shape in states.items() if code not in marked)
    spots = []
    for place in shown:
        path, x, y, is_dot = states[place.code]
        spots.append({"place": place, "path": path, "x": x, "y": y, "is_dot": bool(is_dot)})
    spots.sort(key=lambda spot: spot["is_dot"])  # the dots lie above the shapes
    boxes, foot = _boxes([place for place in drawn.places if place.code not in states], width, known["height"] + MARGIN)
    return {
        "width": width,
        "height": foot,
        "scale": shapes()["unit"],
        "land": land,
        "dot": DOT,
        "spots": spots,
        "names": _names(spots, width, known["height"]),
        "boxes": boxes,
    }


def _boxes(places: list[Place], width: int, top: int) -> tuple[list[dict], int]:
    """Boxes in lines for what has no shape, and where they end."""
    x, y, boxes = MARGIN, top, []
    for place in places:
        wide = text_width(place.label, SMALL_FONT_SIZE) + 16 + SIGN * len(place.roles)
        if x > MARGIN and x + wide > width:
            x, y = MARGIN, y + BOX_ROW
        signs = [{"role": role, "x": x + 8 + SIGN * n, "y": y + 6} for n, role in enumerate(place.roles)]
        words_x = x + 8 + SIGN * len(place.roles)
        boxes.append(
            {"place": place, "x": x, "y": y, "width": wide, "signs": signs, "words_x": words_x, "base": y + 16}
        )
        x += wide + BOX_SPACE
    return boxes, y + BOX_ROW if places else top


def _names(spots: list[dict], width: int, height: int) -> list[dict]:
    """Signs and names where there is room for them: the place with the most commitments chooses first.

    A name that finds no room is left out, its signs are drawn alone.
    """
    taken, names = [], []
    cores = {spot["place"].code: _core(spot) for spot in spots}
    dots = [_core(spot) for spot in spots if spot["is_dot"]]
    for spot in sorted(spots, key=lambda spot: (-spot["place"].count, spot["place"].name)):
        place, own = spot["place"], SIGN * len(spot["place"].roles)
        others = [box for code, box in cores.items() if code != place.code or spot["is_dot"]]
        for words, kept_free in ((place.label, others), (place.label, dots), ("", others)):
            wide = own + (text_width(words, SMALL_FONT_SIZE) if words else 0)
            corner = wide and _room(spot, wide, [*kept_free, *taken], width, height)
            if corner:
                break
        if not corner:
            if not own:
                continue
            words, wide, corner = "", own, (spot["x"] - own / 2, spot["y"] - LINE / 2)
        x, y = (round(value, 1) for value in corner)
        taken.append((x - PAD, y, x + wide + PAD, y + LINE))
        # The signs stand at the end of the name that is nearer to the state.
        signs_x, words_x = (x + wide - own, x) if x + wide < spot["x"] else (x, x + own)
        signs = [
            {"role": role, "x": round(signs_x + SIGN * n, 1), "y": round(y + 3, 1)}
            for n, role in enumerate(place.roles)
        ]
        names.append(
            {"place": place, "has_words": bool(words), "signs": signs, "x": round(words_x, 1), "base": round(y + 12, 1)}
        )
    return names


def _core(spot: dict) -> tuple[float, float, float, float]:
    """The dot, or the middle of the shape, that no other name may cover."""
    reach = DOT if spot["is_dot"] else CORE
    return spot["x"] - reach, spot["y"] - reach, spot["x"] + reach, spot["y"] + reach


def _room(spot: dict, wide: float, taken: list, width: int, height: int):
    """The corner of the first free place for something so wide: upon a shape, else beside, above or below."""
    x, y, off = spot["x"], spot["y"], DOT + PAD
    beside = [
        (x + off, y - LINE / 2),
        (x - off - wide, y - LINE / 2),
        (x - wide / 2, y - off - LINE),
        (x - wide / 2, y + off),
        (x + off, y - off - LINE / 2),
        (x + off, y + off - LINE / 2),
        (x - off - wide, y - off - LINE / 2),
        (x - off - wide, y + off - LINE / 2),
    ]
    for left, top in beside if spot["is_dot"] else [(x - wide / 2, y - LINE / 2), *beside]:
        right, foot = left + wide, top + LINE
        inside = left >= 0 and top >= 0 and right <= width and foot <= height
        if inside and not any(left < b[2] and b[0] < right and top < b[3] and b[1] < foot for b in taken):
            return left, top
    return None


# --- the small map of a grouping's page


def member_map(listing: ResultList) -> dict | None:
    """The small map of a grouping's page, with the address of the whole one; None without states."""
    drawn = world_map(listing)
    if not drawn.places:
        return None
    known = shapes()["views"]["small"]["states"]
    used = [fill for fill in FILL_LABELS if any(place.fill == fill for place in drawn.places)]
    return {
        "map": drawn,
        "drawing": map_layout(drawn, "small"),
        "unshown": [place for place in drawn.places if place.code not in known],
        "parts": [{"fill": fill, "words": FILL_LABELS[fill]} for fill in used],
        "caption": (
            _(
                "%(caption)s. Members and other participants: a darker shade means more commitments. "
                "Shapes: Natural Earth."
            )
            % {"caption": chart_caption(listing)}
        ),
        "full_url": listing.narrowed(reverse("map")),
    }
