"""The states of the commitments on a map, with their part in the groupings."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from ...charts import map as data
from ...models.vocabularies import ParticipationRole
from .base import Chart, choice, read_choice

DEFAULT_VIEW = "indo-pacific"


class MapChart(Chart):
    """``view``: the Pacific in the middle, or the Atlantic."""

    name = "map"
    title = _("Map")
    explanation = _(
        "Which states take part, and how they belong to the groupings: members, partners, candidates, hosts and "
        "beneficiaries. Each state leads to its commitments."
    )
    parameters = ("view",)

    def draw(self, listing):
        view = read_choice(listing, "view", tuple(data.MAP_VIEWS), DEFAULT_VIEW)
        drawn = data.world_map(listing)
        drawing = data.map_layout(drawn, view)
        self.note = self.words(drawn, drawing)
        return {
            "map": drawn,
            "drawing": drawing,
            "choices": [choice(listing, gettext("View"), "view", data.MAP_VIEWS, view, DEFAULT_VIEW)],
            "legend": self.legend(drawn, drawing),
        }

    def words(self, drawn, drawing) -> str:
        words = [
            ngettext(
                "Shades count the commitments a state takes part in; patterns show its part in %(count)s grouping.",
                "Shades count the commitments a state takes part in; patterns show its part in %(count)s groupings.",
                drawn.groupings,
            )
            % {"count": drawn.groupings}
        ]
        if len([name for name in drawing["names"] if name["has_words"]]) < len(drawing["spots"]):
            words.append(gettext("Names that would cover others are left out; the table has them all."))
        words.append(
            gettext(
                "One commitment counts for each of its states. Shapes: Natural Earth; they imply no view on borders."
            )
        )
        return " ".join(words)

    def legend(self, drawn, drawing):
        shades = [
            {"kind": "shade", "value": tone, "words": f"{low}" if low == high else f"{low}–{high}"}
            for tone, low, high in data.ranges(drawn.top)
        ]
        if shades:
            shades[-1]["words"] = gettext("%(range)s commitments") % {"range": shades[-1]["words"]}
        used = {place.fill for place in drawn.places}
        parts = [
            {"kind": "part", "value": fill, "words": words} for fill, words in data.FILL_LABELS.items() if fill in used
        ]
        if any(not place.count for place in drawn.places):
            parts.append({"kind": "empty", "value": "", "words": gettext("Belongs, no commitment in this list")})
        roles = {role for place in drawn.places for role in place.roles}
        signs = [
            {"kind": "role", "value": role.value, "words": ParticipationRole(role).label}
            for role in data.MARKED_ROLES
            if role in roles
        ]
        dots = [{"kind": "dot", "value": "", "words": gettext("Small state, drawn as a dot")}]
        return [*shades, *parts, *signs, *(dots if any(spot["is_dot"] for spot in drawing["spots"]) else [])]

    def table(self, drawn):
        heads = ["State", "Commitments", "As host", "As beneficiary", "Part in the groupings"]
        rows = [
            [
                place.name,
                place.count,
                *(place.roles.get(role, 0) for role in data.MARKED_ROLES),
                data.PART_LABELS[place.part],
            ]
            for place in drawn["map"].places
        ]
        return heads, rows
